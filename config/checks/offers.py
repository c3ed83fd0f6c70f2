"""Checks of single values in both files against AWS's offers (`aws_facts.yaml`); pure.

They read the typed values, not the models, so a mistake elsewhere in a file hides none of these.
Values of a wrong type are left to the models.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from config.network import BY_PRICE
from config.values import Broken, aws_facts, closest, with_hint

Content = Mapping[str, Any]


class Offer(NamedTuple):
    """One key whose values AWS limits, with its place, its table and its check."""

    path: str
    """Path of the key, with `*` for every key of a mapping. The entries of a list are checked one
    by one."""
    kind: type
    """Type of the values that are checked. Values of other types are left to the models."""
    fact: str
    """Name of the table in `aws_facts.yaml`."""
    problem: Callable[[Any, Content], str | None]
    """Check of a value and the section in which it stands. It returns None if AWS offers the
    value."""


def _in(table: Collection[Any], what: str) -> Callable[[Any, Content], str | None]:
    """Returns a check against a table of names or numbers. It suggests the most likely name for one
    that is missing."""

    def problem(value: Any, _: Content) -> str | None:
        if value in table:
            return None
        if isinstance(value, int):
            return f"must be one of {', '.join(map(str, sorted(table)))}"
        return f"{what}{closest(value, table)}"

    return problem


def _memory(value: Any, section: Content) -> str | None:
    cpu = section.get("cpu")
    return aws_facts.memory_problem(cpu, value) if isinstance(cpu, int) else None


def _cache_version(value: Any, section: Content) -> str | None:
    engine = section.get("engine")
    versions = aws_facts.CACHE_VERSIONS.get(engine) if isinstance(engine, str) else None
    if versions is None or value in versions:
        return None
    return f"must be one of {', '.join(versions)} for {engine}"


def _database_version(value: Any, section: Content) -> str | None:
    if section.get("engine") == "mysql":
        return aws_facts.mysql_problem(value)
    return aws_facts.postgres_problem(value)


def _endpoint(value: Any, section: Content) -> str | None:
    if not isinstance(section.get("interface_endpoints"), list):
        # The model reports a text that is not `by_price`.
        return None
    known = _in(aws_facts.INTERFACE_ENDPOINTS, "is no interface endpoint known here")
    return known(value, section) if value != BY_PRICE else None


_REGION = _in(aws_facts.REGION_ZONES, "must be an AWS region")
_CPU = _in(aws_facts.FARGATE_MEMORY_MIB, "")
_TASK = (("cpu", int, _CPU), ("memory_mib", int, _memory))

SETTINGS = (
    Offer("region", str, "region_zones", _REGION),
    Offer("recovery_region", str, "region_zones", _REGION),
    Offer(
        "network.interface_endpoints",
        str,
        "interface_endpoints",
        _endpoint,
    ),
    Offer(
        "gateway.tls_policy",
        str,
        "tls_policies",
        _in(aws_facts.TLS_POLICIES, "is no policy of Elastic Load Balancing known here"),
    ),
    Offer(
        "waf.managed_groups",
        str,
        "waf_managed_groups",
        _in(aws_facts.WAF_MANAGED_GROUPS, "is no managed rule group known here"),
    ),
    *(
        Offer(f"{section}.{key}", kind, "fargate_memory_mib", problem)
        for section in ("services", "workers", "sizes.*")
        for key, kind, problem in _TASK
    ),
    Offer(
        "database.instance_class",
        str,
        "rds_classes",
        lambda value, _: aws_facts.class_problem(value, "db", aws_facts.RDS_CLASSES),
    ),
    Offer(
        "database.engine_version",
        str,
        "rds_postgres_minors",
        _database_version,
    ),
    Offer(
        "existing.database_servers.*.engine_version",
        str,
        "rds_postgres_minors",
        lambda value, _: aws_facts.postgres_major_problem(value),
    ),
    Offer(
        "database_servers.*.instance_class",
        str,
        "rds_classes",
        lambda value, _: aws_facts.class_problem(value, "db", aws_facts.RDS_CLASSES),
    ),
    *(
        Offer(
            f"{section}.aurora.instance_class",
            str,
            "aurora_classes",
            lambda value, _: aws_facts.class_problem(value, "db", aws_facts.AURORA_CLASSES),
        )
        for section in ("database", "database_servers.*")
    ),
    Offer(
        "database_servers.*.engine_version",
        str,
        "rds_postgres_minors",
        _database_version,
    ),
    Offer(
        "cache.node_type",
        str,
        "cache_types",
        lambda value, _: aws_facts.class_problem(value, "cache", aws_facts.CACHE_TYPES),
    ),
    Offer("cache.engine_version", str, "cache_versions", _cache_version),
    Offer("caches.*.engine_version", str, "cache_versions", _cache_version),
    Offer(
        "caches.*.node_type",
        str,
        "cache_types",
        lambda value, _: aws_facts.class_problem(value, "cache", aws_facts.CACHE_TYPES),
    ),
    *(
        Offer(
            f"search.{key}",
            str,
            "search_types",
            lambda value, _: aws_facts.search_type_problem(value),
        )
        for key in ("instance_type", "master_type")
    ),
    Offer(
        "search.engine_version",
        str,
        "search_versions",
        _in(aws_facts.SEARCH_VERSIONS, "is no version of OpenSearch Service known here"),
    ),
    Offer("retention.logs_days", int, "log_retention_days", _in(aws_facts.LOG_RETENTION_DAYS, "")),
)
"""Checked keys of `plinth:settings` in a stack file."""

WORKLOAD = (
    *(
        Offer(f"{kind}.*.{key}", type_, "fargate_memory_mib", problem)
        for kind in ("services", "workers", "jobs")
        for key, type_, problem in _TASK
    ),
    Offer(
        "databases.*.extensions",
        str,
        "postgres_extensions",
        _in(aws_facts.POSTGRES_EXTENSIONS, "RDS for PostgreSQL does not offer it"),
    ),
)
"""Checked keys of `config/workload.yaml`."""


def offer_problems(content: Any, offers: Sequence[Offer]) -> Iterator[Broken]:
    """Yields the values in a file that AWS does not offer, as far as this release knows."""
    if isinstance(content, Mapping):
        yield from _zone_problems(content)
    for offer in offers:
        for section, key, value in _values(content, offer.path.split("."), ()):
            if type(value) is not offer.kind:
                continue
            remedy = offer.problem(value, section)
            if remedy:
                yield with_hint(Broken(key, value, remedy), offer.fact)


def _zone_problems(settings: Content) -> Iterator[Broken]:
    """Yields availability zones that an account does not have in the environment's region."""
    region, network = settings.get("region"), settings.get("network")
    zones = network.get("zones") if isinstance(network, Mapping) else None
    spare = network.get("spare_zone") if isinstance(network, Mapping) else None
    if not isinstance(region, str) or not isinstance(zones, list):
        return
    letters = [each for each in zones if isinstance(each, str) and len(each) == 1]
    if len(letters) != len(zones) or len(set(letters)) != len(letters) or len(letters) > 3:
        # If this is no list of zones, the model reports it.
        return
    if problem := aws_facts.zone_problem(region, letters):
        yield with_hint(Broken("network.zones", zones, problem), "region_zones")
    yield from _zones_of_subnets(region, network)
    letter = [spare] if isinstance(spare, str) and len(spare) == 1 else []
    if problem := aws_facts.zone_problem(region, letter):
        yield with_hint(Broken("network.spare_zone", spare, problem), "region_zones")


def _zones_of_subnets(region: str, network: Any) -> Iterator[Broken]:
    existing = network.get("existing")
    subnets = existing.get("subnets") if isinstance(existing, Mapping) else None
    for tier, by_zone in subnets.items() if isinstance(subnets, Mapping) else ():
        letters = [*by_zone] if isinstance(by_zone, Mapping) else []
        if not all(isinstance(each, str) and each in tuple("abcdefgh") for each in letters):
            # If these are no letters, the model reports it.
            continue
        if problem := aws_facts.zone_problem(region, letters):
            place = ("network", "existing", "subnets", tier)
            yield with_hint(Broken(place, letters, problem), "region_zones")


def _values(
    section: Any, path: Sequence[str], above: tuple[str, ...]
) -> Iterator[tuple[Content, str, Any]]:
    """Yields each value at a path, after the section in which it stands and its key."""
    if not isinstance(section, Mapping):
        return
    first, *rest = path
    for name in section if first == "*" else [first]:
        value, here = section.get(name), (*above, str(name))
        if rest:
            yield from _values(value, rest, here)
            continue
        for each in value if isinstance(value, list) else [value]:
            yield section, ".".join(here), each
