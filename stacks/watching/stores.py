"""The stores of an environment as subjects of alarms: databases, caches and the search engine."""

from collections.abc import Iterator, Mapping

from components.data import Aurora, Database
from config.data import ExistingServer, PlacedServer
from planning.alarms import UNKNOWN_OF_EXISTING, Subject, never_of
from planning.cache import Nodes, part_name
from stacks.on_aws import BuiltCache, Data, DatabaseServer, Foundation


def stores(base: Foundation, data: Data) -> Iterator[Subject]:
    """Yields the databases first: their fall explains others."""
    for server in data.servers.all:
        yield from _server(server)
    for cache in data.caches.all:
        yield from _cache(cache)
    yield from _search(base, data)
    if data.credentials_function:
        yield Subject(
            kind="rotation",
            name="rotation",
            dimensions={"FunctionName": data.credentials_function.name},
        )


def _cache(built: BuiltCache) -> Iterator[Subject]:
    """Yields the parts of a cache. Those of the first one have no name of their own."""
    settings, key = built.placed.settings, built.placed.key
    words = {"cache": f" --cache {key}"} if key else {}
    if limits := built.placed.serverless:
        yield Subject(
            kind="serverless-cache",
            name=built.placed.name,
            dimensions={"clusterId": built.cache.identifier},
            figures=limits.model_dump(),
            words=words,
        )
        return
    shape = Nodes(shards=settings.shards or 0, replicas=settings.replicas)
    # An alarm takes ten metrics at most, and a shard has six nodes at most.
    for part, ends in shape.ends().items():
        members = [
            {"CacheClusterId": built.cache.identifier.apply(f"{{}}-{end}".format)} for end in ends
        ]
        yield Subject(
            kind="cache",
            name=part_name(built.placed.name, part),
            dimensions={},
            members={"node": members},
            words=words,
        )


def _search(base: Foundation, data: Data) -> Iterator[Subject]:
    search, settings = data.search, base.settings.search
    if search is None or settings is None:
        return
    measured = {"DomainName": search.domain_name, "ClientId": base.environment.account_id}
    yield Subject(
        kind="search",
        name="search-engine",
        dimensions=measured,
        figures={"storage_gib": settings.storage_gib},
    )
    # A node alone has no place for replicas, so it is yellow all the time.
    if settings.instances > 1:
        yield Subject(kind="search-nodes", name="search-nodes", dimensions=measured)


_STATUS = "python -m operations status --stack {stack}"


def _server(server: DatabaseServer) -> Iterator[Subject]:
    """Yields a database server with its replicas and its proxy. Those of the first one have no
    name of their own."""
    placed, database, key = server.placed, server.database, server.placed.key
    words = {"server": f" --server {key}"} if key else {}
    if isinstance(placed, ExistingServer):
        yield _existing(server, placed, words)
    elif isinstance(database, Aurora):
        yield from _aurora(placed, database, words)
    elif isinstance(database, Database):
        yield from _instance(placed, database, words)


def _existing(server: DatabaseServer, placed: ExistingServer, words: Mapping[str, str]) -> Subject:
    """Returns a server of another owner, of which the settings say no resource ID and no ACUs."""
    given, connections = placed.given, placed.connections
    dimension = "DBClusterIdentifier" if given.is_cluster else "DBInstanceIdentifier"
    storage = given.storage_gib
    return Subject(
        kind="aurora-class" if given.is_cluster else "database",
        name=placed.name,
        dimensions={dimension: server.database.identifier},
        figures={
            **({"storage_gib": storage} if storage else {}),
            **({"connections": connections} if connections else {}),
        },
        words=words,
        # Nobody here fails it over.
        first={f"{kind}-down": _STATUS for kind in ("database", "aurora")},
        without=UNKNOWN_OF_EXISTING,
    )


def _instance(
    placed: PlacedServer, database: Database, words: Mapping[str, str]
) -> Iterator[Subject]:
    settings, name = placed.settings, placed.name
    # A program may be called as the server is, so its parts have longer names.
    before = f"{name}-" if placed.key else ""
    connections = settings.connections
    yield Subject(
        kind="database",
        name=name,
        dimensions={
            "DBInstanceIdentifier": database.identifier,
            "DbiResourceId": database.resource_id,
        },
        figures={
            "storage_gib": settings.storage_gib,
            **({"connections": connections} if connections else {}),
        },
        words=words,
        never=never_of(settings.engine, insights=settings.has_performance_insights),
    )
    for replica, identifier in database.replica_identifiers.items():
        yield Subject(
            kind="replica",
            name=f"{before}{replica}",
            dimensions={"DBInstanceIdentifier": identifier},
            words=words,
            of=name,
        )
    if database.proxy_name is not None:
        yield Subject(
            kind="proxy",
            name=f"{before}proxy",
            dimensions={"ProxyName": database.proxy_name},
            words=words,
            of=name,
        )


def _aurora(placed: PlacedServer, database: Aurora, words: Mapping[str, str]) -> Iterator[Subject]:
    """Yields an Aurora server, whose instances CloudWatch measures together."""
    name, connections = placed.name, placed.connections
    measured = {"DBClusterIdentifier": database.identifier}
    yield Subject(
        kind="aurora" if placed.aurora and placed.aurora.acus else "aurora-class",
        name=name,
        dimensions=measured,
        figures={"connections": connections} if connections else {},
        words=words,
        # There is no instance that could take over.
        first={} if placed.readers else {"aurora-down": _STATUS},
    )
    if placed.readers:
        yield Subject(
            kind="aurora-readers",
            name=f"{name}-readers",
            dimensions=measured,
            words=words,
            of=name,
        )
