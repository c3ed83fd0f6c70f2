"""Reads the workload and an environment's settings; returns both checked, or every problem."""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config import (
    joint_checks,
    local_checks,
    notices,
    offers,
    overrules,
    workload_checks,
    yaml_file,
)
from config.local_settings import LocalSettings
from config.problem import ConfigError, Problem
from config.production import broken_rules
from config.section import Broken
from config.settings import CloudSettings
from config.targets import model_for
from config.validation import problems_of
from config.workload import Workload
from config.yaml_file import Path_, YamlFile

WORKLOAD = "config/workload.yaml"
SETTINGS_KEY = "plinth:settings"


@dataclass(frozen=True)
class CloudPlatform:
    """All that decides what a stack on AWS builds."""

    stack: str
    settings: CloudSettings
    workload: Workload
    notices: tuple[str, ...] = ()
    """What to say to people although nothing is wrong."""


@dataclass(frozen=True)
class LocalPlatform:
    """The same for a stack in containers on one machine."""

    stack: str
    settings: LocalSettings
    workload: Workload
    notices: tuple[str, ...] = ()


Platform = CloudPlatform | LocalPlatform


def load(
    stack: str, settings: Mapping[str, Any], folder: Path, today: date | None = None
) -> Platform:
    """Checks the settings of a stack, and the workload in `folder`.

    `settings` is what the stack's configuration has under `plinth:settings`; its file in `folder`
    is read for line numbers, its siblings for what environments must not share. What ends soon is
    noticed when `today` is given.
    Raises ConfigError with every problem of both files.
    """
    problems: list[Problem] = []
    workload = YamlFile(name=WORKLOAD, content=None, lines={})
    try:
        workload = replace(yaml_file.read(folder / WORKLOAD), name=WORKLOAD)
    except ConfigError as error:
        problems += error.found
    stack_file = _stack_file(folder, stack)
    return check(stack, settings, stack_file, workload, folder, problems, today)


def check(
    stack: str,
    settings: Mapping[str, Any],
    stack_file: YamlFile,
    workload_file: YamlFile,
    folder: Path,
    unreadable: Sequence[Problem] = (),
    today: date | None = None,
) -> Platform:
    """The same for content that was read already; `unreadable` tells which file was not."""
    problems = list(unreadable)
    root = ("config", SETTINGS_KEY)
    workload = None if unreadable else _workload(workload_file, problems)
    model = _settings(settings, stack_file, problems)
    _not_offered(problems, stack_file, root, settings, offers.SETTINGS)
    _not_offered(problems, workload_file, (), workload_file.content, offers.WORKLOAD)
    if workload:
        _report(problems, workload_file, (), workload_checks.workload_problems(workload))
    if model:
        _report(problems, stack_file, root, _settings_rules(model, stack, folder))
    if workload and model:
        _report(problems, stack_file, root, _joint_rules(workload, model, stack))
        for of_images in (joint_checks.unversioned_images, joint_checks.unreachable_images):
            _report(problems, workload_file, (), of_images(workload, model))
    if problems or not workload or not model:
        raise ConfigError(problems)
    said: list[Problem] = []
    _report(said, workload_file, (), notices.workload_notices(workload))
    _report(said, stack_file, root, notices.settings_notices(workload, model, today))
    shown = tuple(map(str, said))
    if isinstance(model, LocalSettings):
        return LocalPlatform(stack, model, workload, shown)
    return CloudPlatform(stack, model, workload, shown)


def _not_offered(
    problems: list[Problem],
    file: YamlFile,
    root: Path_,
    content: Any,
    table: Sequence[offers.Offer],
) -> None:
    """What AWS does not take, but for what the file overrules; a wrong overrule as well. Of a value
    that its model refused already, this says nothing more."""
    refused = {problem.path for problem in problems if problem.file == file.name}
    found = overrules.apply(offers.offer_problems(content, table), overrules.overrules_of(content))
    _report(problems, file, root, (broken for broken in found if broken.key not in refused))


