"""The zones of a network: those in which something runs, and the one that only has subnets.

AWS takes no load balancer and no subnet group of RDS in one zone alone. An environment of one zone
therefore has empty subnets in a second one, which cost nothing.
"""

from config.settings import CloudSettings
from config.values import aws_facts


def all_zones(settings: CloudSettings) -> list[str]:
    """Returns the letters of the zones that have subnets, in the order of the subnet plan. Those of
    a network that exists are its own."""
    if existing := settings.network.existing:
        tiers = existing.subnets.model_dump().values()
        others = {zone for by_zone in tiers for zone in by_zone} - {*settings.network.zones}
        return [*settings.network.zones, *sorted(others)]
    spare = _spare_zone(settings)
    return [*settings.network.zones, *([spare] if spare else [])]


def _spare_zone(settings: CloudSettings) -> str | None:
    """Returns the letter of the zone that has subnets only; None if things run in two or more."""
    network = settings.network
    if len(network.zones) > 1:
        return None
    others = aws_facts.REGION_ZONES.get(settings.region, "abc").replace(network.zones[0], "")
    return network.spare_zone or others[0]


def only_zone(settings: CloudSettings) -> str | None:
    """Returns the name of the one zone in which everything runs; None if there are more."""
    zones = settings.network.zones
    return f"{settings.region}{zones[0]}" if len(zones) == 1 else None
