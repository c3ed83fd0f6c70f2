"""The mapping table: how each Pulumi type of the program is made with AWS's own operations.

Which inputs are fixed at creation, the table of the provider's behaviour says.
"""

from dataclasses import replace

import provider_facts
from emulator.mapping import (
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
from emulator.mapping.row import Table

_ROWS: Table = {
    **network.ROWS,
    **security.ROWS,
    **security_groups.ROWS,
    **storage.ROWS,
    **traffic.ROWS,
    **compute.ROWS,
    **data.ROWS,
    **edge.ROWS,
    **messaging.ROWS,
    **observation.ROWS,
}


def _fixed(type_: str) -> frozenset[str]:
    row = provider_facts.find(type_)
    """Whole inputs; what replaces below one, the values say."""
    return frozenset(path for path in row.replaces if "." not in path) if row else frozenset()


TABLE: Table = {type_: replace(row, replaces=_fixed(type_)) for type_, row in _ROWS.items()}
"""Rows by Pulumi type."""
