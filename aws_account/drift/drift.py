"""Differences between the account and the declaration of its resources."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aws_account.drift import ignored
from aws_account.drift.reading import ABSENT, found_value
from aws_account.drift.tables import OWNED, AtDefault, Owned, completed
from aws_account.drift.unequal import Steps, Unequal, unequal
from aws_account.requests import search
from aws_account.resources import Resource, Resources
from engine.values import labels

_MOST_OF_ONE = 10
"""Number of values that differ in one document, beyond which it is another document: a dashboard
that somebody saved anew differs in each of its parts."""


_ROUTE = "aws:ec2/route:Route"

_FIRST_COUNTS = {("aws:cloudfront/distribution:Distribution", "orderedCacheBehaviors")}
"""Lists of which the first entry that fits counts, so the provider minds their order as well
(TypeList in its schema)."""


@dataclass(frozen=True)
class Difference:
    """One value that differs from its declaration, or one thing that was added."""

    kind: Literal["changed", "gone", "appeared"]
    urn: str
    """URN of the resource. For an added thing it is the URN of the resource that it was added
    to."""
    path: str = ""
    """Path of the input, or a description of the added thing."""
    declared: Any = None
    found: Any = None
    steps: Steps = field(default=(), compare=False, repr=False)
    """Steps to the input's value, which `path` writes for people."""


def differences(
    resources: Resources,
    declared: Iterable[Resource],
    on_read: Callable[[Resource], None] | None = None,
) -> Iterator[Difference]:
    """Reads each resource from the account and yields its differences. Changes that AWS makes
    itself are no differences, nor are the gateways of routes that moto loses because the gateway is
    only recorded."""
    known = list(declared)
    recorded = {resource.id for resource in known if resource.is_recorded_only}
    here, there = [], [resource for resource in known if not resource.is_recorded_only]
    for resource in there:
        answer = resources.read(resource)
        if on_read:
            on_read(resource)
        if answer is None:
            yield Difference("gone", resource.urn)
            continue
        here.append(resource)
        for change in changes(resource, answer):
            lost = resource.type == _ROUTE and change.declared in recorded
            if change.found != ABSENT or not lost:
                yield change
    yield from _appeared(resources, here, there)


def changes(
    resource: Resource, answer: Mapping[str, Any], *, given_only: bool = False
) -> Iterator[Difference]:
    """Yields the values in AWS's answer about a resource that differ from the declaration. With
    `given_only` it leaves out inputs that the program did not give, and content of which AWS shows
    only a hash."""
    row = resource.row
    declared = ignored.without(resource.declared, resource.ignore_changes)
    if not given_only:
        declared = completed(resource.type, declared)
    for name, value in sorted(declared.items()):
        if name in row.unread or value is None or ignored.is_whole(name, resource.ignore_changes):
            continue
        if name in row.hashes:
            if not given_only:
                yield from _other_content(resource, name, value, answer)
            continue
        guide = value.value if isinstance(value, AtDefault) else value
        found = found_value(name, guide, answer, row)
        moved = row.moves.get(name)
        if moved and moved(declared, found):
            continue
        unlike = list(unequal(value, found, (name,)))
        in_order = (resource.type, name) in _FIRST_COUNTS and isinstance(found, list)
        if in_order and guide and not unlike:
            yield from _other_order(resource, name, guide, found, given_only=given_only)
        if len(unlike) > _MOST_OF_ONE and isinstance(value, str) and isinstance(found, str):
            unlike = [Unequal((name,), value, found)]
        for each in unlike:
            # AWS may not show an input that it fixes at creation.
            unseen = name in row.replaces and name not in row.found and each.found == ABSENT
            if each.kind not in row.loses and not unseen:
                yield Difference(
                    "changed", resource.urn, each.path, each.declared, each.found, each.steps
                )


def _other_content(
    resource: Resource, name: str, value: Any, answer: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yields a difference of content that AWS shows only as a hash."""
    hashed = resource.row.hashes[name]
    declared, found = hashed.of(value), search(hashed.at, answer)
    if found is not None and found != declared:
        path = f"{name} ({hashed.kind})"
        yield Difference("changed", resource.urn, path, declared, found)


def _other_order(
    resource: Resource, name: str, declared: list[Any], found: list[Any], *, given_only: bool
) -> Iterator[Difference]:
    """Yields a difference of the order of entries that are the same."""
    entries = dict(zip(labels(declared), declared, strict=True))
    order = labels(found)
    if order == [*entries]:
        return
    if given_only:
        ordered = [entries[label] for label in order]
        yield Difference("changed", resource.urn, name, declared, ordered, (name,))
    else:
        yield Difference("changed", resource.urn, f"{name} (order)", [*entries], order)


def _appeared(
    resources: Resources, here: list[Resource], there: list[Resource]
) -> Iterator[Difference]:
    """Yields things that exist in the resources `here` and belong to none of the declared ones in
    `there`."""
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for resource in there:
        by_type[resource.type].append(resource)
    present = {resource.urn for resource in here}
    # A peering connection within the network is found from both of its sides.
    told: set[tuple[str, str, str]] = set()
    for owned in OWNED:
        declared = {
            _undotted(str(resources.rendered(child, template)))
            for type_, template in owned.children.items()
            for child in by_type[type_]
        }
        covered = {
            str(resources.rendered(child, template))
            for type_, template in owned.covered_by.items()
            for child in by_type[type_]
        }
        for parent in by_type[owned.parent]:
            if str(resources.rendered(parent, "{id}")) in covered:
                continue
            for key in _keys(resources, owned, parent) if parent.urn in present else ():
                if _undotted(key) not in declared and (parent.urn, owned.what, key) not in told:
                    told.add((parent.urn, owned.what, key))
                    yield Difference("appeared", parent.urn, owned.what, None, key)


def _keys(resources: Resources, owned: Owned, parent: Resource) -> Iterator[str]:
    items = (resources.ask(parent, owned.call) or {}).get("items") or []
    if isinstance(items, str):
        # In a policy, the added things are its statements.
        items = [statement["Sid"] for statement in json.loads(items)["Statement"]]
    for item in items:
        yield str(resources.rendered(parent, owned.key.replace("{item}", str(item))))


def _undotted(key: str) -> str:
    """Returns a DNS name without its last dot, which AWS sometimes writes."""
    return key.replace(". ", " ")
