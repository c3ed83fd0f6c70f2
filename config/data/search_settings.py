"""Settings of the search engine."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, Matching, Section

InstanceType = Annotated[
    str,
    Matching(
        r"[a-z][a-z0-9]*\.[a-z0-9]+\.search",
        "an instance type of OpenSearch Service, such as r7g.large.search",
    ),
    Field(examples=["t3.small.search", "r7g.large.search"]),
]
SearchVersion = Annotated[
    str,
    Matching(r"\d+\.\d+", "a version of OpenSearch in quotes, such as 2.19"),
    Field(examples=["2.19", "3.1"]),
]
OffPeakStart = Annotated[
    str,
    Matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of the day in UTC, such as 22:00"),
    Field(examples=["23:30"]),
]

MASTERS = 3
"""Dedicated master nodes: AWS advises three, of which one may fail. Source:
docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-dedicatedmasternodes.html
"""
_MOST_ZONES = 3
_SMALL, _SMALL_GIB = "t3.", 200
"""Family whose instances take the smallest volumes. Source:
docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html (EBS volume size
quotas)"""


class SearchSettings(Section):
    """Domain of Amazon OpenSearch Service, in the network's data tier."""

    engine_version: SearchVersion
    """Version of OpenSearch in quotes. A higher one is an upgrade in place, with a new set of nodes
    (blue/green) and no way back; a lower one, or one to which AWS has no upgrade, replaces the
    domain, and its indexes are lost."""
    instance_type: InstanceType
    """Type of the data nodes. A change builds new nodes beside the old ones and moves the data, in
    half an hour to hours."""
    instances: Annotated[int, Field(ge=1, le=80, examples=[3])]
    """Number of data nodes, each at the price of its type. With `multi_az` it is divided evenly
    among the zones. A change is in place, while the domain answers. Source of the limit:
    docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html"""
    storage_gib: Annotated[int, Field(ge=10, le=12288, examples=[20, 100])]
    """Size of each data node's disk (EBS, gp3) in GiB, 10 or more. AWS limits it by the instance
    type, and t3 to 200. A change is in place."""
    multi_az: bool
    """Nodes in two zones, or in three if `instances` is a multiple of three and `network.zones` has
    as many. An index survives a zone's failure only with a replica of its shards, which is
    OpenSearch's default."""
    master_type: InstanceType | None = None
    """Type of three further nodes that do nothing but lead the cluster (dedicated master nodes), as
    AWS advises in production. null: the data nodes lead it, too. A change is in place."""
    off_peak_start: OffPeakStart = "22:00"
    """Beginning, in UTC, of the ten hours of each day in which AWS may update the service's
    software and tune the domain. Default: 22:00."""

    def zones(self, network: int) -> int:
        """Returns the number of zones that the data nodes stand in, of those that the network
        has."""
        if not self.multi_az:
            return 1
        return _MOST_ZONES if network >= _MOST_ZONES and self.instances % _MOST_ZONES == 0 else 2

    @property
    def masters(self) -> int:
        """The number of dedicated master nodes."""
        return MASTERS if self.master_type else 0

    def rules(self) -> Iterator[Broken]:
        """Yields settings that AWS would refuse."""
        if self.multi_az and self.instances % 2 and self.instances % _MOST_ZONES:
            yield Broken(
                "instances",
                self.instances,
                "must be a multiple of two or three with multi_az: each zone has as many nodes",
            )
        if self.instance_type.startswith(_SMALL) and self.storage_gib > _SMALL_GIB:
            yield Broken(
                "storage_gib",
                self.storage_gib,
                f"is more than {self.instance_type} takes, {_SMALL_GIB}; choose a larger family, "
                "such as m7g or r7g, or more instances",
            )
