"""Data in the network: databases with their replicas and proxies, caches and search engines."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.plan import Resource
from operations.reach import Place
from operations.topology.model import Flow, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames
from planning.cache import nodes_of
from planning.search import search_nodes
from wording import counted

_KINDS = ("database", "replica", "proxy", "cache", "search")
_SERVICES = {"cache": "ElastiCache", "search": "OpenSearch Service"}
_ENGINES = {
    **{"postgres": "PostgreSQL", "aurora-postgresql": "PostgreSQL", "mysql": "MySQL"},
    **{"redis": "Redis", "valkey": "Valkey"},
}
_CLUSTER = "rds.Cluster"


def draw(frames: Frames) -> None:
    """Adds the data of the network, and the copying from a database to its replicas."""
    for kind in _KINDS:
        for place in frames.graph.places.values():
            if place.kind == kind:
                _node(frames, place)
    for each in frames.resources.of("rds.Instance"):
        source = each.inputs.get("replicateSourceDb")
        for original in frames.resources.referred(source, each.kind) if source else []:
            frames.canvas.flow(
                Flow(frames.canvas.of(original), frames.canvas.of(each), "copy", ("replicates",))
            )


def _node(frames: Frames, place: Place) -> None:
    resource = frames.resources.get(place.urn)
    if resource is None:
        return
    is_cluster = resource.kind == _CLUSTER
    service = "Aurora" if is_cluster else _SERVICES.get(place.kind, "RDS")
    what = {"database": "primary database", "replica": "read replica", "proxy": "database proxy"}
    what["search"] = "search engine"
    if is_cluster:
        what["database"] = "database cluster"
    frames.canvas.node(
        Node(
            slug(f"{place.kind}-{place.name}"),
            place.kind,
            f"{what.get(place.kind, place.kind)} ({service})",
            place.name,
            frames.of_place(place, "data", "Data"),
            tuple(_facts(frames, resource, place)),
            place.urn,
        )
    )


def _facts(frames: Frames, each: Resource, place: Place) -> Iterator[str]:
    given = each.inputs
    if each.given:
        yield f"{given.get('identifier') or given.get('clusterIdentifier')}, which exists"
    source = given.get("replicateSourceDb")
    for original in frames.resources.referred(source, each.kind) if source else []:
        # A replica has the engine of its source.
        given = {**given, "engine": original.inputs.get("engine")}
        given["engineVersion"] = given.get("engineVersion") or original.inputs.get("engineVersion")
    if given.get("engine"):
        engine = str(given["engine"])
        version = given.get("engineVersion") or given.get("majorEngineVersion") or ""
        yield f"{_ENGINES.get(engine, engine)} {version}".strip()
    for key in ("instanceClass", "nodeType", "dbClusterInstanceClass"):
        if given.get(key):
            yield str(given[key])
    if given.get("allocatedStorage"):
        yield f"{given['allocatedStorage']} GiB {given.get('storageType') or ''}".strip()
    if given.get("numNodeGroups"):
        shape = nodes_of(given)
        yield f"{counted(shape.shards, 'shard')}, {counted(shape.count, 'node')}" + (
            " over the zones" if given.get("multiAzEnabled") else ""
        )
    elif limits := given.get("cacheUsageLimits"):
        yield f"serverless, up to {(limits.get('dataStorage') or {}).get('maximum')} GB"
    elif number := int(given.get("numCacheClusters") or given.get("numCacheNodes") or 0):
        yield counted(number, "node") + (" over the zones" if given.get("multiAzEnabled") else "")
    if place.kind == "search":
        yield from _domain(given)
    if each.kind == _CLUSTER and not each.given:
        yield from _cluster(frames, each)
    elif not each.given:
        yield _zones(each, place)


def _cluster(frames: Frames, cluster: Resource) -> Iterator[str]:
    """Yields the size of an Aurora cluster, whose storage lies in three zones by itself."""
    classes = [
        str(each.inputs.get("instanceClass"))
        for each in frames.resources.of("rds.ClusterInstance")
        if cluster in frames.resources.referred(each.inputs.get("clusterIdentifier"), cluster.kind)
    ]
    if limits := cluster.inputs.get("serverlessv2ScalingConfiguration"):
        least, most = (float(limits[f"{key}Capacity"]) for key in ("min", "max"))
        size = f"of {least:g} to {most:g} ACUs"
    else:
        size = f"of {classes[0]}" if classes else ""
    yield f"{counted(len(classes), 'instance')} {size}".strip()
    if readers := len(classes) - 1:
        yield f"a writer and {counted(readers, 'reader')}"
    yield "storage in three zones"


def _domain(given: Mapping[str, Any]) -> Iterator[str]:
    cluster, disk = given.get("clusterConfig") or {}, given.get("ebsOptions") or {}
    yield str(given.get("engineVersion") or "").replace("_", " ")
    yield f"{counted(search_nodes(given), 'node')} of {cluster.get('instanceType')}"
    if cluster.get("dedicatedMasterEnabled"):
        leading = int(cluster.get("dedicatedMasterCount") or 0)
        yield f"{counted(leading, 'master node')} of {cluster.get('dedicatedMasterType')}"
    yield f"{disk.get('volumeSize')} GiB {disk.get('volumeType')} each"


def _zones(each: Resource, place: Place) -> str:
    """Returns where the parts of a thing stand, as far as the plan decides it."""
    zone = each.inputs.get("availabilityZone") or each.outputs.get("availabilityZone")
    if each.inputs.get("multiAz"):
        first = f"primary in {zone}" if zone else "primary in one zone"
        return f"{first}, standby in another"
    if zone:
        return f"in zone {zone}"
    if place.kind in ("database", "replica"):
        return "in one zone, which AWS chooses"
    return f"in {counted(len(place.subnets), 'zone')}"
