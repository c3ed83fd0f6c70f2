"""Address ranges: which of them hold public addresses, and which overlap; pure functions."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

_PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""Ranges that the internet does not route (RFC 1918, 6598 and 4193)."""


@cache
def network(text: str) -> Network | None:
    """Returns a range; None for text that is none, such as a reference."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def is_outside(text: str) -> bool:
    """Returns true for a range that holds addresses of the internet."""
    given = network(text)
    return given is not None and not any(_within(given, private) for private in _PRIVATE)


def overlap(one: str, other: str) -> bool:
    """Returns true if two ranges have an address in common."""
    first, second = network(one), network(other)
    if first is None or second is None or first.version != second.version:
        return False
    return first.overlaps(second)


def covers(outer: str, inner: str) -> bool:
    """Returns true if the first range holds all of the second."""
    first, second = network(outer), network(inner)
    return first is not None and second is not None and _within(second, first)


def _within(inner: Network, outer: Network) -> bool:
    if isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, IPv6Network) and isinstance(outer, IPv6Network):
        return inner.subnet_of(outer)
    return False
