"""The backups that a plan or a state declares, store by store."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from config import CloudPlatform
from operations.backups.store import NONE, Store
from operations.plan import Resource, Resources
from planning import facts
from planning.backups import vaults

RDS_MINUTES = 5
"""Minutes between two uploads of RDS's transaction logs.
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html"""
S3_MINUTES = 15
"""Minutes within which S3's Replication Time Control copies an object."""
REPLICATION = "rds.InstanceAutomatedBackupsReplication"


def stores(platform: CloudPlatform, found: Resources) -> Iterator[Store]:
    """Yields every store of an environment, also those of which nothing is kept."""
    for each in found.of("rds.Instance", "rds.Cluster"):
        if each.given:
            yield _existing(each)
    for each in _made(found, "rds.Instance"):
        yield (
            _replica(each)
            if each.inputs.get("replicateSourceDb")
            else _database(platform, found, each)
        )
    for each in _made(found, "rds.Cluster"):
        yield _cluster(platform, found, each)
    for name in platform.workload.buckets:
        if given := platform.settings.existing.buckets.get(name):
            yield Store(
                name=f"bucket {name}",
                rpo_minutes=None,
                kept=f"{given.name} is of another owner, who keeps its backups",
                holds_data=False,
            )
        else:
            yield _bucket(platform, found, name)
    for kind in ("elasticache.ReplicationGroup", "elasticache.ServerlessCache"):
        yield from (_cache(each) for each in found.of(kind))
    yield from (_search(each) for each in found.of("opensearch.Domain"))
    yield from (_users(each) for each in found.of("cognito.UserPool"))
    entered = facts.entered_secrets(platform)
    yield from (_secret(platform, each, entered) for each in found.of("secretsmanager.Secret"))
    yield from _messages(platform)
    yield Store(
        name="Pulumi's state",
        rpo_minutes=None,
        kept="as its backend keeps it; `make bootstrap` makes a bucket with versions",
        holds_data=False,
    )


def _made(found: Resources, kind: str) -> list[Resource]:
    return [each for each in found.of(kind) if not each.given]


def _existing(database: Resource) -> Store:
    inputs = database.inputs
    identifier = inputs.get("identifier") or inputs.get("clusterIdentifier")
    return Store(
        name=f"database {database.name}",
        rpo_minutes=None,
        kept=f"{identifier} is of another owner, who keeps its backups",
        holds_data=False,
    )


def vault_locked(found: Resources, region: Any = None) -> bool:
    """Returns true if the vault of a region has a lock."""
    return any(
        each.inputs.get("region") == region for each in found.of("backup.VaultLockConfiguration")
    )


def _database(platform: CloudPlatform, found: Resources, database: Resource) -> Store:
    days = int(database.inputs.get("backupRetentionPeriod") or 0)
    copied = [x for x in found.of(REPLICATION) if x.name == f"{database.name}-recovery"]
    plan = next((each for each in found.of("backup.Plan") if each.name == "backup-database"), None)
    test = next(iter(found.of("backup.RestoreTestingPlan")), None)
    tagged = "backup" in (database.inputs.get("tags") or {})
    store = Store(
        name=f"database {database.name}",
        rpo_minutes=RDS_MINUTES if days else None,
        kept=f"{days} days, to any second" if days else NONE,
        elsewhere=f"{copied[0].inputs['retentionPeriod']} days, to any second" if copied else NONE,
        locked="daily copies in a locked vault"
        if plan and tagged and vault_locked(found)
        else NONE,
        tested=f"planned, {test.inputs['scheduleExpression']}" if test else NONE,
    )
    wanted = platform.settings.retention.backups_days
    if days and days < wanted:
        store.misses.append(f"is kept {days} days, and retention.backups_days is {wanted}")
    _want_elsewhere(platform, store)
    return store


def _cluster(platform: CloudPlatform, found: Resources, cluster: Resource) -> Store:
    """Returns the store of an Aurora server. The vault's daily copies go to the recovery region,
    and no test restores them."""
    days = int(cluster.inputs.get("backupRetentionPeriod") or 0)
    tagged = "backup" in (cluster.inputs.get("tags") or {})
    plan = next((each for each in found.of("backup.Plan") if each.name == "backup-database"), None)
    copied = bool(plan and tagged)
    store = Store(
        name=f"database {cluster.name}",
        rpo_minutes=RDS_MINUTES if days else None,
        kept=f"{days} days, to any second" if days else NONE,
        elsewhere="daily copies" if copied and platform.settings.recovery_region else NONE,
        locked="daily copies in a locked vault" if copied and vault_locked(found) else NONE,
    )
    _want_elsewhere(platform, store)
    return store


