"""AWS's offers and limits, read from `aws_facts.yaml` and `aws_actions.yaml`, where each has its
source and its date.

A value that is missing from its table is refused before anything runs. AWS may offer it by now, so
`overrules` in the file at fault lets one value pass with a reason (`config/values/overrules.py`).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wording import closest

FILE = Path(__file__).with_name("aws_facts.yaml")
_ACTIONS = Path(__file__).with_name("aws_actions.yaml")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One table with the page that it was taken from and the day on which that page was read."""

    name: str
    about: str
    source: str
    read: datetime.date
    value: Any

    def age_days(self, today: datetime.date) -> int:
        """Returns the number of days since the page was read."""
        return (today - self.read).days


STALE_DAYS = 180
"""Age in days at which a table should be read again: AWS announces most changes half a year
ahead."""


def _read(file: Path) -> dict[str, Fact]:
    # If PyYAML has libyaml's loader, use it: it takes a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    return {name: Fact(name=name, **row) for name, row in content.items()}


FACTS: Mapping[str, Fact] = {**_read(FILE), **_read(_ACTIONS)}


def _words(name: str) -> tuple[str, ...]:
    return tuple(FACTS[name].value.split())


def _families(name: str) -> dict[str, tuple[str, ...]]:
    """Returns the sizes of each family, from rows that hold several families each."""
    table: Mapping[str, str] = FACTS[name].value
    return {
        family: tuple(sizes.split())
        for families, sizes in table.items()
        for family in families.split()
    }


def _steps(row: list[int] | Mapping[str, int]) -> tuple[int, ...]:
    if isinstance(row, list):
        return tuple(row)
    return tuple(range(row["from"], row["to"] + 1, row["step"]))


FARGATE_MEMORY_MIB: dict[int, tuple[int, ...]] = {
    cpu: _steps(row) for cpu, row in FACTS["fargate_memory_mib"].value.items()
}
REGION_ZONES: dict[str, str] = FACTS["region_zones"].value
TWO_ZONE_REGIONS = frozenset(FACTS["two_zone_regions"].value)
RDS_CLASSES = _families("rds_classes")
AURORA_CLASSES = _families("aurora_classes")
RDS_MINORS: dict[int, tuple[int, int]] = {
    major: (oldest, newest)
    for major, (oldest, newest) in FACTS["rds_postgres_minors"].value.items()
}
RDS_MYSQL_MINORS: dict[str, tuple[int, int]] = {
    major: (oldest, newest) for major, (oldest, newest) in FACTS["rds_mysql_minors"].value.items()
}
RDS_SUPPORT_ENDS: dict[int, datetime.date] = FACTS["rds_postgres_standard_support_ends"].value
RDS_MYSQL_SUPPORT_ENDS: dict[str, datetime.date] = FACTS["rds_mysql_standard_support_ends"].value
CACHE_TYPES = _families("cache_types")
SEARCH_TYPES = _families("search_types")
SEARCH_VERSIONS: list[str] = FACTS["search_versions"].value
CACHE_VERSIONS: dict[str, list[str]] = FACTS["cache_versions"].value
POSTGRES_EXTENSIONS = frozenset(_words("postgres_extensions"))
INTERFACE_ENDPOINTS = frozenset(_words("interface_endpoints"))
ENDPOINTS_WITHOUT_INTERNET = _words("endpoints_without_internet")
TLS_POLICIES = _words("tls_policies")
LOG_RETENTION_DAYS: tuple[int, ...] = tuple(FACTS["log_retention_days"].value)
WAF_MANAGED_GROUPS: dict[str, int] = FACTS["waf_managed_groups"].value
WAF_CAPACITY_LIMIT: int = FACTS["waf_capacity_limit"].value
WAF_RATE_LIMITS: int = FACTS["waf_rate_limits"].value
PRICING_PLANS: dict[str, dict[str, Any]] = FACTS["pricing_plans"].value
LOGINS_PER_PROXY: int = FACTS["logins_per_proxy"].value
LOGINS: int = FACTS["logins"].value
CONDITION_VALUES_PER_RULE: int = FACTS["condition_values_per_rule"].value
ACTIONS_WITHOUT_RESOURCES: dict[str, tuple[str, ...]] = {
    service: tuple(actions.split())
    for service, actions in FACTS["actions_without_resources"].value.items()
}
PERMISSION_ACTIONS: dict[str, tuple[str, ...]] = {
    service: tuple(actions.split())
    for service, actions in FACTS["permission_actions"].value.items()
}
ACTIONS: dict[str, tuple[str, ...]] = {
    service: tuple(actions.split()) for service, actions in FACTS["actions"].value.items()
}
ACTION_SERVICES = frozenset(_words("action_services"))
TARGET_GROUPS_PER_SERVICE: int = FACTS["target_groups_per_service"].value


