"""The data nodes of a search engine; pure."""

from collections.abc import Mapping
from typing import Any


def search_nodes(inputs: Mapping[str, Any]) -> int:
    """Returns the number of data nodes of a domain, from its inputs: one, where they say none."""
    return int((inputs.get("clusterConfig") or {}).get("instanceCount") or 1)
