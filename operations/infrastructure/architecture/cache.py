"""Cache: its nodes side by side, and the programs that share it."""

from config.data import FIRST_CACHE, PlacedCache
from config.joint.servers import caches_of
from config.workload import contract
from operations.infrastructure.markdown import counted, joined, part, table
from operations.infrastructure.project import Environment, Project
from planning.cache import nodes_of

GROUP = "elasticache.ReplicationGroup"
SERVERLESS = "elasticache.ServerlessCache"


def together(project: Project) -> str:
    """Returns the cache side by side, and its users."""
    users = [
        (each.name, key)
        for each in project.workload.programs()
        for key in contract.cache_uses(each.program.uses)
    ]
    about = project.compared(
        "What",
        (
            ("Software", software),
            ("Nodes", nodes),
            ("Failover to a replica", lambda e: _flag(e, "automaticFailoverEnabled")),
            ("Encryption", _encryption),
            ("Snapshots", _snapshots),
            ("Maintenance", _maintenance),
            ("When memory is full", _eviction),
            ("Further caches", _further),
        ),
    )
    if not users:
        return joined("No program uses a cache.", about)
    keys = table(
        ("Program", "Its keys"),
        ((f"`{name}`", f"`{name}:*`" + (f" in `{key}`" if key else "")) for name, key in users),
    )
    return joined(about, part("Who shares it", "Each program reaches its own keys only.", keys))


def software(environment: Environment) -> str:
    """Returns the software of the cache. Empty if there is none."""
    found = environment.one(GROUP, FIRST_CACHE)
    if found:
        engine = str(found.inputs.get("engine")).capitalize()
        return f"ElastiCache, {engine} {found.inputs.get('engineVersion')}"
    if found := environment.one(SERVERLESS, FIRST_CACHE):
        engine = str(found.inputs.get("engine")).capitalize()
        return f"ElastiCache Serverless, {engine} {found.inputs.get('majorEngineVersion')}"
    local = [each for each in environment.containers if each.name == "cache"]
    return f"container `{local[0].image}`" if local else ""


def nodes(environment: Environment) -> str:
    """Returns number and size of the cache's nodes. Empty if there are none."""
    found = environment.one(GROUP, FIRST_CACHE)
    if found is None and environment.one(SERVERLESS, FIRST_CACHE):
        first = environment.cloud and environment.cloud.settings.cache
        limits = first.serverless if first else None
        return f"as many as AWS needs, up to {limits.max_gb} GB" if limits else ""
    if found is None:
        local = [each for each in environment.containers if each.name == "cache"]
        return f"1 container, {local[0].memory_mib} MiB at most" if local else ""
    shape, node = nodes_of(found.inputs), found.inputs.get("nodeType")
    shards = f" in {counted(shape.shards, 'shard')}" if shape.shards else ""
    zones = ", in several zones" if found.inputs.get("multiAzEnabled") else ""
    return f"{shape.count} `{node}`{shards}{zones}"


def _further(environment: Environment) -> str:
    """Returns the caches beside the first one, by their names."""
    if environment.cloud is None:
        named = [each for each in environment.containers if each.name.endswith(f"-{FIRST_CACHE}")]
        return ", ".join(f"container `{each.name}`" for each in named)
    caches = caches_of(environment.cloud.settings)
    return ", ".join(f"`{each.key}` ({_size(each)})" for each in caches if each.key)


def _size(cache: PlacedCache) -> str:
    if limits := cache.serverless:
        return f"serverless, up to {limits.max_gb} GB"
    shards = f" in {counted(cache.settings.shards, 'shard')}" if cache.settings.shards else ""
    return f"{cache.settings.nodes} `{cache.settings.node_type}`{shards}"


def _flag(environment: Environment, key: str) -> str:
    if environment.one(SERVERLESS, FIRST_CACHE):
        return "AWS's own"
    found = environment.one(GROUP, FIRST_CACHE)
    return "" if found is None else "automatic" if found.inputs.get(key) else "none"


def _encryption(environment: Environment) -> str:
    if environment.one(SERVERLESS, FIRST_CACHE):
        return "at rest and on the way"
    found = environment.one(GROUP, FIRST_CACHE)
    if found is None:
        return ""
    parts = [
        said
        for key, said in (
            ("atRestEncryptionEnabled", "at rest"),
            ("transitEncryptionEnabled", "on the way"),
        )
        if found.inputs.get(key)
    ]
    return " and ".join(parts)


def _snapshots(environment: Environment) -> str:
    found = environment.one(GROUP, FIRST_CACHE)
    found = found or environment.one(SERVERLESS, FIRST_CACHE)
    if found is None:
        return ""
    days = int(found.inputs.get("snapshotRetentionLimit") or 0)
    at = found.inputs.get("snapshotWindow") or found.inputs.get("dailySnapshotTime")
    return f"daily at {at} UTC, kept {days} days" if days else "none"


def _maintenance(environment: Environment) -> str:
    found = environment.one(GROUP, FIRST_CACHE)
    return f"{found.inputs.get('maintenanceWindow')} UTC" if found else ""


def _eviction(environment: Environment) -> str:
    cache = environment.platform.settings.cache
    if cache and cache.serverless:
        return "keys with an expiry go, those used least recently first"
    return f"`{cache.eviction}`" if cache else ""
