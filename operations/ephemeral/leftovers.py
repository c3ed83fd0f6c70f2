"""Resources of ephemeral environments that are left over: an environment is gone, and AWS still has
some of it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from config.settings import EPHEMERAL_KEY
from operations import accounts

_KEPT = ("task-definition/",)
"""Parts of the ARNs of what costs nothing and stays on purpose: ECS rolls back to a task definition
that is registered only."""


def leftovers(client: Any, standing: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """Returns the ARNs of each ephemeral stack that is not among those that stand, sorted, by stack
    and last day. `client` is of the Resource Groups Tagging API, in the region of the
    environments."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for arn, tags in _tagged(client):
        stack = tags.get("stack", "")
        if stack not in standing and not any(each in arn for each in _KEPT):
            found[stack, tags[EPHEMERAL_KEY]].append(arn)
    return {life: sorted(arns) for life, arns in sorted(found.items())}


def _tagged(client: Any) -> Iterator[tuple[str, dict[str, str]]]:
    with accounts.asking("the resources of ephemeral environments"):
        pages = client.get_paginator("get_resources").paginate(
            TagFilters=[{"Key": EPHEMERAL_KEY}], ResourcesPerPage=100
        )
        for page in pages:
            for each in page["ResourceTagMappingList"]:
                yield each["ResourceARN"], {tag["Key"]: tag["Value"] for tag in each["Tags"]}
