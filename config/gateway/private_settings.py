"""Settings of services that answer inside the network only."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from config.network import VpcId
from config.values import Broken, HostLabel, Section, inside_network

PRIVATE_LABEL: Final = "internal"
"""Label below the environment's domain that has the names of private services, if no other one is
chosen."""


def _callers(value: str) -> str:
    try:
        return inside_network(value)
    except ValueError as problem:
        raise ValueError(
            f"{problem}; who calls from the internet needs a service without private, whose routes "
            "may have allow_from"
        ) from None


InsideNetwork = Annotated[
    str, AfterValidator(_callers), Field(examples=["10.0.0.0/8", "172.20.0.0/16"])
]
"""Range of private addresses, as peered networks, VPN clients and offices have them."""


class PrivateSettings(Section):
    """Load balancer of the services with `private: true`: who may call it, and its names. It
    stands in the private subnets, has no public address, and costs a load balancer's hours and a
    hosted zone."""

    allow_from: Annotated[list[InsideNetwork], Field(min_length=1, max_length=50)]
    """Networks that may connect, private IPv4 ranges, 50 at most: those of peered VPCs, of a VPN's
    clients, of offices behind a Transit Gateway. The environment's own network may only if it is
    named, too. The routes to and from them are their owner's. A change is in place."""
    subdomain: HostLabel = PRIVATE_LABEL
    """Label below the environment's domain that has the names: with `internal`, the host `ledger`
    is ledger.internal.example.com. It has a private hosted zone and a certificate of its own. A
    change gives every private host another name, and the former ones are gone. Default:
    internal."""
    vpcs: Annotated[list[VpcId], Field(max_length=50)] = []
    """Further VPCs whose programs find the names, of this account and region. A change is in place.
    Default: the environment's own VPC only."""

    def rules(self) -> Iterator[Broken]:
        """Checks that each network is named once, and that the names have a label."""
        if self.subdomain == "@":
            yield Broken(
                "subdomain",
                "@",
                "would hide every public host of the domain from the network itself; write a label",
            )
        for index, one in enumerate(self.allow_from):
            for other in self.allow_from[:index] + self.allow_from[index + 1 :]:
                network, wider = IPv4Network(one), IPv4Network(other)
                if network != wider and network.subnet_of(wider):
                    yield Broken(
                        ("allow_from", index), one, f"is part of {other} already; leave it out"
                    )
        for key, named in (("allow_from", self.allow_from), ("vpcs", self.vpcs)):
            if len({*named}) != len(named):
                yield Broken(key, named, "must name each once")
