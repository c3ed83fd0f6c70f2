"""The mapping table: the AWS operations that create and change each Pulumi type of the program.

The table of the provider's behaviour adds the inputs that are fixed at creation, and those that
keep their value when they are no longer given.
"""

from dataclasses import replace

import provider_facts
from aws_account.mapping import (
    backup,
    compute,
    data,
    edge,
    messaging,
    network,
    observation,
    security,
    security_groups,
    storage,
    traffic,
)
from aws_account.mapping.row import Call, Named, Row, Table, call
from aws_account.mapping.tagging import TAGGING

_ROWS: Table = {
    **network.ROWS,
    **security.ROWS,
    **security_groups.ROWS,
    **storage.ROWS,
    **traffic.ROWS,
    **compute.ROWS,
    **data.ROWS,
    **backup.ROWS,
    **edge.ROWS,
    **messaging.ROWS,
    **observation.ROWS,
}


def _as_the_provider(type_: str, row: Row) -> Row:
    facts = provider_facts.find(type_)
    if facts is None:
        return row
    # These are whole inputs; which values inside an input replace is decided by the values.
    replaces, kept = (
        frozenset(path for path in paths if "." not in path)
        for paths in (facts.replaces, facts.kept)
    )
    return replace(row, replaces=replaces, kept=kept)


TABLE: Table = {type_: _as_the_provider(type_, row) for type_, row in _ROWS.items()}
"""Rows of the mapping table, by Pulumi type."""

__all__ = ["TABLE", "TAGGING", "Call", "Named", "Row", "call"]
