"""The tables of drift cover every type of the stacks: what AWS shows at its default, and what may
be added beside what was declared."""

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from pulumi import _types

from aws_account.drift.tables import ALONE, DEFAULTS, EMPTY, OWNED, UNCOMPARED
from aws_account.mapping import TABLE
from aws_account.spelling import outputs
from backends import PlanBackend
from engine.program import run
from engine.registration import Registration
from tests.apart import in_a_child
from tests.factories import SHOP

pytestmark = pytest.mark.xdist_group("drift tables")

_OTHER_NAMES = frozenset({"namePrefix", "policyNamePrefix", "region", "tags"})
"""Another way to say a name, and what is compared or given for every type."""


def _registrations(folder: Path, stack: str) -> Sequence[Registration]:
    return in_a_child(lambda: run(folder, stack, PlanBackend()).registrations)


@pytest.fixture(scope="module")
def registered() -> list[Registration]:
    """The resources of stacks on AWS that the account truly holds."""
    return [
        each
        for folder, stack in (
            (SHOP, "staging"),
            (SHOP, "prod"),
            (SHOP.parent / "game", "prod"),
            (SHOP.parent / "clinic", "prod"),
            (SHOP.parent / "video", "prod"),
            (SHOP.parent / "ledger", "prod"),
            (SHOP.parent / "ferry", "staging"),
        )
        for each in _registrations(folder, stack)
        # Of the ferry only what no other company has.
        if folder.name != "ferry" or "nat-instance" in each.name
        if each.type in TABLE and not TABLE[each.type].lacks
    ]


def test_every_input_that_a_resource_leaves_out_is_compared_or_has_a_reason(
    registered: list[Registration],
) -> None:
    missing: dict[str, set[str]] = {}
    for each in registered:
        row = TABLE[each.type]
        given = {name for name, value in each.inputs.items() if value is not None}
        names = {row.named.property} if row.named else set()
        answered = {*names, *DEFAULTS.get(each.type, ()), *_reasoned(each.type)}
        # What AWS fixes at creation nobody turns on later.
        open_ = _inputs(each.type) - given - row.replaces - row.local - row.loses - _OTHER_NAMES
        if left := open_ - answered:
            missing.setdefault(each.type, set()).update(left)
    assert missing == {}


@pytest.mark.parametrize("table", [DEFAULTS, UNCOMPARED], ids=["defaults", "undeclared"])
def test_the_tables_name_inputs_that_exist(table: Mapping[str, Iterable[str]]) -> None:
    for type_ in table:
        names = set(DEFAULTS[type_]) if table is DEFAULTS else set(_reasoned(type_))
        known = _inputs(type_) | set(outputs.properties(type_))
        assert {name.partition(".")[0] for name in names} <= known, type_


def test_an_input_is_compared_or_has_a_reason_but_not_both() -> None:
    for type_ in UNCOMPARED:
        assert not set(DEFAULTS.get(type_, ())) & set(_reasoned(type_)), type_


def test_of_every_type_it_is_known_what_may_be_added_to_it(
    registered: list[Registration],
) -> None:
    parents = {owned.parent for owned in OWNED}
    types = {each.type for each in registered}
    assert types - parents - set(EMPTY) == set()
    assert parents & set(EMPTY) == set()


def test_of_every_type_another_one_beside_it_is_seen_or_there_is_a_reason(
    registered: list[Registration],
) -> None:
    children = {type_ for owned in OWNED for type_ in owned.children}
    types = {each.type for each in registered}
    assert types - children - set(ALONE) == set()
    assert children & set(ALONE) == set()


def test_no_reason_is_for_a_type_that_is_gone(registered: list[Registration]) -> None:
    types = {each.type for each in registered}
    for table in (UNCOMPARED, EMPTY, ALONE):
        assert set(table) <= types


def _reasoned(type_: str) -> Iterator[str]:
    for names in UNCOMPARED.get(type_, {}).values():
        yield from names.split()


def _inputs(type_: str) -> set[str]:
    """The inputs of a type, as the provider's SDK has them."""
    class_ = outputs.resource_class(type_)
    module = importlib.import_module(class_.__module__)
    arguments = getattr(module, f"{class_.__name__}Args")
    return set(_types.input_type_py_to_pulumi_names(arguments).values())