def _replica(replica: Resource) -> Store:
    return Store(
        name=f"database {replica.name}",
        rpo_minutes=None,
        kept="a copy of the primary, which is backed up",
        holds_data=False,
    )


def _bucket(platform: CloudPlatform, found: Resources, name: str) -> Store:
    bucket = _named(found, "s3.Bucket", name)
    versioning = _named(found, "s3.BucketVersioning", name)
    status = (versioning.inputs.get("versioningConfiguration") or {}) if versioning else {}
    days = _version_days(found, name) if status.get("status") == "Enabled" else 0
    lock = _named(found, "s3.BucketObjectLockConfiguration", name)
    tagged = bucket is not None and "backup" in (bucket.inputs.get("tags") or {})
    locked = "by the bucket's own lock" if lock else NONE
    if tagged and vault_locked(found):
        locked = "continuous copies in a locked vault"
    replica = _named(found, "s3.BucketReplicationConfig", f"{name}-replica")
    store = Store(
        name=f"bucket {name}",
        rpo_minutes=(S3_MINUTES if replica else 0) if days else None,
        kept=f"{days} days of versions" if days else NONE,
        elsewhere="replicated within 15 minutes" if replica else NONE,
        locked=locked,
    )
    wanted = platform.settings.retention.object_versions_days
    if days and days < wanted:
        store.misses.append(f"keeps {days} days, and retention.object_versions_days is {wanted}")
    if name in vaults.replicated(platform.settings, platform.workload):
        _want_elsewhere(platform, store)
    elif platform.settings.recovery_region:
        store.elsewhere = "none wanted (replicate: false)"
    return store


def _version_days(found: Resources, name: str) -> int:
    rules = _named(found, "s3.BucketLifecycleConfiguration", name)
    days = [
        int(expiration["noncurrentDays"])
        for rule in (rules.inputs.get("rules") or () if rules else ())
        if (expiration := rule.get("noncurrentVersionExpiration"))
    ]
    # Without a rule, S3 keeps versions for ever.
    return min(days, default=36500)


def _cache(cache: Resource) -> Store:
    days = int(cache.inputs.get("snapshotRetentionLimit") or 0)
    return Store(
        name=f"cache {cache.name}",
        rpo_minutes=None,
        kept=f"daily snapshots for {days} days; " * bool(days) + "programs fill it again",
        holds_data=False,
    )


def _search(domain: Resource) -> Store:
    """Returns the store of a search engine. AWS's snapshots cannot be copied, and go with the
    domain."""
    return Store(
        name=f"search {domain.name}",
        rpo_minutes=None,
        kept="AWS's hourly snapshots for 14 days; programs index again what a database has",
        holds_data=False,
    )


def _users(pool: Resource) -> Store:
    """Returns the store of a user pool, of which AWS keeps no copy and gives out no passwords."""
    kept = "AWS keeps none; deletion protection" if _protected(pool) else NONE
    return Store(name=f"users {pool.name}", rpo_minutes=None, kept=kept, holds_data=False)


def _protected(pool: Resource) -> bool:
    return pool.inputs.get("deletionProtection") == "ACTIVE"


def _secret(platform: CloudPlatform, secret: Resource, entered: Container[str]) -> Store:
    """Returns the store of a secret. What people entered is nowhere else; a password that a
    rotation made can be made again."""
    days = secret.inputs.get("recoveryWindowInDays", 30)
    made = "" if secret.name in entered else "; a rotation makes another one"
    store = Store(
        name=f"secret {secret.name}",
        rpo_minutes=0 if secret.name in entered else None,
        kept=f"{days} days after its deletion{made}",
        elsewhere="replicated" if secret.inputs.get("replicas") else NONE,
        holds_data=secret.name in entered,
    )
    if store.holds_data:
        _want_elsewhere(platform, store)
    return store


def _messages(platform: CloudPlatform) -> Iterator[Store]:
    nothing: Mapping[str, str] = {
        **{f"queue {name}": "until it is read" for name in platform.workload.queues},
        **{f"topic {name}": "no message" for name in platform.workload.topics},
    }
    for name, kept in nothing.items():
        yield Store(
            name=name,
            rpo_minutes=None,
            kept=f"{kept}; nothing backs messages up",
            holds_data=False,
        )


def _want_elsewhere(platform: CloudPlatform, store: Store) -> None:
    region = platform.settings.recovery_region
    if region and store.elsewhere == NONE:
        store.misses.append(f"has no copy in {region}")


def _named(found: Resources, kind: str, name: str) -> Resource | None:
    return next((each for each in found.of(kind) if each.name == name), None)
