"""The mapping table: how each Pulumi type of the program is made with AWS's own operations."""

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

TABLE: Table = {
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
