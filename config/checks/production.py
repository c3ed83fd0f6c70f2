"""Rules that production must keep, stated once. A stack with `environment: production` that breaks
one of them is refused, unless `production.without` lifts that rule with a reason and a last day. A
lifted rule is told at every preview, and one that is kept anyway must not be lifted.

TLS 1.2 or newer is not listed, because no setting offers less, in any environment.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from config.data import SearchSettings
from config.joint.servers import caches_of
from config.settings import CloudSettings, service_sizes
from config.sizes import TaskSize
from config.values import Broken, KeyPath, closest
from config.workload import Workload

BASELINE_GROUPS = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
"""Rule groups that AWS recommends for any web application, without its group for admin pages.
Source: docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html"""
ALWAYS_BLOCKING = "AWSManagedRulesKnownBadInputsRuleSet"
"""Rule group that must block, because it refuses requests that are known to exploit something, such
as Log4j. No client sends them by mistake."""


SEARCH_NODES = 3
"""Nodes of which two remain to elect a leader when one zone fails."""
TASKS = 2
"""Number of tasks that each service needs, in two zones and on demand: AWS may take all Spot tasks
back at once."""


def _search_nodes(search: SearchSettings | None) -> str | None:
    """Returns the nodes of a search engine that a zone's failure may stop. None for any other."""
    if search is None or (search.multi_az and search.instances >= SEARCH_NODES):
        return None
    return f"multi_az: {str(search.multi_az).lower()}, instances: {search.instances}"


class Rule(NamedTuple):
    """Value that production needs: its path, how to read it, what it must be, and why."""

    path: str
    value: Callable[[CloudSettings], Any]
    holds: Callable[[Any], bool]
    remedy: str


RULES: tuple[Rule, ...] = (
    Rule("protect", lambda s: s.protect, bool, "must be true: what holds data is not deleted"),
    Rule(
        "recovery_region",
        lambda s: s.recovery_region,
        bool,
        "must name a second region: a region's loss must not lose the data (RPO under 1 hour)",
    ),
    Rule(
        "network.nat",
        lambda s: s.network.nat,
        lambda nat: nat not in ("single", "instance", "public_tasks"),
        "must be none, per_zone or regional: the failure of a single gateway's zone would cut all "
        "tasks off, an instance cuts them off for minutes whenever it is replaced, and one wrong "
        "rule would open tasks with public addresses to the internet",
    ),
    Rule(
        "network.zones",
        lambda s: s.network.zones,
        lambda zones: len(zones) > 1,
        "must name two zones or more: the failure of one must not stop everything",
    ),
    Rule("waf", lambda s: s.waf, bool, "must not be null: a public address needs a firewall"),
    Rule(
        "waf.managed_groups",
        lambda s: s.waf.managed_groups if s.waf else BASELINE_GROUPS,
        lambda groups: set(BASELINE_GROUPS) <= set(groups),
        f"must contain {' and '.join(BASELINE_GROUPS)}: without them the firewall lets attacks in",
    ),
    Rule(
        "waf.count_only",
        lambda s: s.waf.count_only if s.waf else [],
        lambda groups: ALWAYS_BLOCKING not in groups,
        f"must not name {ALWAYS_BLOCKING}: no client sends by mistake what it refuses",
    ),
    Rule(
        "services.exec",
        lambda s: s.services.exec and s.operators.sessions != "recorded",
        lambda forbidden: not forbidden,
        "must be false: a shell in a task may do with the data what the program may; or record "
        "every session (`operators: {sessions: recorded}`)",
    ),
    Rule(
        "services.tasks_min",
        lambda s: s.services.tasks_min,
        lambda tasks: tasks >= TASKS,
        f"must be at least {TASKS}: a zone's failure must leave a task",
    ),
    Rule(
        "database.multi_az",
        lambda s: s.database is None or s.database.multi_az,
        bool,
        "must be true: a zone's failure must not stop the database",
    ),
    Rule(
        "cache.multi_az",
        lambda s: s.cache is None or s.cache.multi_az or s.cache.serverless is not None,
        bool,
        "must be true: a zone's failure must not stop the cache",
    ),
    Rule(
        "search.multi_az",
        lambda s: _search_nodes(s.search),
        lambda nodes: nodes is None,
        f"must be true, and search.instances {SEARCH_NODES} or more: a zone's failure must not "
        "stop the search",
    ),
    Rule(
        "retention.backups_days",
        lambda s: s.retention.backups_days,
        lambda days: days >= 30,
        "must be at least 30",
    ),
    Rule(
        "retention.logs_days",
        lambda s: s.retention.logs_days,
        lambda days: days >= 90,
        "must be at least 90",
    ),
    Rule(
        "retention.object_versions_days",
        lambda s: s.retention.object_versions_days,
        lambda days: days >= 90,
        "must be at least 90: what a program deletes by mistake is missed late",
    ),
    Rule(
        "retention.images",
        lambda s: s.retention.images,
        lambda images: images >= 10,
        "must be at least 10: a running task's image, and those to go back to, must still be there "
        "when a task starts",
    ),
)


