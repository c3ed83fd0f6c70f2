"""Exports of own/resources.py to programs, by name: variables, secrets, rights and a network
path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi

from config import Workload
from config.values import rights
from extension.platform import Platform

if TYPE_CHECKING:
    from components.security import iam

FILE = "own/resources.py"


@dataclass(frozen=True)
class Allow:
    """One right of a program to something that the team made."""

    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]]
    conditions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reason: str = ""
    """Reason for the right, required with the resource `*`, and for an action that is not known
    here."""

    def problems(self, account_id: str) -> list[str]:
        """Returns everything that is wrong with the right, as far as it is known before anything is
        made."""
        plain = [each for each in self.resources if isinstance(each, str)]
        found = [
            f"{action}: {problem}"
            for action in self.actions
            if (problem := self._problem_of(action, plain, account_id))
        ]
        for resource in plain:
            problem = (
                rights.limitable_problem(self.actions)
                or ("" if self.reason else "is everything; give the reason for it")
                if resource == "*"
                else rights.resource_problem(resource, self.actions)
            )
            found += [f"{resource}: {problem}"] if problem else []
        found += [f"{key}: {text}" for key, text in rights.condition_problems(self.conditions)]
        return found if self.actions and self.resources else ["has no action or no resource"]

    def _problem_of(self, action: str, plain: Sequence[str], account_id: str) -> str:
        if action.startswith("sts:") and len(plain) < len(self.resources):
            return "takes on another role; name the role in plain text, so that it can be checked"
        unknown = rights.unknown_problem(action)
        if unknown and not self.reason:
            return f"{unknown}; if IAM takes it by now, say so as the reason of the right"
        return rights.action_problem(action, plain) or rights.in_account(action, plain, account_id)

    def statement(self) -> iam.Statement:
        """Returns the statement for the program's role."""
        from components.security import iam

        return iam.allow(self.actions, self.resources, condition=self.conditions or None)


@dataclass(frozen=True)
class Way:
    """Network path to a port behind a security group, which lets the programs in."""

    security_group_id: pulumi.Input[str]
    port: int


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Things that one name gives to each program that uses it."""

    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Environment variables with plain values."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARNs of secrets by environment variable. `:key::` after the ARN takes one key of the secret.
    ECS reads the secret when a task starts. It must be encrypted with the environment's key."""
    rights: Sequence[Allow | iam.Statement] = ()
    """Rights for the program's own role: each is an `Allow`, or a result of
    `Platform.use_of_key`."""
    way: Way | None = None
    """Network path to the thing. None for AWS's own APIs."""


@dataclass(frozen=True)
class Export:
    """Name under `uses.own`, with the function that makes it on AWS and the variables that programs
    get."""

    make: Callable[[Platform], Offer]
    """Function that is called once for an environment, before its programs start."""
    variables: Collection[str] = ()
    """Names of all variables, including those of secrets. They are compared with the result of
    `make`, and with Plinth's own variables, before anything is made."""
    on_docker: Mapping[str, str] = field(default_factory=dict)
    """Values of the variables on a developer's machine, where `make` is not called. Empty: programs
    get no variables there, and the preview says so."""


def made(name: str, export: Export, platform: Platform) -> Offer:
    """Returns the checked offer of one name. Raises RunError with everything that is wrong with
    it."""
    offer = export.make(platform)
    if not isinstance(offer, Offer):
        raise pulumi.RunError(f"{FILE}: {name}: must return an Offer, got {offer!r}")
    problems = [
        problem
        for each in offer.rights
        if isinstance(each, Allow)
        for problem in each.problems(platform.environment.account_id)
    ]
    given = {*offer.variables, *offer.secrets}
    if given != set(export.variables):
        problems.append(
            f"gives the variables {_names(given)} and declares {_names(export.variables)}; write "
            "the same into both"
        )
    if problems:
        lines = "\n".join(f"  {FILE}: {name}: {problem}" for problem in problems)
        raise pulumi.RunError(f"what {FILE} exports is not right; nothing was changed\n{lines}")
    return offer


def connect(name: str, offer: Offer, client: iam.Grantee, parent: pulumi.Resource) -> None:
    """Gives a program its rights and the network path. Its first task waits for both."""
    from components.network import allow_tcp
    from components.security import iam

    statements = [each.statement() if isinstance(each, Allow) else each for each in offer.rights]
    if statements:
        iam.grant_to(f"{name}--{client.name}", client, parent, *statements)
    if offer.way:
        allow_tcp(name, offer.way.security_group_id, client, offer.way.port, parent)


def local_notices(exports: Mapping[str, Export], workload: Workload) -> Iterator[str]:
    """Yields notices for developers about names that programs use and that give them nothing, or
    other variables, on Docker."""
    used = {name for each in workload.programs() for name in each.program.uses.own}
    for name in sorted(used):
        export = exports[name]
        here, there = set(export.on_docker), set(export.variables)
        if here and here != there:
            yield (
                f"{FILE}: {name}: on_docker gives {_names(here)} and programs on AWS get "
                f"{_names(there)}; give a value for each"
            )
        elif here != there:
            yield f"{FILE}: {name}: has no values under on_docker, so programs here get none"


def _names(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
