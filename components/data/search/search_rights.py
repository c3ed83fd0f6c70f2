"""Rights of a program at single indexes, by the paths of its requests.

IAM sees a request's method and path, and nothing of its body. A program's indexes are those that
are called as the workload says, and those whose names go on with a hyphen.
docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html#ac-advanced
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import pulumi

from components.security import Statement, allow

Access = Literal["read", "write"]

_SEARCHES = ("_search", "_count", "_msearch", "_mget")
"""Requests that read although they are posted: their body says what is looked for."""
_NAMES = ("", "-*")
"""Ends of an index's name."""


def statements(arn: pulumi.Output[str], indexes: Mapping[str, Access]) -> list[Statement]:
    """Returns the statements for a program's indexes at the domain with this ARN."""
    writable = [index for index, access in indexes.items() if access == "write"]
    readable = [index for index, access in indexes.items() if access == "read"]
    found = [
        # Several indexes in one path, `a-1,b/_search`, would fit the pattern of the first one.
        _deny("OneIndexAtATime", ["es:ESHttp*"], _at(arn, ("*,*", "*%2C*", "*%2c*"))),
        # A scroll goes on by an ID that only its beginner knows.
        allow(
            ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost"],
            _at(arn, ["_search/scroll"]),
            sid="GoOn",
        ),
    ]
    if writable:
        found.append(allow(["es:ESHttp*"], _paths(arn, writable), sid="WriteIndexes"))
    if readable:
        names = [f"{index}{end}" for index in readable for end in _NAMES]
        searches = [f"{name}/{search}" for name in names for search in _SEARCHES]
        # `products/_doc/_search` would write a document with that ID, and ends as a search does.
        documents = [f"{name}/_*/_*" for name in names]
        found += [
            allow(["es:ESHttpGet", "es:ESHttpHead"], _paths(arn, readable), sid="ReadIndexes"),
            allow(["es:ESHttpPost"], _at(arn, searches), sid="SearchIndexes"),
            _deny("NoDocumentIsASearch", ["es:ESHttpPost"], _at(arn, documents)),
        ]
    return found


def _paths(arn: pulumi.Output[str], indexes: Sequence[str]) -> list[pulumi.Output[str]]:
    """Returns the paths of indexes: each one, what is below it, and those that go on with a
    hyphen."""
    return _at(arn, [f"{index}{end}" for index in indexes for end in ("", "/*", "-*")])


def _at(arn: pulumi.Output[str], paths: Iterable[str]) -> list[pulumi.Output[str]]:
    return [pulumi.Output.concat(arn, "/", path) for path in paths]


def _deny(sid: str, actions: list[str], resources: Sequence[pulumi.Input[str]]) -> Statement:
    return Statement(Sid=sid, Effect="Deny", Action=actions, Resource=list(resources))
