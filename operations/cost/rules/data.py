"""Amounts for which databases, caches, search engines and their backups are billed."""

from collections.abc import Iterator
from typing import Any

from operations.cost.levels import HOURS, MONTH_DAYS, Levels, always
from operations.cost.rules.amount import Amount, Rules, hours
from operations.cost.scene import Scene, number
from operations.plan import Resource
from planning.cache import nodes_of

_VCPUS = {"micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}
LEAST_PROXY_VCPUS = 2
"""vCPUs for which a proxy is billed at least (aws.amazon.com/rds/proxy/pricing)."""


def vcpus(instance_class: str) -> int:
    """Returns the vCPUs of an instance class such as db.r5.2xlarge."""
    size = instance_class.rpartition(".")[2]
    if size in _VCPUS:
        return _VCPUS[size]
    return int(number(size.removesuffix("xlarge"))) * 4


def _instance(resource: Resource, scene: Scene) -> Iterator[Amount]:
    class_ = _class(resource, scene)
    deployment = "multi-az" if resource.inputs.get("multiAz") else "single-az"
    yield hours(f"rds.{_engine(resource, scene)}{deployment}.{class_}")
    size = _storage(resource, scene)
    most = number(resource.inputs.get("maxAllocatedStorage")) or size
    high = min(most, size * scene.usage.high_percent / 100)
    yield Amount(f"rds.storage.{deployment}", Levels(size, size, max(size, high)))
    if resource.inputs.get("databaseInsightsMode") == "advanced":
        yield hours("rds.insights", vcpus(class_), f"{vcpus(class_)} vCPU")
    days = number(resource.inputs.get("backupRetentionPeriod"))
    if days:
        yield Amount("rds.backup", _backups(scene, size, days).minus(size), f"{days:g} days")


def _class(resource: Resource, scene: Scene) -> str:
    return str(resource.inputs.get("instanceClass") or "")


def _engine(resource: Resource, scene: Scene) -> str:
    """Returns the part of an instance's price that names its engine. A replica has its source's,
    and storage and backups have one price for PostgreSQL and MySQL."""
    source = resource.inputs.get("replicateSourceDb")
    sources = scene.resources.referred(source, "rds.Instance") if source else []
    return "mysql." if (sources or [resource])[0].inputs.get("engine") == "mysql" else ""


def _storage(resource: Resource, scene: Scene) -> float:
    """Returns the GiB of an instance. A replica has as many as its source."""
    own = number(resource.inputs.get("allocatedStorage"))
    if own:
        return own
    sources = scene.resources.referred(resource.inputs.get("replicateSourceDb"), "rds.Instance")
    return number(sources[0].inputs.get("allocatedStorage")) if sources else scene.storage_gib


def _backups(scene: Scene, size: float, days: float) -> Levels:
    """Returns the GB of backups: all data once, and what changed on each day."""
    change = size * scene.usage.backup_change_percent / 100 * days
    return scene.spread(change).plus(size)


def _proxy(resource: Resource, scene: Scene) -> Iterator[Amount]:
    main = [each for each in _primaries(scene) if resource.name == f"{each.name}-proxy"]
    count = max(LEAST_PROXY_VCPUS, vcpus(_class(main[0], scene)) if main else 0)
    yield hours("rds.proxy", count, f"{count} vCPU")


def _primaries(scene: Scene) -> list[Resource]:
    """Returns the instances that take writes."""
    found = scene.resources.of("rds.Instance")
    return [each for each in found if not each.given and not each.inputs.get("replicateSourceDb")]


def _copied_backups(resource: Resource, scene: Scene) -> Iterator[Amount]:
    days = number(resource.inputs.get("retentionPeriod")) or 7
    own = [each for each in _primaries(scene) if resource.name == f"{each.name}-recovery"]
    size = sum(_storage(each, scene) for each in own)
    yield Amount("rds.backup", _backups(scene, size, days), f"{days:g} days, copied")
    moved = scene.spread(size * scene.usage.backup_change_percent / 100 * MONTH_DAYS)
    yield Amount("transfer.region.gb", moved, "changes", scene.resources.region)


def _cache(resource: Resource, scene: Scene) -> Iterator[Amount]:
    node = str(resource.inputs.get("nodeType") or "")
    engine = str(resource.inputs.get("engine") or "redis")
    count = float(nodes_of(resource.inputs).count)
    yield hours(f"cache.{engine}.{node}", count, f"{count:g} nodes")
    days = number(resource.inputs.get("snapshotRetentionLimit"))
    if days > 1:
        yield Amount("cache.backup", scene.spread(days - 1), f"{days:g} snapshots, the first free")


def _search(resource: Resource, scene: Scene) -> Iterator[Amount]:
    cluster = resource.inputs.get("clusterConfig") or {}
    nodes, masters = number(cluster.get("instanceCount")) or 1, 0.0
    yield hours(f"search.node.{_searching(cluster.get('instanceType'))}", nodes, f"{nodes:g} nodes")
    if cluster.get("dedicatedMasterEnabled"):
        masters = number(cluster.get("dedicatedMasterCount"))
        type_ = _searching(cluster.get("dedicatedMasterType"))
        yield hours(f"search.node.{type_}", masters, f"{masters:g} master nodes")
    size = number((resource.inputs.get("ebsOptions") or {}).get("volumeSize")) * nodes
    yield Amount("search.storage", always(size), f"{nodes:g} disks")


def _searching(type_: Any) -> str:
    return str(type_ or "").removesuffix(".search")


def _serverless_cache(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields the data by the hour, of which AWS bills a least amount, and the requests."""
    engine = str(resource.inputs.get("engine") or "redis")
    limits = resource.inputs.get("cacheUsageLimits") or {}
    least = LEAST_SERVERLESS_GB.get(engine, 1.0)
    most = number((limits.get("dataStorage") or {}).get("maximum")) or least
    used = min(max(scene.usage.serverless_cache_gb, least), most)
    data = Levels(least * HOURS, used * HOURS, most * HOURS)
    yield Amount(f"cache.serverless.{engine}.gb", data, f"{used:g} of at most {most:g} GB")
    work = scene.spread(scene.usage.serverless_cache_ecpu_million)
    yield Amount(f"cache.serverless.{engine}.ecpu", work, "by usage.serverless_cache_ecpu_million")
    days = number(resource.inputs.get("snapshotRetentionLimit"))
    if days:
        yield Amount("cache.backup", scene.spread(days * used), f"{days:g} snapshots")


LEAST_SERVERLESS_GB = {"valkey": 0.1, "redis": 1.0}
"""GB that AWS bills of a serverless cache at least. Source: aws.amazon.com/elasticache/pricing"""


_IO_OPTIMIZED = "aurora-iopt1"


def _cluster(resource: Resource, scene: Scene) -> Iterator[Amount]:
    size = scene.usage.aurora_gb
    if resource.inputs.get("storageType") == _IO_OPTIMIZED:
        yield Amount("aurora.storage.io-optimized", scene.spread(size), "by usage.aurora_gb")
    else:
        yield Amount("aurora.storage", scene.spread(size), "by usage.aurora_gb")
        yield Amount("aurora.io", scene.spread(scene.usage.aurora_requests_million))
    days = number(resource.inputs.get("backupRetentionPeriod"))
    if days > 1:
        kept = _backups(scene, size, days).minus(size)
        yield Amount("aurora.backup", kept, f"{days:g} days")


def _cluster_instance(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields the hours of an instance of a class, or its ACUs: the fewest all day, and the most at
    the hours of a peak."""
    clusters = scene.resources.referred(resource.inputs.get("clusterIdentifier"), "rds.Cluster")
    cluster = clusters[0].inputs if clusters else {}
    advanced = cluster.get("databaseInsightsMode") == "advanced"
    optimized = cluster.get("storageType") == _IO_OPTIMIZED
    class_ = _class(resource, scene)
    if class_ != "db.serverless":
        yield hours(f"aurora.instance.{'io-optimized' if optimized else 'standard'}.{class_}")
        if advanced:
            yield hours("rds.insights", vcpus(class_), f"{vcpus(class_)} vCPU")
        return
    block = cluster.get("serverlessv2ScalingConfiguration") or {}
    least, most = (number(block.get(f"{end}Capacity")) for end in ("min", "max"))
    share = scene.usage.peak_hours / 24
    expected = least + (most - least) * share
    acus = Levels(least * HOURS, expected * HOURS, most * HOURS)
    key = "aurora.acu.io-optimized" if optimized else "aurora.acu"
    yield Amount(key, acus, f"{least:g} to {most:g} ACUs")
    if advanced:
        yield Amount("aurora.insights", acus, "Database Insights, advanced")


def _backup_plan(resource: Resource, scene: Scene) -> Iterator[Amount]:
    for rule in _rules(resource.inputs.get("rules")):
        days = _days(rule.get("lifecycle"))
        yield Amount("backup.rds", _backups(scene, scene.storage_gib, days), f"{days:g} days")
        for copy in _rules(rule.get("copyActions")):
            kept = _days(copy.get("lifecycle")) or days
            vaults = scene.resources.referred(copy.get("destinationVaultArn"), "backup.Vault")
            region = scene.region_of(vaults[0]) if vaults else ""
            copied = _backups(scene, scene.storage_gib, kept)
            yield Amount("backup.rds", copied, f"{kept:g} days, copied", region)
            moved = scene.storage_gib * scene.usage.backup_change_percent / 100 * MONTH_DAYS
            yield Amount("transfer.region.gb", scene.spread(moved), "changes")


def _days(lifecycle: Any) -> float:
    return number(lifecycle.get("deleteAfter")) if isinstance(lifecycle, dict) else 0.0


def _rules(value: Any) -> list[dict[str, Any]]:
    return [each for each in value or [] if isinstance(each, dict)]


def _restore_test(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields an instance of the same class as each that is tested, for the hours of each test."""
    for instance in _primaries(scene):
        run = TEST_HOURS * MONTH_DAYS / 7
        key = f"rds.{_engine(instance, scene)}single-az.{_class(instance, scene)}"
        yield Amount(key, always(run), "restored for tests")


TEST_HOURS = 4
"""Hours for which a restored instance stands, once a week."""

RULES: Rules = {
    "backup.Plan": _backup_plan,
    "backup.RestoreTestingPlan": _restore_test,
    "elasticache.ReplicationGroup": _cache,
    "opensearch.Domain": _search,
    "elasticache.ServerlessCache": _serverless_cache,
    "rds.Cluster": _cluster,
    "rds.ClusterInstance": _cluster_instance,
    "rds.Instance": _instance,
    "rds.InstanceAutomatedBackupsReplication": _copied_backups,
    "rds.Proxy": _proxy,
}
