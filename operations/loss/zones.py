"""Availability zones of a plan: which resources stand in each, by their subnets."""

from collections.abc import Iterable
from functools import cached_property

from operations.plan import Resource, Resources

_GROUPS = ("rds.SubnetGroup", "elasticache.SubnetGroup", "redshift.SubnetGroup", "dax.SubnetGroup")
"""Types that name the subnets of others."""
_SOURCES = {"rds.Instance": "replicateSourceDb"}
"""Inputs that name another of the type, in whose subnets one stands that names none."""


class Zones:
    """The subnets and zones of every resource."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._subnets: dict[str, list[Resource]] = {}

    @cached_property
    def all(self) -> list[str]:
        """Every zone of the plan: `eu-central-1a`."""
        return sorted({zone for zone in self._by_subnet.values() if zone})

    @cached_property
    def _by_subnet(self) -> dict[str, str]:
        return {
            each.urn: str(each.inputs.get("availabilityZone") or "")
            for each in self._resources.of("ec2.Subnet")
        }

    def of(self, resource: Resource) -> list[str]:
        """Returns the zones in which a resource may stand. Empty: it belongs to no zone."""
        given = resource.inputs.get("availabilityZone")
        if isinstance(given, str) and given in self.all:
            return [given]
        return self.named(each.urn for each in self.subnets(resource))

    def named(self, subnets: Iterable[str]) -> list[str]:
        """Returns the zones of subnets by their URNs."""
        return sorted({zone for urn in subnets if (zone := self._by_subnet.get(urn, ""))})

    def subnets(self, resource: Resource) -> list[Resource]:
        """Returns the subnets that a resource names, by itself or by a group."""
        if resource.urn not in self._subnets:
            self._subnets[resource.urn] = self._named_by(resource)
        return self._subnets[resource.urn]

    def _named_by(self, resource: Resource) -> list[Resource]:
        found = self._resources.referred(list(resource.inputs.values()), "ec2.Subnet")
        for kind in _GROUPS:
            for group in self._resources.referred(list(resource.inputs.values()), kind):
                found += self.subnets(group)
        source = _SOURCES.get(resource.kind)
        if source and not found:
            named = resource.inputs.get(source)
            for original in self._resources.referred(named, resource.kind):
                found += self.subnets(original)
        return found
