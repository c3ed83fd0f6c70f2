"""Networks of callers on the internet, as a firewall takes them."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

_INSIDE_4 = tuple(
    IPv4Network(each)
    for each in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("127.0.0.0/8", "169.254.0.0/16"),
    )
)
_INSIDE_6 = tuple(IPv6Network(each) for each in ("fc00::/7", "fe80::/10", "::1/128"))


def _caller_network(value: str) -> str:
    network = _parsed(value)
    if "/" not in value:
        raise ValueError(f"must have a length; write {network} for one address")
    if network.prefixlen == 0:
        raise ValueError("is everybody, and a firewall takes no such network; leave the key out")
    if _is_inside(network):
        raise ValueError(
            "is a private network, and the firewall sees callers by their addresses on the "
            "internet; write the address by which your office or VPN leaves"
        )
    return str(network)


def _parsed(value: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        raise ValueError(
            "must be a network such as 203.0.113.0/24, or 2001:db8::/48 for IPv6"
        ) from None
    try:
        return ip_network(value)
    except ValueError:
        raise ValueError(f"has bits beyond its length; write {network}") from None


def _is_inside(network: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return any(network.subnet_of(each) for each in _INSIDE_4)
    return any(network.subnet_of(each) for each in _INSIDE_6)


CallerNetwork = Annotated[
    str, AfterValidator(_caller_network), Field(examples=["203.0.113.0/24", "2001:db8::/48"])
]
