"""Settings of the VPC: its addresses, its zones, and the ways by which it reaches AWS and the
internet."""

import ipaddress
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.network.existing import ExistingNetwork
from config.network.nat_instance import NatInstanceSettings
from config.values import Broken, PrivateNetwork, Section, ZoneSuffix, aws_facts

NatMode = Literal["none", "single", "per_zone", "regional", "instance", "public_tasks", "existing"]
BY_PRICE = "by_price"
"""Value of `interface_endpoints` that leaves the choice to the prices."""


def _names_or_by_price(value: Any) -> Any:
    names = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if names or value == BY_PRICE:
        return value
    raise ValueError(f"must be {BY_PRICE}, or a list of services, such as [ecr.api, logs]")


Endpoints = Annotated[
    Literal["by_price"] | list[str],
    BeforeValidator(_names_or_by_price, json_schema_input_type=Literal["by_price"] | list[str]),
]


class NetworkSettings(Section):
    """VPC of the environment. New zones only append to the subnet plan, so they never move an
    existing subnet or address."""

    cidr: PrivateNetwork
    """Addresses of the VPC, a private range of /16 to /21. A change replaces the network and
    everything in it. A /16 gives each zone 4096 private, 1024 public and 1024 data addresses; a /21
    gives 128, 32 and 32. AWS keeps five of them in each subnet. With `existing` it is the range
    that the VPC has, of /16 to /28."""
    zones: Annotated[list[ZoneSuffix], Field(min_length=1, max_length=3, examples=[["a", "b"]])]
    """Letters of the availability zones in which things run, 1 to 3. Add new ones at the end,
    because a `single` NAT gateway stands in the first. With one, everything stops with its zone."""
    spare_zone: ZoneSuffix | None = None
    """Letter of the zone that has empty subnets beside a single zone, since AWS takes no load
    balancer and no database's subnets in one zone alone. They cost nothing. Default: the region's
    first other zone. A change replaces empty subnets only."""
    nat: NatMode
    """Way by which tasks reach the internet. none: there is none, they reach AWS through interface
    endpoints. single: one NAT gateway, which is lost with its zone. per_zone: one in each zone.
    regional: one that AWS spreads over the zones. A gateway costs 0.045 USD an hour in us-east-1
    (aws.amazon.com/vpc/pricing). instance: a small EC2 instance (`nat_instance`) for a quarter of
    that, without a way out for some minutes whenever it is replaced, as it is to be patched.
    public_tasks: no gateway, each task has a public address of its own, at 0.005 USD an hour, and
    nothing from the internet is let in. existing: the way that the owner of an `existing` network
    made. The addresses of NAT gateways in the first zone stay the same when the mode changes among
    them; an instance has others. A change to or from public_tasks moves tasks by a deployment."""
    nat_instance: NatInstanceSettings | None = None
    """Size and renewal of the instance, with `nat: instance`. Absent: a t4g.micro, renewed every 14
    days."""
    interface_endpoints: Annotated[
        Endpoints, Field(examples=[[*sorted(aws_facts.ENDPOINTS_WITHOUT_INTERNET)]])
    ]
    """AWS services that tasks reach without leaving the network, each at 0.01 USD an hour and zone
    (aws.amazon.com/privatelink/pricing), or `by_price`. With that, `nat: none` has an endpoint for
    each service that the workload calls, and a NAT gateway has one for the logs where it costs less
    than the gateway. Gateway endpoints for S3 and DynamoDB are free and always exist. In an
    `existing` network those that its owner does not have, mostly `[]`: AWS refuses a second one of
    a service. A change replaces nothing that holds data."""
    existing: ExistingNetwork | None = None
    """VPC and subnets that another team or stack made, used by ID. Absent: Plinth makes them."""

    def rules(self) -> Iterator[Broken]:
        """Checks that the plan can divide the network, and that tasks can reach AWS."""
        if self.existing:
            yield from self._beside(self.existing)
            return
        if self.nat == "existing":
            yield Broken(
                "nat",
                self.nat,
                "is the way out of a network that stands already; name that under "
                "network.existing, or choose another nat",
            )
        prefix = ipaddress.IPv4Network(self.cidr).prefixlen
        if not 16 <= prefix <= 21:
            yield Broken(
                "cidr",
                self.cidr,
                "must be /16 to /21: AWS takes no larger VPC, and a smaller one leaves the load "
                "balancer's subnets under the /27 it needs",
            )
        if self.spare_zone and len(self.zones) > 1:
            remedy = "is for an environment of one zone; zones names more, so leave it out"
            yield Broken("spare_zone", self.spare_zone, remedy)
        elif self.spare_zone in self.zones:
            yield Broken("spare_zone", self.spare_zone, "must differ from the zone in zones")
        yield from self._each_zone_once()
        yield from self._endpoints_that_tasks_need()

    @property
    def instance(self) -> NatInstanceSettings | None:
        """The instance by which tasks get out; None for any other way."""
        if self.nat != "instance":
            return None
        return self.nat_instance or NatInstanceSettings()

    @property
    def instance_zones(self) -> list[ZoneSuffix]:
        """Letters of the zones with an instance by which tasks get out."""
        each = self.instance
        return self.zones[: len(self.zones) if each.each_zone else 1] if each else []

    def unused_instance(self) -> Iterator[Broken]:
        """Yields settings of an instance that is not made; with paths below `network`."""
        if self.nat_instance is None:
            return
        if self.nat != "instance":
            remedy = f"is for nat: instance, and nat is {self.nat}; leave it out, or change nat"
            yield Broken("nat_instance", "a section", remedy, reads=("network.nat",))
        elif self.nat_instance.each_zone and len(self.zones) == 1:
            remedy = "says nothing with one zone in zones; leave it out, or name another zone"
            place = ("nat_instance", "each_zone")
            yield Broken(place, True, remedy, reads=("network.zones",))

    def _each_zone_once(self) -> Iterator[Broken]:
        if len(set(self.zones)) != len(self.zones):
            yield Broken("zones", self.zones, "must name each zone once")

    def _endpoints_that_tasks_need(self) -> Iterator[Broken]:
        if self.interface_endpoints == BY_PRICE:
            return
        if BY_PRICE in self.interface_endpoints:
            yield Broken(
                "interface_endpoints",
                self.interface_endpoints,
                f"{BY_PRICE} chooses all of them; write `interface_endpoints: {BY_PRICE}` alone",
            )
        missing = set(aws_facts.ENDPOINTS_WITHOUT_INTERNET) - set(self.interface_endpoints)
        if self.nat == "none" and missing:
            yield Broken(
                "interface_endpoints",
                self.interface_endpoints,
                f"tasks cannot start with nat: none without {', '.join(sorted(missing))}; add "
                f"them, write {BY_PRICE} for those that the workload calls, or choose another nat",
            )

    def _beside(self, existing: ExistingNetwork) -> Iterator[Broken]:
        """Yields keys that contradict an existing network."""
        if self.nat not in ("existing", "none"):
            yield Broken(
                "nat",
                self.nat,
                "is a way that Plinth makes, and it makes none in a network that exists; write "
                "existing, or none if its private subnets have no way to the internet",
            )
        if ipaddress.IPv4Network(self.cidr).prefixlen not in range(16, 29):
            yield Broken("cidr", self.cidr, "must be /16 to /28, as every VPC; write its own range")
        if self.spare_zone:
            remedy = "is for subnets that Plinth makes; name those of a second zone in existing"
            yield Broken("spare_zone", self.spare_zone, remedy)
        if BY_PRICE in self.interface_endpoints:
            yield Broken(
                "interface_endpoints",
                self.interface_endpoints,
                "cannot be chosen in a network that exists, whose owner may have them already; "
                "list those that are missing, or write []",
            )
        yield from self._each_zone_once()
        for tier in ("private", "data"):
            subnets = getattr(existing.subnets, tier)
            if len(subnets) > 1 and (missing := sorted(set(self.zones) - set(subnets))):
                yield Broken(
                    ("existing", "subnets", tier),
                    dict(subnets),
                    f"has no subnet in {', '.join(missing)}, and network.zones names it; add one, "
                    "or leave the zone out",
                    reads=("network.zones",),
                )

    def missing_tiers(self, *, edge: bool, data: bool) -> Iterator[Broken]:
        """Yields tiers that an existing network does not have, and that the environment needs; with
        paths below `network`."""
        if self.existing and not (edge or self.existing.subnets.public):
            yield Broken(
                "existing.subnets.public",
                {},
                "must name two subnets for the load balancer, which the internet reaches; or add "
                "an edge, which reaches it in the private ones, and leave out gateway.mtls, whose "
                "clients pass no edge",
                reads=("edge", "gateway.mtls"),
            )
        if self.existing and data and not self.existing.subnets.data:
            yield Broken(
                "existing.subnets.data",
                {},
                "must name two subnets for the database and the cache, which may be the private "
                "ones; or write null for both",
                reads=("database", "cache", "database_servers", "search"),
            )
