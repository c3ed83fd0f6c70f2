"""No value is sent that AWS gives back in another spelling: it would be changed at every `up`.

botocore has the words of a request and those of an answer apart, so what only one of them has is
known without AWS.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws_account.mapping import TABLE
from aws_account.moto.account import Account
from tests.graph import Graph
from tests.stacks import example

TAGS = "TagSpecifications"
"""EC2's tags name a kind of resource, of which an answer says nothing."""


def words(shape: Shape | None, path: tuple[str, ...] = (), seen: tuple[str, ...] = ()) -> Any:
    """The enumerations below a shape: the path to each, its name and its words."""
    if shape is None or shape.name in seen or TAGS in path:
        return
    seen = (*seen, shape.name)
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from words(member, (*path, name), seen)
    elif isinstance(shape, ListShape):
        yield from words(shape.member, path, seen)
    elif isinstance(shape, MapShape):
        yield from words(shape.value, path, seen)
    elif given := shape.metadata.get("enum"):
        yield path, shape.name, frozenset(given)


def never_read(type_: str) -> frozenset[str]:
    """The words that a call of a type takes, and that no answer about it has in their place."""
    row, account = TABLE[type_], Account("111122223333")

    def model(operation: str) -> Any:
        return account.model(row.service, operation)

    answers = [each for call in row.read for each in words(model(call.operation).output_shape)]
    found: set[str] = set()
    for call in (row.create, *row.also, *row.update):
        for path, name, sent in words(model(call.operation).input_shape):
            alike = [
                (other, given)
                for at, other, given in answers
                if at[-1] == path[-1] and given & sent
            ]
            if alike and name not in {other for other, _ in alike}:
                found |= sent - frozenset().union(*(given for _, given in alike))
    return frozenset(found)


def texts(value: Any) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def test_words_of_a_request_that_no_answer_has_are_found() -> None:
    assert never_read("aws:elasticache/user:User") == {"no-password-required"}
    assert never_read("aws:rds/instance:Instance") == frozenset()


@pytest.mark.parametrize("stack", ["staging", "prod", "example"])
def test_what_is_sent_can_be_read_back(stack: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = example.build() if stack == "example" else request.getfixturevalue(stack)
    unreadable = {
        type_: never_read(type_)
        for type_ in {each.type for each in graph.registrations}
        if type_ in TABLE
    }
    found = {
        f"{each.type} {each.name}: {text}"
        for each in graph.registrations
        for text in texts(each.inputs)
        if text in unreadable.get(each.type, ())
    }
    assert found == set()
