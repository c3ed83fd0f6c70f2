"""The project that the document is about: its workload, and each environment with its plan."""

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from config import CloudPlatform, ConfigError, LocalPlatform, Platform, Workload, load
from operations.alarms import listing
from operations.alarms.trial import alarm
from operations.errors import OperationError
from operations.infrastructure.containers import Container, containers
from operations.infrastructure.markdown import NONE, table
from operations.infrastructure.overview import Overview
from operations.plan import Document, Resource, Resources, document
from operations.pulumi_cli import WITHOUT_OWN_FILE, settings_of, stacks_of
from operations.reach import Graph
from operations.workload import read as workload_of

_ORDER = ("development", "staging", "production")


@dataclass(frozen=True, eq=False)
class Environment:
    """One environment: its settings, and the plan that follows from them."""

    platform: Platform
    document: Document

    @property
    def stack(self) -> str:
        """The name of the stack."""
        return self.platform.stack

    @property
    def cloud(self) -> CloudPlatform | None:
        """The configuration of an environment on AWS. None for one on Docker."""
        return self.platform if isinstance(self.platform, CloudPlatform) else None

    @property
    def local(self) -> LocalPlatform | None:
        """The configuration of an environment on Docker. None for one on AWS."""
        return self.platform if isinstance(self.platform, LocalPlatform) else None

    @cached_property
    def resources(self) -> Resources:
        """The resources on AWS. None of them on Docker."""
        return Resources(self.document)

    @cached_property
    def containers(self) -> list[Container]:
        """The containers on Docker. None of them on AWS."""
        return containers(self.document)

    @cached_property
    def graph(self) -> Graph:
        """The ways between parts, by the plan."""
        return Graph(self.resources)

    @cached_property
    def alarms(self) -> list[listing.Line]:
        """The alarms and events that people are told of."""
        return list(listing.lines(self.resources, alarm.planned(self.resources)))

    def one(self, kind: str, name: str = "") -> Resource | None:
        """Returns the first resource of a type, or the one with a name."""
        found = (each for each in self.resources.of(kind) if name in ("", each.name))
        return next(found, None)


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that the document is written from."""

    folder: Path
    workload: Workload
    """The workload as the file has it."""
    environments: tuple[Environment, ...]
    overview: Overview

    @property
    def name(self) -> str:
        """The name of the product, by the tags."""
        return self.environments[-1].platform.settings.tags.project

    @property
    def clouds(self) -> list[tuple[Environment, CloudPlatform]]:
        """The environments on AWS, each with its configuration."""
        return [(each, each.cloud) for each in self.environments if each.cloud]

    def compared(self, title: str, rows: Iterable[tuple[str, Callable[[Environment], str]]]) -> str:
        """Returns a table with a column for each environment, without rows that say nothing."""
        lines = [(label, *map(value, self.environments)) for label, value in rows]
        told = [line for line in lines if any(text not in ("", NONE) for text in line[1:])]
        return _whole(table(("", *(each.stack for each in self.environments)), told), title)


def _whole(text: str, title: str) -> str:
    """Returns a table with a title over its first column."""
    return text.replace("|  |", f"| {title} |", 1)


def read(folder: Path, stacks: Sequence[str] = ()) -> Project:
    """Returns a project with these environments, or with all. Raises OperationError with every
    mistake in its files."""
    known = stacks_of(folder)
    for stack in stacks:
        if stack not in known:
            raise OperationError(
                "no such environment",
                file=f"Pulumi.{stack}.yaml",
                remedy=f"there are {', '.join(known) or 'none'}",
            )
    platforms = sorted(
        (_platform(folder, stack) for stack in stacks or known),
        key=lambda each: (_ORDER.index(each.settings.environment), each.stack),
    )
    if not platforms:
        raise OperationError("has no Pulumi.<stack>.yaml", file=folder, remedy="write one")
    workload = workload_of(folder)
    return Project(
        folder=folder,
        workload=workload,
        environments=tuple(Environment(each, _plan(folder, each.stack)) for each in platforms),
        overview=Overview(),
    )


def _platform(folder: Path, stack: str) -> Platform:
    try:
        # A developer's own file is of one machine, and the document is for everybody.
        return load(stack, settings_of(folder, stack), folder, own=False)
    except ConfigError as error:
        raise OperationError(str(error)) from None


def _plan(folder: Path, stack: str) -> Document:
    from backends import SymbolicBackend
    from engine import ProgramError, run

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return document.build(run(folder, stack, SymbolicBackend(), config=WITHOUT_OWN_FILE))
    except ProgramError as error:
        raise OperationError(str(error)) from None


def flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yields the values of nested settings by their dotted keys."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
