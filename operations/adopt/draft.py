"""The workload and the settings that come into being from a team's files."""

import re
from dataclasses import dataclass, field
from typing import Any

from config.values import aws_facts, secret_looks
from operations.adopt.ledger import Node

PROGRAMS = ("services", "workers", "jobs")
SECTIONS = (*PROGRAMS, "databases", "topics", "queues", "subscriptions", "buckets")

_RESERVED_HOSTS = ("www", "staging", "test", "backup", "monitoring")
"""Hosts that the workload keeps for operators where it says nothing else."""


@dataclass
class Draft:
    """A workload in the form of its file, and what environments say about it."""

    sections: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {name: {} for name in SECTIONS if name != "subscriptions"}
    )
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    environments: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Settings by environment that differ from the defaults."""

    def workload(self) -> dict[str, Any]:
        """Returns the content of the workload's file."""
        sections = {**self.sections, "subscriptions": self.subscriptions}
        found = {name: _tidy(sections[name]) for name in SECTIONS if sections[name]}
        hosts = {
            host
            for service in self.sections["services"].values()
            for route in service.get("routes", [])
            for host in route.get("hosts", [])
        }
        if hosts & set(_RESERVED_HOSTS):
            found["reserved_hosts"] = [each for each in _RESERVED_HOSTS if each not in hosts]
        return found

    def kind(self, name: str) -> str | None:
        """Returns the section of a program."""
        return next((kind for kind in PROGRAMS if name in self.sections[kind]), None)

    def size(self, environment: str, program: str) -> dict[str, Any]:
        """Returns the size of a program in one environment, to be filled."""
        sizes = self.environments.setdefault(environment, {}).setdefault("sizes", {})
        found: dict[str, Any] = sizes.setdefault(program, {})
        return found


def _tidy(section: Any) -> Any:
    """Returns a section whose programs have no empty keys."""
    if isinstance(section, list):
        return section
    return {
        name: {key: value for key, value in each.items() if value not in ({}, [], None)}
        for name, each in section.items()
    }


def name_of(text: str) -> str:
    """Returns a name of the workload for any text.

    >>> name_of("Order_Service")
    'order-service'
    """
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return (slug if re.match(r"[a-z]", slug) else f"x-{slug}".rstrip("-"))[:40].rstrip("-")


def use(program: dict[str, Any], kind: str, name: str, access: str | None = None) -> None:
    """Notes that a program uses something."""
    uses = program.setdefault("uses", {})
    if access is None:
        names = uses.setdefault(kind, [])
        if name not in names:
            names.append(name)
    else:
        uses.setdefault(kind, {})[name] = access


def variable(node: Node, name: str, value: Any, program: dict[str, Any], to: str) -> None:
    """Gives a program a variable. A value that looks like a secret becomes a secret to enter."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if value is None:
        node.left_out("has no value here; write one, or list it under uses.secrets if it is secret")
    elif secret_looks.holds_secret(name, text):
        secret(node, name, program, to)
    elif not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        node.left_out("variables have upper-case names here; rename it in the program")
    elif text == "":
        node.left_out("is empty; the program finds the variable absent")
    else:
        program.setdefault("environment", {})[name] = text
        node.translated(f"{to}.environment.{name}")


def secret(node: Node, name: str, program: dict[str, Any], to: str, says: str = "") -> None:
    """Gives a program a secret whose value somebody enters by hand."""
    key = name_of(name)
    use(program, "secrets", key)
    given = re.sub(r"[^A-Z0-9]", "_", key.upper())
    renamed = "" if given == name else f" as {given} in place of {name}"
    said = says or "looks like a secret, so its value is not written"
    node.translated(
        f"{to}.uses.secrets[{key}]",
        f"{said}; enter it in Secrets Manager after the first `up`; the program gets it{renamed}",
    )


def fargate_size(cpu: float | None, memory_mib: float | None) -> tuple[int, int]:
    """Returns the smallest pair that Fargate offers and that is no smaller.

    >>> fargate_size(300, 900)
    (512, 1024)
    """
    for units, memories in sorted(aws_facts.FARGATE_MEMORY_MIB.items()):
        fitting = [each for each in sorted(memories) if each >= (memory_mib or 0)]
        if units >= (cpu or 0) and fitting:
            return units, fitting[0]
    units = max(aws_facts.FARGATE_MEMORY_MIB)
    return units, max(aws_facts.FARGATE_MEMORY_MIB[units])


def image_of(text: str) -> str:
    """Returns an image with its registry's host, as the workload wants others' images.

    >>> image_of("nginx:1.27")
    'docker.io/library/nginx:1.27'
    """
    first, slash, _ = text.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return text
    return f"docker.io/{text}" if slash else f"docker.io/library/{text}"


def seconds(text: Any) -> float | None:
    """Returns a duration such as `1m30s` in seconds.

    >>> seconds("1m30s")
    90.0
    """
    if isinstance(text, int | float):
        return float(text)
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "us": 1e-6, "ns": 1e-9}
    parts = re.findall(r"([0-9.]+)(ms|us|ns|h|m|s)", str(text))
    if not parts or "".join(number + unit for number, unit in parts) != str(text):
        return None
    return sum(float(number) * units[unit] for number, unit in parts)
