"""A rule: a pure function over one resource, with what people need to know about it beside it.

    @rule("aws:rds/instance:Instance", CRITICAL, fsbp("RDS.2"), "set `publiclyAccessible` to false")
    def rds_no_public_address(database: Resource) -> Faults:
        \"\"\"A database has no public address.\"\"\"
        if database.get("publiclyAccessible"):
            yield Fault("publiclyAccessible", "is true")

The function's name is the rule's name, and its docstring the description.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from policies.node import Node
from policies.resources import Resource


class Severity(IntEnum):
    """Weight of a violation, as Security Hub grades its controls."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


LOW, MEDIUM, HIGH, CRITICAL = Severity


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a framework that a rule answers."""

    framework: str
    id: str

    def __str__(self) -> str:
        return f"{self.framework} {self.id}".strip()


def fsbp(id_: str) -> Control:
    """Returns a control of AWS's Foundational Security Best Practices, by its ID."""
    return Control("AWS FSBP", id_)


def security_hub(id_: str) -> Control:
    """Returns a control that Security Hub has for other standards, such as NIST SP 800-53."""
    return Control("AWS Security Hub", id_)


def baseline(id_: str) -> Control:
    """Returns a control of Plinth's own: tags, secrets, TLS, logs."""
    return Control("Plinth", id_)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a resource."""

    place: str
    """Property, and the member of a list by its name: `containerDefinitions[web].privileged`."""
    says: str
    """The fault there, as the rest of a sentence."""
    size: float = 0
    """Extent of the fault, where it can be counted. A change that makes it larger is worse."""


Faults = Iterator[Fault]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that resources of some types keep to."""

    name: str
    description: str
    types: tuple[str, ...]
    severity: Severity
    control: Control
    remedy: str
    faults: Callable[[Resource], Faults]
    production_only: bool = False
    """True if other environments may do without, because that costs less."""
    lifted_by: str = ""
    """Key in `production.without` that lifts this rule; empty if none does."""
    looks_around: bool = False
    """True if it is about what stands beside the resource, so it needs the whole stack."""

    def concerns(self, resource: Resource) -> bool:
        """Returns true if the rule is about a resource. A type that ends with a colon stands for
        all types that begin so."""
        fits = any(
            resource.type.startswith(type_) if type_.endswith(":") else resource.type == type_
            for type_ in self.types
        )
        return fits and (resource.in_production or not self.production_only)


def rule(
    types: str | tuple[str, ...],
    severity: Severity,
    control: Control,
    remedy: str,
    *,
    production_only: bool = False,
    lifted_by: str = "",
    looks_around: bool = False,
) -> Callable[[Callable[[Resource], Faults]], Rule]:
    """Makes a rule of a function, which has its name and its description."""

    def made(faults: Callable[[Resource], Faults]) -> Rule:
        return Rule(
            name=faults.__name__.replace("_", "-"),
            description=" ".join((faults.__doc__ or "").split()),
            types=(types,) if isinstance(types, str) else types,
            severity=severity,
            control=control,
            remedy=remedy,
            faults=faults,
            production_only=production_only,
            lifted_by=lifted_by,
            looks_around=looks_around,
        )

    return made


def needs(node: Node, path: str, *allowed: Any, default: Any = None, place: str = "") -> Faults:
    """Yields a fault unless one of the allowed values stands at a path. `default` is what AWS takes
    if nothing does."""
    found = node.get(path, default)
    if found not in allowed:
        yield Fault(place or path, f"is {shown(found)}")


def needs_at_least(node: Node, path: str, least: float, *, default: float = 0) -> Faults:
    """Yields a fault, with its size, if a number is smaller than it must be."""
    found = node.get(path, default)
    if found < least:
        yield Fault(path, f"is {shown(found)}, less than {least}", size=least - found)


def shown(value: Any) -> str:
    """Returns a value as the words of a message."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)