SPOT = "services.spot_percent"
"""Key of the one rule that two settings make together."""
FEWEST = "services.tasks_min"
"""Key of the rule for the number of tasks, which `sizes` may break for single services too."""
STANDBY = "database.multi_az"
"""Key of the rule for standbys, which `database_servers` may break for single servers too."""
FAILOVER = "cache.multi_az"
"""Key of the rule for caches, which `caches` may break for single ones too."""
LIFTABLE = (*(rule.path for rule in RULES), SPOT)
"""Keys of all rules, as `production.without` names them."""


def broken_rules(settings: CloudSettings) -> Iterator[Broken]:
    """Yields the rules that a production environment breaks and that nobody lifted."""
    for rule, broken in _broken(settings):
        if rule not in settings.production.without:
            yield broken._replace(reads=("production.without",))


def _broken(settings: CloudSettings) -> Iterator[tuple[str, Broken]]:
    """Yields the broken rules with their keys, by which they can be lifted."""
    for rule in RULES:
        value = rule.value(settings)
        if not rule.holds(value):
            yield rule.path, Broken(rule.path, value, f"production: {rule.remedy}")
    for broken in _single_zone_servers(settings):
        yield STANDBY, broken
    for broken in _single_zone_existing(settings):
        yield STANDBY, broken
    for broken in _single_zone_caches(settings):
        yield FAILOVER, broken
    services = settings.services
    for broken in _too_few(("services",), services):
        yield FEWEST, broken
    fewest = services.fewest_tasks
    if fewest >= TASKS and services.spot_percent > most_spot(fewest):
        remedy = (
            f"production: must be at most {most_spot(fewest)} with tasks_min "
            f"{fewest}: {TASKS} tasks must be on demand, which AWS does not take back"
        )
        yield SPOT, Broken(SPOT, services.spot_percent, remedy)


def _too_few(path: KeyPath, size: TaskSize) -> Iterator[Broken]:
    """Yields schedules that leave fewer tasks than production needs."""
    for number, (least, most) in enumerate(size.scheduled):
        # A range that begins with none is told in every environment.
        if least < TASKS <= size.tasks_min and not least == 0 < most:
            yield Broken(
                (*path, "schedules", number, "tasks_min"),
                least,
                f"production: must be at least {TASKS}: a zone's failure must leave a task",
            )


def _single_zone_servers(settings: CloudSettings) -> Iterator[Broken]:
    """Yields servers that are to have no standby although the first one has. The rule about the
    first one lifts it for all."""
    for key, server in settings.database_servers.items():
        if server.multi_az is False:
            yield Broken(
                ("database_servers", key, "multi_az"),
                False,
                "production: must be true: a zone's failure must not stop the database; "
                f"production.without lifts it for all servers by {STANDBY}",
            )


