"""Further domains of an environment: their settings, and their checks against the workload."""

from config.domains.domain_checks import domain_problems, hosts_named
from config.domains.further_domain import (
    MOST_DOMAINS,
    FurtherDomain,
    FurtherDomains,
    above,
    made_zones,
    names_of,
    other_apexes,
    own_problems,
)

__all__ = [
    "MOST_DOMAINS",
    "FurtherDomain",
    "FurtherDomains",
    "above",
    "domain_problems",
    "hosts_named",
    "made_zones",
    "names_of",
    "other_apexes",
    "own_problems",
]
