"""Checks of the database servers: the databases that stand on each, and the values that come from
two sections together; pure."""

from collections import Counter
from collections.abc import Iterator

from config.data import FIRST, ExistingServer, PlacedServer, placed, placed_existing
from config.joint.servers.engine_checks import engine_problems
from config.joint.servers.existing_checks import existing_server_problems
from config.settings import CloudSettings
from config.values import Broken, KeyPath, closest, dotted, lacking
from config.workload import Workload, contract
from wording import counted

GROUPS_PER_INTERFACE = 5
"""Security groups that a task may carry. AWS's default quota is five for each network interface
(docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html)."""
MOST_SERVERS = 4
"""Servers beside the first one. IAM allows 10,240 characters of policies in a role, and each server
adds two policies to that of the function that makes passwords
(docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)."""


def servers_of(workload: Workload, settings: CloudSettings) -> list[PlacedServer]:
    """Returns the database servers that Plinth makes, the first one before the others."""
    existing = settings.existing.database_servers
    return placed(settings.database, settings.database_servers, workload, existing)


def existing_servers_of(workload: Workload, settings: CloudSettings) -> list[ExistingServer]:
    """Returns the database servers that others made, the first one before the others."""
    existing = settings.existing.database_servers
    return placed_existing(settings.database_servers, workload, existing)


def all_servers_of(
    workload: Workload, settings: CloudSettings
) -> list[PlacedServer | ExistingServer]:
    """Returns all database servers of an environment, the first one before the others."""
    made = servers_of(workload, settings)
    existing = existing_servers_of(workload, settings)
    return sorted([*made, *existing], key=lambda each: bool(each.key))


def server_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields servers without the settings that theirs come from, databases that stand on no server
    or on two, and values that contradict those of the first server; paths are the stack file's."""
    others = settings.database_servers
    if others and settings.database is None:
        yield Broken(FIRST, None, _no_first(settings))
        return
    yield from existing_server_problems(workload, settings)
    yield from _names(workload, settings)
    yield from _places(workload, settings)
    for server in servers_of(workload, settings):
        if snapshot := server.settings.snapshot:
            yield from snapshot.problems(
                (*server.path, "snapshot"), account_id=settings.account_id, region=settings.region
            )
        for broken in server.settings.rules() if server.key else ():
            reads = tuple(f"{dotted(server.path)}.{key}" for key in broken.reads)
            yield Broken((*server.path, *broken.path), broken.value, broken.remedy, reads)
    yield from engine_problems(all_servers_of(workload, settings), settings)
    yield from _groups(workload, settings)


def _no_first(settings: CloudSettings) -> str:
    remedy = "describes the first server, whose values the others take; say how it runs"
    if FIRST in settings.existing.database_servers:
        remedy += (
            ", and give the one that exists another name than `database` under "
            "existing.database_servers, with its databases"
        )
    return remedy


def _further(settings: CloudSettings) -> Iterator[tuple[KeyPath, list[str]]]:
    """Yields each server beside the first one, whoever makes it, by its path, with its
    databases."""
    for key, server in settings.database_servers.items():
        yield ("database_servers", key), server.databases
    for key, given in settings.existing.database_servers.items():
        if key != FIRST:
            yield ("existing", "database_servers", key), given.databases


def _names(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    servers = dict(_further(settings))
    if len(servers) > MOST_SERVERS:
        yield Broken(
            "database_servers",
            f"{len(servers)} servers",
            f"must be {MOST_SERVERS} at most: the role of the function that makes their passwords "
            "has room for no more rights; put several databases on one",
        )
    programs = workload.by_name()
    for path in servers:
        key = str(path[-1])
        if key == FIRST:
            yield Broken(path, key, "is what the first server is called; choose another name")
        for name in (f"{key}-{FIRST}", f"{key}-{FIRST}-setup"):
            if name in programs:
                yield Broken(
                    path,
                    key,
                    f"needs {name} as a name of its own, which is what {programs[name]} is called; "
                    "choose another name",
                )


def _places(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    taken: dict[str, str] = {}
    for server, databases in _further(settings):
        for index, name in enumerate(databases):
            path = (*server, "databases", index)
            if name not in workload.databases:
                known = ", ".join(workload.databases) or "none"
                hint = closest(name, workload.databases) or f"; they are {known}"
                remedy = f"is no database of the workload{hint}"
                lacks = lacking("databases", name, workload.databases)
                yield Broken(path, name, remedy, lacks=lacks)
            elif name in taken:
                remedy = f"stands on {taken[name]} already; a database has one server"
                yield Broken(path, name, remedy)
            taken.setdefault(name, str(server[-1]))


def _groups(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields programs whose databases and caches are more than a task has groups for: it carries
    its own security group, one for each cache, that of the search engine's clients, and one for
    each server."""
    found: Counter[str] = Counter()
    for server in all_servers_of(workload, settings):
        found.update(
            each.name for each in server.workload.programs() if each.program.uses.databases
        )
    for each in workload.programs():
        count = found[each.name]
        caches = len(contract.cache_uses(each.program.uses))
        reach = GROUPS_PER_INTERFACE - 1 - bool(each.program.uses.search_indexes)
        most = reach - caches
        if count > most and each.program.uses.caches:
            yield Broken(
                "caches",
                f"{counted(caches, 'cache')} and {counted(count, 'database server')} for {each}",
                f"a task can reach {reach} of both at most, because AWS lets it "
                f"carry {GROUPS_PER_INTERFACE} security groups; let it use fewer",
            )
        elif count > most:
            yield Broken(
                "database_servers",
                f"{count} servers for {each}",
                f"a task can reach {most} at most, because AWS lets it carry "
                f"{GROUPS_PER_INTERFACE} security groups; put its databases on fewer servers",
            )
