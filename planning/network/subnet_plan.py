"""Plans the addresses of each subnet. A block follows only from the network, the tier's fixed slot
and the zone's letter, so adding a zone or a tier moves no subnet.

    private   first half        half / 8 a zone     programs, internal load balancers
    public    fifth eighth      eighth / 8 a zone   reached from the internet: load balancer, NAT
    data      sixth eighth      eighth / 8 a zone   databases and caches
    (extra)   seventh eighth    eighth / 8 a zone   free; the first name of `extra_tiers`
    (extra)   last eighth       eighth / 8 a zone   free; the second name of `extra_tiers`

The functions are pure, without AWS or Pulumi. A /16 gives a zone 4096 private and 1024 public
addresses, a /21 gives 128 and 32. AWS keeps five addresses of each subnet for itself.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network

TIERS = ("private", "public", "data")

_LETTERS = "abcdefgh"
_EIGHTH = 3
"""The number of prefix bits that divide a network by eight."""
_LARGEST, _SMALLEST = 16, 21
"""The limits of the network's prefix. AWS takes no VPC larger than /16. Below /21 a public subnet
is smaller than the /27 that a load balancer needs
(docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html)."""


def plan(
    cidr: str, zones: Sequence[str], extra_tiers: tuple[str, ...] = ()
) -> dict[str, dict[str, str]]:
    """Returns each subnet's block, tier -> zone letter -> block, in the order of tiers and of
    `zones`.

    `extra_tiers` may only be appended to, because a name's place in it decides the addresses.
    """
    network = IPv4Network(cidr)
    _check(network, zones, extra_tiers)
    half = next(network.subnets(prefixlen_diff=1))
    eighths = list(network.subnets(prefixlen_diff=_EIGHTH))
    tiers = [half, *eighths[4:]]
    return {
        tier: {zone: str(_slot(block, zone)) for zone in zones}
        for tier, block in zip((*TIERS, *extra_tiers), tiers, strict=False)
    }


def _slot(block: IPv4Network, zone: str) -> IPv4Network:
    return list(block.subnets(prefixlen_diff=_EIGHTH))[_LETTERS.index(zone)]


def _check(network: IPv4Network, zones: Sequence[str], extra_tiers: tuple[str, ...]) -> None:
    if not _LARGEST <= network.prefixlen <= _SMALLEST:
        raise ValueError(
            f"subnet plan: cidr: must be /{_LARGEST} to /{_SMALLEST}, got {network}; choose another"
        )
    if not set(zones) <= set(_LETTERS):
        raise ValueError(f"subnet plan: zones: must be letters a to h, got {', '.join(zones)}")
    tiers = (*TIERS, *extra_tiers)
    if len(extra_tiers) > 2 or len(set(tiers)) != len(tiers):
        raise ValueError(
            "subnet plan: extra_tiers: must be at most two new names, got "
            f"{', '.join(extra_tiers)}; the network has no room for more"
        )