def _single_zone_existing(settings: CloudSettings) -> Iterator[Broken]:
    """Yields servers of other owners that have no standby, as the settings say."""
    for key, given in settings.existing.database_servers.items():
        if not given.multi_az:
            yield Broken(
                ("existing", "database_servers", key, "multi_az"),
                False,
                "production: must be true: a zone's failure must not stop the database; have its "
                "owner add a standby, or lift it for all servers under production.without by "
                f"{STANDBY}",
            )


def _single_zone_caches(settings: CloudSettings) -> Iterator[Broken]:
    """Yields caches that are to have no failover although the first one has, or is not there."""
    for cache in caches_of(settings):
        said = cache.key and settings.caches[cache.key].multi_az is not None
        if said and not cache.settings.multi_az:
            yield Broken(
                (*cache.path, "multi_az"),
                False,
                "production: must be true: a zone's failure must not stop the cache; "
                f"production.without lifts it for all caches by {FAILOVER}",
            )


def wrong_lifts(settings: CloudSettings, today: date | None) -> Iterator[Broken]:
    """Yields entries of `production.without` that lift nothing, or no longer do. Without a date
    none is over."""
    broken = {rule for rule, _ in _broken(settings)}
    for key, lifted in settings.production.without.items():
        path = ("production", "without", key)
        if key not in LIFTABLE:
            hint = closest(key, LIFTABLE) or f"; the rules are {', '.join(LIFTABLE)}"
            yield Broken(path, key, f"is no rule of production{hint}")
        elif settings.environment != "production":
            remedy = "lifts nothing: only `environment: production` has these rules; take it out"
            yield Broken(path, key, remedy, reads=("environment",))
        elif key not in broken and not _of_sizes(key, settings):
            remedy = "lifts nothing: the rule is kept; take the entry out"
            yield Broken(path, key, remedy, reads=(key,))
        elif today and lifted.until < today:
            remedy = "is over; keep the rule, or decide anew until when it is lifted"
            yield Broken((*path, "until"), str(lifted.until), remedy)


def _of_sizes(key: str, settings: CloudSettings) -> bool:
    """Returns true if a rule for all services may be lifted for single ones only, by `sizes`."""
    return key in (FEWEST, SPOT) and bool(settings.sizes)


def broken_sizes(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields sizes of single services that break a rule for all services, with paths of the stack
    file. A rule that the environment itself breaks is told there."""
    services, lifted = settings.services, settings.production.without
    common_spot = services.spot_percent <= most_spot(services.fewest_tasks)
    for name, size in service_sizes(workload, settings).items():
        if name not in settings.sizes:
            continue
        own = settings.sizes[name]
        tasks, spot = size.tasks_min, size.spot_percent
        if own.schedules is not None and FEWEST not in lifted:
            yield from _too_few(("sizes", name), size)
        if tasks < TASKS:
            if tasks < TASKS <= services.tasks_min and FEWEST not in lifted:
                yield Broken(
                    ("sizes", name, "tasks_min"),
                    tasks,
                    f"production: must be at least {TASKS}: a zone's failure must leave a task",
                )
        elif (
            spot > most_spot(max(TASKS, size.fewest_tasks))
            and (common_spot or own.spot_percent is not None)
            and SPOT not in lifted
        ):
            key = "tasks_min" if own.spot_percent is None else "spot_percent"
            yield Broken(
                ("sizes", name, key),
                getattr(own, key),
                f"production: {TASKS} tasks must be on demand, which AWS does not take back, and "
                f"spot_percent is {spot} with tasks_min {size.fewest_tasks}; raise tasks_min, or "
                f"lower spot_percent to {most_spot(max(TASKS, size.fewest_tasks))} at most",
            )


def most_spot(tasks: int) -> int:
    """Returns the highest share of Spot that leaves two of this many tasks on demand. The first is
    on demand, and ECS spreads the others by the share (`components/compute/fargate.py`)."""
    return 100 - -(-100 // (tasks - 1)) if tasks > 1 else 0
