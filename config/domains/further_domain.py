"""A further domain of an environment, and the checks of the list of them by itself; pure."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from config.values import Broken, DomainName, HostedZoneId, Name, Section

MOST_DOMAINS = 20
"""Number of further domains. A load balancer takes 25 certificates, the default one not counted,
unless AWS raises that
(docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html)."""


class FurtherDomain(Section):
    """Domain beside the environment's own, at which the workload's hosts may answer: `api@germany`
    is the host `api` at the domain that is called `germany` here. It has a certificate of its own,
    and the edge's certificate has its names."""

    name: DomainName
    """Name of the domain, such as shop.example.de. A change asks for other certificates, replaces
    the zone if Plinth made it, and the former name answers no more."""
    hosted_zone_id: HostedZoneId | None = None
    """ID of an existing public Route 53 zone for the domain. Absent: a domain below another one of
    the environment has its records in that one's zone, and for any other one Plinth creates a zone,
    whose name servers (a stack output) have to be entered at the registrar before certificates are
    issued. null on Docker."""


FurtherDomains = Annotated[
    dict[Name, FurtherDomain],
    Field(max_length=MOST_DOMAINS, examples=[{"germany": {"name": "shop.example.de"}}]),
]


def names_of(further: Mapping[str, FurtherDomain]) -> dict[str, str]:
    """Returns the names of further domains by what the workload calls them."""
    return {key: each.name for key, each in further.items()}


def above(name: str, domains: Mapping[str, str]) -> str | None:
    """Returns the key of the nearest of `domains` below which a name lies; None if it lies below
    none."""
    over = [key for key, each in domains.items() if name.endswith(f".{each}")]
    return max(over, key=lambda key: len(domains[key]), default=None)


def made_zones(domain: str, further: Mapping[str, FurtherDomain]) -> dict[str, str]:
    """Returns the names of further domains for which Plinth creates a zone, by their keys. One
    below another domain of the environment has the zone of that one."""
    names = {"": domain, **names_of(further)}
    return {
        key: each.name
        for key, each in further.items()
        if each.hosted_zone_id is None and above(each.name, names) is None
    }


def own_problems(
    domain: str, further: Mapping[str, FurtherDomain], *, private: str = ""
) -> Iterator[Broken]:
    """Yields domains that are written twice, or that nobody could reach, with paths of the stack
    file. `private` is the domain of hosts that answer inside the network only."""
    taken = {domain: "domain"}
    for key, each in further.items():
        place = ("domains", key, "name")
        if each.name in taken:
            yield Broken(place, each.name, f"is {taken[each.name]} already; each is written once")
        taken.setdefault(each.name, f"domains.{key}.name")
        if private and f".{each.name}".endswith(f".{private}"):
            yield Broken(
                place,
                each.name,
                f"lies below {private}, the domain of private services, whose zone answers the "
                "network itself; choose another name, or another gateway.private.subdomain",
            )


def other_apexes(domain: str, further: Mapping[str, FurtherDomain], plan: str) -> Iterator[Broken]:
    """Yields domains that a pricing plan of CloudFront would not hold: it is for one distribution
    with one apex domain (aws.amazon.com/cloudfront/pricing). Two names with the same last two
    labels may still be of different owners, as below co.uk; AWS tells those."""
    for key, each in further.items():
        if each.name.split(".")[-2:] != domain.split(".")[-2:]:
            yield Broken(
                ("domains", key, "name"),
                each.name,
                f"is below another apex domain than {domain}, and a pricing plan of CloudFront "
                f"(edge.plan: {plan}) holds one; leave the plan out, or choose a name below that "
                "of the domain",
                reads=("edge.plan",),
            )
