"""Lists which load balancer answers which host and path; pure.

The edge looks a request up as the listeners' rules would (`planning/routing.py`): the longest
prefix of its path decides, and of two equal ones that of the request's host. What the table does
not name goes to the first load balancer, so it names only what goes elsewhere than the prefix above
it: the fewer entries, the more fit into a function of CloudFront.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from config.gateway.balancers import balancer_of
from config.workload import Service

TABLE_BYTES: Final = 9_000
"""The bytes of a table for which a function of CloudFront has room: it holds 10,240 with its code,
and AWS raises that for nobody
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""

FIRST: Final = 1


def origin_table(services: Mapping[str, Service], balancers: int) -> dict[str, int]:
    """Returns the number of the load balancer by prefix: `/path` for every host, `label/path` for
    one, sorted."""
    table = dict(sorted(_entries(services, balancers)))
    labels = {key.partition("/")[0] for key in table} | {""}

    def needed(key: str, number: int) -> bool:
        label, _, rest = key.partition("/")
        # A prefix of every host stands between those of a single host.
        asked = [label] if label else labels
        return any(answers(table, each, f"/{rest}", without=key) != number for each in asked)

    # One after the other: of two that could replace each other, one must stay.
    for key, number in list(table.items()):
        if not needed(key, number):
            del table[key]
    return table


def answers(table: Mapping[str, int], label: str, path: str, *, without: str = "") -> int:
    """Returns the number of the load balancer that answers a request to a host's label, as the
    function at the edge looks it up; `without` is a prefix to pass over."""
    while True:
        for key in (label + path, path):
            if key in table and key != without:
                return table[key]
        if path in ("/", ""):
            return FIRST
        path = path.rpartition("/")[0] or "/"


def written(table: Mapping[str, int]) -> str:
    """Returns the table as the function contains it."""
    return json.dumps(table, separators=(",", ":"))


def _entries(services: Mapping[str, Service], balancers: int) -> Iterator[tuple[str, int]]:
    for name, service in services.items():
        number = balancer_of(name, balancers)
        for route in service.routes:
            for label in route.hosts or [""]:
                for path in route.paths:
                    yield f"{label}{path}", number
