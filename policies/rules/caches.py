"""Rules about ElastiCache: encryption, logins, copies."""

from policies.resources import Resource
from policies.rule import HIGH, MEDIUM, Fault, Faults, baseline, fsbp, needs, needs_at_least, rule

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache"


@rule(GROUP, HIGH, fsbp("ElastiCache.1"), "set `retention.snapshots_days`", production_only=True)
def elasticache_keeps_snapshots(cache: Resource) -> Faults:
    """A cache of production is saved each day."""
    yield from needs_at_least(cache, "snapshotRetentionLimit", 1)


@rule(
    GROUP,
    MEDIUM,
    fsbp("ElastiCache.3"),
    "set `cache.replicas` to 1",
    production_only=True,
    lifted_by="cache.multi_az",
)
def elasticache_survives_a_node(cache: Resource) -> Faults:
    """A cache of production goes on by a replica when its primary node fails."""
    yield from needs(cache, "automaticFailoverEnabled", True)
    # A cache with shards must have it, replica or not.
    if cache.has("numNodeGroups"):
        yield from needs_at_least(cache, "replicasPerNodeGroup", 1)


@rule(GROUP, MEDIUM, fsbp("ElastiCache.4"), "set `atRestEncryptionEnabled`; it replaces the cache")
def elasticache_encrypts(cache: Resource) -> Faults:
    """A cache is encrypted where it is stored."""
    yield from needs(cache, "atRestEncryptionEnabled", True, "true")


@rule(GROUP, MEDIUM, fsbp("ElastiCache.5"), "set `transitEncryptionEnabled`, mode required")
def elasticache_requires_tls(cache: Resource) -> Faults:
    """A cache refuses connections without TLS."""
    yield from needs(cache, "transitEncryptionEnabled", True)
    yield from needs(cache, "transitEncryptionMode", "required", default="required")


@rule(GROUP, MEDIUM, fsbp("ElastiCache.6"), "give it a group of users")
def elasticache_asks_who_connects(cache: Resource) -> Faults:
    """A cache asks for a login."""
    if not cache.has("userGroupIds") and not cache.has("authToken"):
        yield Fault("userGroupIds", "is not set")


@rule(SERVERLESS, MEDIUM, baseline(""), "give it a group of users")
def serverless_caches_ask_who_connects(cache: Resource) -> Faults:
    """A serverless cache asks for a login."""
    if not cache.has("userGroupId"):
        yield Fault("userGroupId", "is not set")


@rule(SERVERLESS, MEDIUM, baseline(""), "set `cacheUsageLimits`")
def serverless_caches_have_limits(cache: Resource) -> Faults:
    """A serverless cache has a limit to what it may cost."""
    for limit in ("dataStorage", "ecpuPerSeconds"):
        if not cache.has(f"cacheUsageLimits.{limit}"):
            yield Fault(f"cacheUsageLimits.{limit}", "is not set")


@rule(SERVERLESS, HIGH, baseline(""), "set `retention.snapshots_days`", production_only=True)
def serverless_caches_keep_snapshots(cache: Resource) -> Faults:
    """A serverless cache of production is saved each day."""
    yield from needs_at_least(cache, "snapshotRetentionLimit", 1)


@rule(GROUP, HIGH, fsbp("ElastiCache.7"), "give it a subnet group of its own")
def elasticache_has_its_own_subnets(cache: Resource) -> Faults:
    """A cache is in subnets that somebody chose for it."""
    if not cache.has("subnetGroupName") or cache.content.get("subnetGroupName") == "default":
        yield Fault("subnetGroupName", "is the default")
