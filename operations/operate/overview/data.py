"""The state of stores and of the edge, and the alarms that are on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from operations import accounts
from operations.operate.overview.part import Part
from operations.operate.programs import times
from operations.plan import Resource
from operations.sites import Site
from planning.alarms import TABLE, directions

_ALARMS = 100
"""The most alarms that CloudWatch describes in one call."""
_HALVES = frozenset(f"alarms-{row.key}" for row in TABLE if row.together)
"""Names of alarms that count only together with another one."""
_EDGE_REGION = "us-east-1"
_WELL = {
    "database": {"available"},
    "cache": {"available"},
    "search": {"Active"},
    "edge": {"Deployed"},
    "gateway": {"active"},
    "proxy": {"available"},
}
_WORKING = {
    *("backing-up", "configuring-enhanced-monitoring", "configuring-log-exports", "creating"),
    *("maintenance", "modifying", "moving-to-vpc", "rebooting", "renaming", "snapshotting"),
    *("resetting-master-credentials", "storage-optimization", "storage-config-upgrade"),
    *("storage-initialization", "upgrading", "InProgress", "provisioning"),
    *("Creating", "Modifying", "UpgradingEngineVersion", "UpdatingServiceSoftware"),
}
"""States that end by themselves."""
_NOT_EMULATED = "not emulated"
"""State of what an emulated account only has on record. It is no trouble."""


def parts(site: Site) -> Iterator[Part]:
    """Yields a line for each database, proxy, cache and edge."""
    for type_, (kind, state_of) in _STORES.items():
        for each in site.resources.of(type_):
            yield _line(kind, each.name, _told(site, each, state_of))


def _line(kind: str, name: str, state: str) -> Part:
    wrong = state not in _WELL[kind] and state not in {*_WORKING, _NOT_EMULATED}
    return Part(section="data and edge", name=name, state=state, wrong=wrong, facts={"kind": kind})


def _database(site: Site, each: Resource) -> str:
    answer = site.client("rds").describe_db_instances(
        DBInstanceIdentifier=(each.inputs if each.given else each.outputs)["identifier"]
    )
    return str(answer["DBInstances"][0]["DBInstanceStatus"])


def _cluster(site: Site, each: Resource) -> str:
    answer = site.client("rds").describe_db_clusters(
        DBClusterIdentifier=(each.inputs if each.given else each.outputs)["clusterIdentifier"]
    )
    return str(answer["DBClusters"][0]["Status"])


def _proxy(site: Site, each: Resource) -> str:
    answer = site.client("rds").describe_db_proxies(DBProxyName=each.outputs["name"])
    return str(answer["DBProxies"][0]["Status"])


def _cache(site: Site, each: Resource) -> str:
    answer = site.client("elasticache").describe_replication_groups(
        ReplicationGroupId=each.outputs["replicationGroupId"]
    )
    return str(answer["ReplicationGroups"][0]["Status"])


def _search(site: Site, each: Resource) -> str:
    answer = site.client("opensearch").describe_domain(DomainName=each.outputs["domainName"])
    return str(answer["DomainStatus"].get("DomainProcessingStatus", "Active"))


def _serverless(site: Site, each: Resource) -> str:
    answer = site.client("elasticache").describe_serverless_caches(
        ServerlessCacheName=each.outputs["name"]
    )
    return str(answer["ServerlessCaches"][0]["Status"]).lower()


def _gateway(site: Site, each: Resource) -> str:
    answer = site.client("elbv2").describe_load_balancers(LoadBalancerArns=[each.outputs["arn"]])
    return str(answer["LoadBalancers"][0]["State"]["Code"])


def _edge(site: Site, each: Resource) -> str:
    answer = site.client("cloudfront", _EDGE_REGION).get_distribution(Id=each.outputs["id"])
    return str(answer["Distribution"]["Status"])


_STORES: Mapping[str, tuple[str, Callable[[Site, Resource], str]]] = {
    "rds.Instance": ("database", _database),
    "rds.Cluster": ("database", _cluster),
    "rds.Proxy": ("proxy", _proxy),
    "elasticache.ReplicationGroup": ("cache", _cache),
    "opensearch.Domain": ("search", _search),
    "elasticache.ServerlessCache": ("cache", _serverless),
    "lb.LoadBalancer": ("gateway", _gateway),
    "cloudfront.Distribution": ("edge", _edge),
}
"""What is looked at, by type: its word and its state."""


def _told(site: Site, each: Resource, state_of: Callable[[Site, Resource], str]) -> str:
    try:
        with accounts.asking(f"the state of {each.name}"):
            return state_of(site, each)
    except accounts.NotEmulated:
        return _NOT_EMULATED


def alarms(site: Site) -> Iterator[Part]:
    """Yields a line for each of the stack's alarms that is on, with its page and its first command.
    Those that only move the autoscaler are no trouble, and AWS's own for it are not in the state.
    One window of a budget says nothing without the other."""
    declared = {
        str(each.outputs.get("name") or each.outputs.get("alarmName")): each
        for each in site.resources.of("cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm")
        if "plinth:compute:Scaling$" not in each.urn and each.name.partition("--")[0] not in _HALVES
    }
    by_region: dict[str, list[str]] = {}
    for name, each in declared.items():
        by_region.setdefault(str(each.outputs.get("region") or site.region), []).append(name)
    for region, names in sorted(by_region.items()):
        for found in _on(site, region, names):
            yield Part(
                section="alarms",
                name=declared[found["AlarmName"]].name,
                state="ALARM",
                detail=f"for {times.since(found['StateUpdatedTimestamp'])}: {found['StateReason']}",
                wrong=True,
                command=_directions(str(found.get("AlarmDescription", ""))),
                facts={"alarm": found["AlarmName"], "region": region},
            )


def _directions(description: str) -> str:
    """Returns the page and the first command that an alarm's description names."""
    found = directions.read(description)
    return f"{found.page}; {found.first}" if found else ""


def _on(site: Site, region: str, names: list[str]) -> Iterator[Mapping[str, Any]]:
    cloudwatch = site.client("cloudwatch", region)
    for first in range(0, len(names), _ALARMS):
        with accounts.asking("the alarms"):
            answer = cloudwatch.describe_alarms(
                AlarmNames=names[first : first + _ALARMS],
                AlarmTypes=["MetricAlarm", "CompositeAlarm"],
                MaxRecords=_ALARMS,
            )
        for each in [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())]:
            if each["StateValue"] == "ALARM":
                yield each