def memory_problem(cpu: int, memory_mib: int) -> str | None:
    """Returns the reason why Fargate does not offer this memory with these CPU units. None if it
    does, or if the number of CPU units is not known here."""
    allowed = FARGATE_MEMORY_MIB.get(cpu)
    if allowed is None or memory_mib in allowed:
        return None
    if len(allowed) <= 3:
        return f"Fargate offers {', '.join(map(str, allowed))} MiB with cpu {cpu}"
    step = allowed[-1] - allowed[-2]
    return f"Fargate offers {allowed[0]} to {allowed[-1]} MiB in steps of {step} with cpu {cpu}"


def zone_problem(region: str, letters: Sequence[str]) -> str | None:
    """Returns the reason why an account has no availability zones with these letters in a region.
    None if it has, or if the region is not known here."""
    known = REGION_ZONES.get(region)
    if known is None:
        return None
    if missing := [letter for letter in letters if letter not in known]:
        return f"{region} has the zones {', '.join(known)}, not {', '.join(missing)}"
    if region in TWO_ZONE_REGIONS and len(letters) > 2:
        return (
            f"{region} gives an account two zones; `aws ec2 describe-availability-zones` says which"
        )
    return None


_OF_MYSQL = "; that is a version of MySQL, whose server has engine: mysql"


def postgres_problem(version: str) -> str | None:
    """Returns the reason why RDS creates no PostgreSQL of this version (`16`, `16.9`), or None if
    it does."""
    major, _, minor = version.partition(".")
    if not major.isdigit() or int(major) not in RDS_MINORS:
        known = ", ".join(map(str, RDS_MINORS))
        other = "" if ".".join(version.split(".")[:2]) not in RDS_MYSQL_MINORS else _OF_MYSQL
        return f"RDS for PostgreSQL has the major versions {known}{other}"
    oldest, newest = RDS_MINORS[int(major)]
    if not minor or (minor.isdigit() and oldest <= int(minor) <= newest):
        return None
    if minor.isdigit() and int(minor) < oldest:
        return (
            f"RDS no longer creates it, and upgrades what has it; write {major} for the newest, "
            f"or {major}.{oldest} to {major}.{newest}"
        )
    return f"the newest version known here is {major}.{newest}; write {major} for RDS's newest"


def postgres_major_problem(version: str) -> str | None:
    """Returns the reason why RDS has no PostgreSQL of this major version, or None if it does."""
    return postgres_problem(version.partition(".")[0])


def mysql_problem(version: str) -> str | None:
    """Returns the reason why RDS creates no MySQL of this version (`8.4`, `8.4.6`), or None if it
    does."""
    *numbers, minor = version.split(".")
    major = ".".join(numbers) if len(numbers) == 2 else version
    if major not in RDS_MYSQL_MINORS:
        return f"RDS for MySQL has the major version {', '.join(RDS_MYSQL_MINORS)} here"
    oldest, newest = RDS_MYSQL_MINORS[major]
    if version == major or (minor.isdigit() and oldest <= int(minor) <= newest):
        return None
    known = f"{major}.{oldest} to {major}.{newest}"
    return f"the versions known here are {known}; write {major} for RDS's newest"


def support_end(engine: str, version: str) -> datetime.date | None:
    """Returns the last day of RDS's standard support for a version's major one. None if it is not
    known here."""
    if engine == "mysql":
        return RDS_MYSQL_SUPPORT_ENDS.get(".".join(version.split(".")[:2]))
    return RDS_SUPPORT_ENDS.get(int(version.split(".")[0]))


def class_problem(value: str, prefix: str, table: dict[str, tuple[str, ...]]) -> str | None:
    """Returns the reason why an instance class such as `db.r5.large` does not exist, or None if it
    does."""
    known = [f"{prefix}.{family}.{size}" for family, sizes in table.items() for size in sizes]
    if value in known:
        return None
    family = value.split(".")[1] if value.count(".") == 2 else ""
    sizes = table.get(family)
    if value.startswith(f"{prefix}.") and sizes:
        return f"{prefix}.{family} comes in the sizes {', '.join(sizes)}"
    families = ", ".join(sorted(table))
    return f"must be {prefix}.<family>.<size> with a family of {families}{closest(value, known)}"


def search_type_problem(value: str) -> str | None:
    """Returns the reason why an instance type such as `r7g.large.search` does not exist, or None if
    it does."""
    known = [f"{family}.{size}.search" for family in SEARCH_TYPES for size in SEARCH_TYPES[family]]
    if value in known:
        return None
    sizes = SEARCH_TYPES.get(value.split(".")[0])
    if value.endswith(".search") and sizes:
        return f"{value.split('.')[0]} comes in the sizes {', '.join(sizes)}"
    families = ", ".join(sorted(SEARCH_TYPES))
    return f"must be <family>.<size>.search with a family of {families}{closest(value, known)}"


def needs_data_tiering(node_type: str) -> bool:
    """Returns true if a cache's nodes keep a part of the data on a disk, as those of the family
    r6gd do."""
    return node_type.startswith("cache.") and node_type.split(".")[1].endswith("gd")