def _workload(file: YamlFile, problems: list[Problem]) -> Workload | None:
    if not isinstance(file.content, dict):
        problems.append(
            Problem(WORKLOAD, "", "must hold `services:`, `queues:` and so on", file.content)
        )
        return None
    try:
        return Workload.model_validate(file.content)
    except ValidationError as error:
        problems += problems_of(error, Workload, file, ())
        _report(problems, file, (), _problems_of_the_rest(file.content, error))
        return None


def _problems_of_the_rest(content: Mapping[str, Any], error: ValidationError) -> Iterator[Broken]:
    """The rules between entries that are right in themselves: one mistake hides no other."""
    rest = {kind: copy(section) for kind, section in content.items()}
    faulty: set[Any] = set()
    for detail in error.errors():
        kind, *below = detail["loc"]
        section = rest.get(str(kind))
        if isinstance(section, dict) and below:
            section.pop(below[0], None)
            faulty.add(below[0])
        else:
            rest.pop(str(kind), None)
    try:
        workload = Workload.model_validate(rest)
    except ValidationError:
        return
    for broken in workload_checks.workload_problems(workload):
        if broken.value not in faulty:
            yield broken


def _stack_file(folder: Path, stack: str) -> YamlFile:
    """For line numbers only: the engine has read the values already."""
    name = f"Pulumi.{stack}.yaml"
    try:
        return yaml_file.read(folder / name)
    except ConfigError:
        return YamlFile(name=name, content=None, lines={})


def _settings(
    settings: Mapping[str, Any], file: YamlFile, problems: list[Problem]
) -> CloudSettings | LocalSettings | None:
    model = model_for(settings.get("target"))
    try:
        return model.model_validate(dict(settings))
    except ValidationError as error:
        problems += problems_of(error, model, file, ("config", SETTINGS_KEY))
        return None


def _joint_rules(
    workload: Workload, settings: CloudSettings | LocalSettings, stack: str
) -> Iterator[Broken]:
    yield from joint_checks.joint_problems(workload, settings)
    if isinstance(settings, LocalSettings):
        yield from local_checks.local_problems(workload, settings)
    else:
        yield from joint_checks.cloud_problems(workload, settings, stack)


def _settings_rules(
    settings: CloudSettings | LocalSettings, stack: str, folder: Path
) -> Iterator[Broken]:
    if not re.fullmatch(r"[a-z](-?[a-z0-9]){0,19}", stack):
        yield Broken(
            "",
            stack,
            "the name of the stack is part of AWS's names: at most 20 lower-case letters, digits "
            "and single hyphens, starting with a letter",
        )
    if stack.startswith("prod") and settings.environment != "production":
        yield Broken(
            "environment", settings.environment, f"must be production in the stack {stack}"
        )
    if isinstance(settings, LocalSettings):
        # A machine of one's own shares neither network nor domain with anyone.
        return
    if settings.environment == "production":
        yield from broken_rules(settings)
    siblings = _siblings(folder, stack)
    networks = {file: cidr for file, other in siblings.items() if (cidr := _cidr(other))}
    yield from joint_checks.overlaps(settings.network.cidr, networks)
    for file, other in siblings.items():
        if other.get("domain") == settings.domain:
            yield Broken("domain", settings.domain, f"is also that of {file}; each needs its own")


def _siblings(folder: Path, stack: str) -> dict[str, dict[str, Any]]:
    """The settings of the other environments; a file that is broken is its own stack's matter."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("Pulumi.*.yaml")):
        if path.name == f"Pulumi.{stack}.yaml":
            continue
        try:
            content = yaml_file.read(path).content
            settings = content["config"][SETTINGS_KEY]
        except (ConfigError, KeyError, TypeError):
            continue
        if isinstance(settings, dict):
            found[path.name] = settings
    return found


def _cidr(settings: Mapping[str, Any]) -> str | None:
    """The network of another environment, if it has one that can be read."""
    try:
        return str(ipaddress.IPv4Network(settings["network"]["cidr"]))
    except (KeyError, TypeError, ValueError):
        return None


def _report(problems: list[Problem], file: YamlFile, root: Path_, found: Iterator[Broken]) -> None:
    for broken in found:
        parts: Path_ = tuple(int(p) if p.isdigit() else p for p in broken.key.split(".") if p)
        problem = Problem(file.name, broken.key, broken.remedy, broken.value)
        problems.append(problem.at(file.line((*root, *parts))))
