"""Waivers: violations that a team accepts for a while, each with an owner, a reason and an end.

- policy: rds-survives-a-zone
  resource: database             # a name, `rds.Instance database`, a URN, or a pattern of one
  owner: payments
  reason: moves to Aurora in March
  until: 2027-03-31              # the last day

A rule of production that a stack's settings lift (`production.without`) counts as waived as well.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from policies import lifted
from policies.judging import Violation
from policies.rules import RULES

FILE = Path("config") / "waivers.yaml"
"""The team's file, in the folder of its project."""
_NO_YAML = (
    "is not YAML; look at this line and the one before it for a missing colon, quote or bracket, "
    "for a tab, and for spaces at the beginning that differ from the neighbours'"
)
"""The pack imports none of ours, so it does not know which of these it is."""


class WaiverError(Exception):
    """Error with everything that is wrong with the waivers, one line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def _known(name: str) -> str:
    names = [rule.name for rule in RULES]
    if name not in names:
        likely = difflib.get_close_matches(name, names, n=1)
        hint = f"; did you mean {likely[0]}?" if likely else "; docs/generated/policies.md has all"
        raise ValueError(f"is no policy{hint}")
    return name


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError("must be a day, such as 2027-03-31") from None


_Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    """Keys of a waiver in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: Annotated[str, BeforeValidator(_known)]
    resource: _Text
    owner: _Text
    reason: _Text
    until: Annotated[date, BeforeValidator(_day)]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A violation that is accepted until a day, and the place in the file that says so."""

    policy: str
    resource: str
    owner: str
    reason: str
    until: date
    place: str
    of_settings: bool = False
    """True if the settings lift the rule, for all resources of their stack."""

    def covers(self, violation: Violation) -> bool:
        """Returns true if a violation is accepted by this waiver."""
        names = (violation.urn, violation.title, violation.urn.rpartition("::")[2])
        return self.policy == violation.rule.name and any(
            name == self.resource or fnmatchcase(name, self.resource) for name in names
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """Violations by what the waivers say of them."""

    open: tuple[Violation, ...]
    waived: tuple[Violation, ...]
    idle: tuple[Waiver, ...]
    """Waivers that no violation needs."""


def apply(violations: Iterable[Violation], waivers: Sequence[Waiver]) -> Sorted:
    """Sorts violations into those that count and those that are accepted."""
    found = tuple(violations)
    waived = tuple(each for each in found if any(waiver.covers(each) for waiver in waivers))
    return Sorted(
        open=tuple(each for each in found if each not in waived),
        waived=waived,
        idle=tuple(
            one
            for one in waivers
            if not one.of_settings and not any(one.covers(each) for each in found)
        ),
    )


def read(folder: Path, today: date) -> tuple[Waiver, ...]:
    """Returns the waivers of a project, and the rules that its settings lift. Raises WaiverError
    with every mistake in its file, and with every waiver whose last day is past."""
    return (*_of_file(folder, today), *_of_settings(folder, today))


def _of_settings(folder: Path, today: date) -> Iterator[Waiver]:
    for stack, key, reason, until in lifted.read(folder):
        for rule in RULES:
            if until >= today and rule.lifted_by == key:
                yield Waiver(
                    policy=rule.name,
                    resource=f"urn:pulumi:{stack}::*",
                    owner=f"Pulumi.{stack}.yaml",
                    reason=reason,
                    until=until,
                    place=f"Pulumi.{stack}.yaml: production.without",
                    of_settings=True,
                )


def _of_file(folder: Path, today: date) -> tuple[Waiver, ...]:
    file = folder / FILE
    # A link to nowhere is there as well: whoever made it meant a file.
    if not file.exists() and not file.is_symlink():
        return ()
    node = _node(file)
    problems: list[str] = []
    found = [_waiver(item, today, problems) for item in _items(node, problems)]
    if problems:
        raise WaiverError(problems)
    return tuple(each for each in found if each)


def _node(file: Path) -> yaml.Node | None:
    """Returns the content of the file. Raises WaiverError if it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WaiverError([f"{FILE}: is not UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise WaiverError([f"{FILE}: cannot be read: {error.strerror}"]) from None
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{FILE}:{mark.line + 1}" if mark else str(FILE)
        raise WaiverError([f"{place}: {_NO_YAML}"]) from None
    except yaml.YAMLError:
        raise WaiverError([f"{FILE}: {_NO_YAML}"]) from None


def _items(node: yaml.Node | None, problems: list[str]) -> list[yaml.Node]:
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        problems.append(f"{_place(node)}: must be a list, each entry with {_keys()}")
        return []
    return list(node.value)


def _waiver(node: yaml.Node, today: date, problems: list[str]) -> Waiver | None:
    if not isinstance(node, yaml.MappingNode):
        problems.append(f"{_place(node)}: must have the keys {_keys()}")
        return None
    lines: dict[str, str] = {}
    content: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in content:
            problems.append(f"{_place(key)}: {name}: is there twice; remove one")
        lines[name] = _place(key)
        # Text as it was typed: YAML would read `no` as false, and a day as something else.
        content[name] = value.value if isinstance(value, yaml.ScalarNode) else None
    try:
        entry = _Entry.model_validate(content)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0])
            got = f", got {content[name]!r}" if content.get(name) is not None else ""
            problems.append(
                f"{lines.get(name, _place(node))}: {name}: {_says(detail['type'], detail['msg'])}"
                f"{got}"
            )
        return None
    if entry.until < today:
        problems.append(
            f"{lines['until']}: until: the waiver of {entry.policy} ended on {entry.until}; mend "
            f"{entry.resource}, or let {entry.owner} say anew until when"
        )
    return Waiver(**entry.model_dump(), place=_place(node))


def _says(kind: str, message: str) -> str:
    said = {
        "missing": "is missing; add it",
        "extra_forbidden": f"is no key of a waiver; it has {_keys()}",
        "string_too_short": "must not be empty",
        "string_type": "must be text",
    }
    return said.get(kind) or message.removeprefix("Value error, ")


def _keys() -> str:
    return ", ".join(_Entry.model_fields)


def _place(node: yaml.Node) -> str:
    return f"{FILE}:{node.start_mark.line + 1}"
