"""Settings of a network that another team or another stack made: its IDs, as its owner gives
them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, Matching, Section, ZoneSuffix

_HEX = "([0-9a-f]{8}|[0-9a-f]{17})"

VpcId = Annotated[
    str,
    Matching(rf"vpc-{_HEX}", "the ID of a VPC: vpc- and 8 or 17 of 0-9 and a-f"),
    Field(examples=["vpc-0a1b2c3d4e5f60718"]),
]
SubnetId = Annotated[
    str,
    Matching(rf"subnet-{_HEX}", "the ID of a subnet: subnet- and 8 or 17 of 0-9 and a-f"),
    Field(examples=["subnet-0a1b2c3d4e5f60718", "subnet-0b1b2c3d4e5f60718"]),
]
RouteTableId = Annotated[
    str,
    Matching(rf"rtb-{_HEX}", "the ID of a route table: rtb- and 8 or 17 of 0-9 and a-f"),
    Field(examples=["rtb-0a1b2c3d4e5f60718"]),
]
ByZone = dict[ZoneSuffix, SubnetId]


class ExistingSubnets(Section):
    """Subnets of an existing network by their purpose, each by the letter of its zone. A tier has
    none, or some in two zones at least, in each of `network.zones` among them."""

    public: ByZone = {}
    """Subnets with a route to an internet gateway, for the load balancer. Absent: there are none,
    which needs an `edge`: it reaches the load balancer in the private subnets. A change of a subnet
    moves the load balancer in place."""
    private: ByZone
    """Subnets for programs, and behind an edge for the load balancer, which needs eight free
    addresses in each. Each task takes one. A change moves tasks by a deployment."""
    data: ByZone = {}
    """Subnets for databases and caches; they may be those of `private`. Absent: there are none, and
    neither is a database or a cache. AWS takes no subnet away while an instance stands in it."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each subnet is in one zone, and that the public ones are apart."""
        places: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for tier in type(self).model_fields:
            found: ByZone = getattr(self, tier)
            if len(found) == 1 or (tier == "private" and not found):
                yield Broken(
                    tier,
                    dict(found),
                    "must name subnets in two zones: AWS takes no load balancer and no database's "
                    "subnets in one zone alone",
                )
            for zone, subnet in found.items():
                places[subnet].append((tier, zone))
        for subnet, named in places.items():
            elsewhere = [place for place in named if place[1] != named[0][1]]
            if elsewhere:
                remedy = "is named for two zones, and a subnet is in one; name another"
                yield Broken(elsewhere[0], subnet, remedy)
            elif len(named) > 1 and named[0][0] == "public":
                yield Broken(
                    named[1],
                    subnet,
                    "is also one of the public subnets, in which a task without a public address "
                    "has no way out; name another",
                )


class ExistingNetwork(Section):
    """VPC and subnets that stand already. Plinth makes no subnet, route, gateway or flow log in it,
    and asks AWS nothing about it: what stands here is believed. Changing from a network of Plinth's
    own, or back, replaces everything in it."""

    vpc: VpcId
    """ID of the VPC, with DNS names and DNS resolution switched on. A change replaces everything in
    it."""
    subnets: ExistingSubnets
    """IDs of its subnets, by purpose and zone."""
    route_tables: Annotated[list[RouteTableId], Field(max_length=50)] = []
    """Route tables that get gateway endpoints for S3 and DynamoDB, which are free. Absent: none is
    made, because most owners have them: AWS refuses a second one in a route table. A change is in
    place."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each route table is named once."""
        if len(set(self.route_tables)) != len(self.route_tables):
            yield Broken("route_tables", self.route_tables, "must name each route table once")
