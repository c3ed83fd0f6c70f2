"""Overrides: other values for arguments of resources that Plinth makes, each with its reason.

They are transformations of the whole stack: a resource is changed before it is registered, so a
preview, an emulated AWS and `pulumi up` see the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from extension import argument_types
from wording import closest

FILE = "own/overrides.py"


@dataclass(frozen=True, kw_only=True)
class Override:
    """Other values for arguments of one resource, or of all resources of a class."""

    resource: type[pulumi.CustomResource]
    """Class of the resource, such as `aws.rds.Instance`."""
    name: str | None = None
    """Logical name as a preview shows it. None for every resource of the class."""
    arguments: Mapping[str, Any]
    """Values by argument, spelled as the class spells it. A value may be a function of Plinth's own
    value."""
    reason: str
    """Reason in one sentence. Every preview shows it."""
    stacks: Sequence[str] = ()
    """Stacks to which it applies, such as ["prod"]. Empty: all stacks that have the resource's
    provider."""

    @property
    def package(self) -> str:
        """The provider's package: `pulumi_aws`."""
        return self.resource.__module__.partition(".")[0]

    def __str__(self) -> str:
        module = self.resource.__module__.split(".")[1]
        return f"{module}.{self.resource.__name__} {self.name or '(all)'}"


class Overriding:
    """Overrides of one run, with the resources that they changed."""

    def __init__(self, overrides: Sequence[Override], *, stack: str, stacks: Sequence[str]) -> None:
        """Creates the overrides. `stack` is the one that runs, of the project's `stacks`."""
        self._overrides = [each for each in overrides if not each.stacks or stack in each.stacks]
        self._problems = [
            f"{each}: reason: say in a sentence why, for whoever reads the preview"
            for each in overrides
            if len(each.reason.split()) < 2
        ]
        self._problems += [
            f"{each}: stacks: there is no {name}{closest(name, stacks)}"
            for each in overrides
            for name in each.stacks
            if name not in stacks
        ]
        self._seen: list[tuple[type, str]] = []
        self._met: set[int] = set()
        self._changes: list[str] = []

    def arguments(self, args: pulumi.ResourceTransformationArgs) -> dict[str, Any]:
        """Returns the arguments of a resource after the overrides."""
        self._seen.append((type(args.resource), args.name))
        arguments = dict(args.props)
        for index, override in enumerate(self._overrides):
            if isinstance(args.resource, override.resource) and override.name in (None, args.name):
                self._met.add(index)
                for argument, value in override.arguments.items():
                    self._change(arguments, override, args, argument, value)
        return arguments

    def changes(self) -> list[str]:
        """Returns a line for each changed argument. Raises RunError for all overrides together that
        matched no resource or changed nothing."""
        packages = {kind.__module__.partition(".")[0] for kind, _ in self._seen}
        problems = [
            *dict.fromkeys(self._problems),
            *(
                f"{override}: no such resource in this stack{self._hint(override)}"
                for index, override in enumerate(self._overrides)
                # On Docker there are no AWS resources to override, and on AWS none of Docker's.
                if index not in self._met and override.package in packages
            ),
        ]
        if problems:
            title = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
            lines = "\n".join(f"  {FILE}: {problem}" for problem in problems)
            raise pulumi.RunError(f"{title} in the overrides; nothing was changed\n{lines}")
        return self._changes

    def _change(
        self,
        arguments: dict[str, Any],
        override: Override,
        args: pulumi.ResourceTransformationArgs,
        argument: str,
        value: Any,
    ) -> None:
        known = argument_types.arguments(override.resource)
        if argument not in known:
            hint = closest(argument, known) or f"; there are {', '.join(known)}"
            problem = f"is no argument of {override.resource.__name__}{hint}"
            self._problems.append(f"{override}: {argument}: {problem}")
            return
        old = arguments.get(argument)
        new = value(old) if callable(value) else value
        if wrong := argument_types.problem(override.resource, argument, new):
            # The SDK would fail with a traceback.
            self._problems.append(f"{override}: {argument}: {wrong}")
            return
        if not _holds_output(old) and not _holds_output(new) and old == new:
            problem = f"changes nothing: Plinth gives {_text(old)} itself; take it out"
            self._problems.append(f"{override}: {argument}: {problem}")
        self._changes.append(
            f"{FILE} changes {args.type_} {args.name}: {argument}: {_text(old)} -> {_text(new)}"
            f"{_ignored(args.opts, argument)}, because: {override.reason}"
        )
        arguments[argument] = new

    def _hint(self, override: Override) -> str:
        """Returns the resources that were probably meant."""
        names = sorted(name for kind, name in self._seen if kind is override.resource)
        if names and override.name:
            return closest(override.name, names) or f"; there are {', '.join(names[:10])}"
        kinds = {kind.__name__ for kind, _ in self._seen}
        hint = closest(override.resource.__name__, kinds) or "; `make preview` lists all"
        return f"{hint}; `stacks` says for which stacks an override is"


def _holds_output(value: Any) -> bool:
    """Returns true if a part of a value is known only later."""
    if isinstance(value, Mapping):
        return any(map(_holds_output, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_output, value))
    return isinstance(value, pulumi.Output | pulumi.Resource)


def _ignored(opts: pulumi.ResourceOptions, argument: str) -> str:
    """Returns a remark if something else keeps the argument up to date after the resource is
    made."""
    paths = opts.ignore_changes
    names = {path.partition(".")[0].partition("[")[0] for path in paths or ()}
    spelled = {argument, "".join(part.capitalize() for part in argument.split("_"))}
    spelled = {each[:1].lower() + each[1:] for each in spelled}
    return " (when it is made; later changes are ignored)" if names & spelled else ""


def _text(value: Any) -> str:
    if value is None:
        return "nothing"
    text = "a value known later" if _holds_output(value) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
