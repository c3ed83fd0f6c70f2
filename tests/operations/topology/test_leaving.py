"""The drawing follows the files: what is taken out of them leaves it, and what is put in enters."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from config.values.aws_facts import ENDPOINTS_WITHOUT_INTERNET
from operations.topology.model import Picture, at
from operations.topology.reading import whole
from tests.operations.topology.drawings import Edit, flows, planned

pytestmark = pytest.mark.xdist_group("topology")

Files = dict[str, Any]


@cache
def small() -> Picture:
    return whole(planned())


def shown(picture: Picture) -> set[tuple[str, str]]:
    """The kind and title of every node and group."""
    nodes = {(node.kind, node.title) for node in picture.nodes}
    return nodes | {(group.kind, group.title) for group in picture.groups}


def no_edge(settings: Files, workload: Files) -> None:
    settings["edge"] = None
    settings["gateway"]["cors"]["allowed_origins"][1:] = []
    settings["waf"] = None
    workload["buckets"].pop("static")


def no_firewall(settings: Files, _: Files) -> None:
    settings["waf"] = None


def no_cache(settings: Files, workload: Files) -> None:
    settings["cache"] = None
    workload["services"]["orders"]["uses"].pop("cache")


def no_proxy(settings: Files, _: Files) -> None:
    settings["database"]["proxy"] = None


def no_replica(settings: Files, _: Files) -> None:
    settings["database"]["read_replicas"] = 0


def no_recovery_region(settings: Files, _: Files) -> None:
    settings["recovery_region"] = None


def no_nat(settings: Files, _: Files) -> None:
    settings["network"]["nat"] = "none"
    settings["network"]["interface_endpoints"] = list(ENDPOINTS_WITHOUT_INTERNET)


def no_endpoints(settings: Files, _: Files) -> None:
    settings["network"]["interface_endpoints"] = []


def two_zones(settings: Files, _: Files) -> None:
    settings["network"]["zones"] = ["a", "b"]


def no_worker(_: Files, workload: Files) -> None:
    workload["workers"].clear()


def no_job(_: Files, workload: Files) -> None:
    workload["jobs"].clear()


def no_topic(_: Files, workload: Files) -> None:
    workload["topics"].clear()
    workload["subscriptions"].clear()
    workload["services"]["orders"]["uses"].pop("topics")


def no_queue(settings: Files, workload: Files) -> None:
    no_topic(settings, workload)
    no_worker(settings, workload)
    workload["queues"].clear()


def no_bucket(_: Files, workload: Files) -> None:
    workload["jobs"]["nightly-report"]["uses"].pop("buckets")
    workload["buckets"].pop("reports")


def no_secret(_: Files, workload: Files) -> None:
    workload["services"]["orders"]["uses"].pop("secrets")


LEAVING: dict[Edit, set[tuple[str, str]]] = {
    no_edge: {("cdn", "edge"), ("firewall", "firewall")},
    no_firewall: {("firewall", "firewall")},
    no_cache: {("cache", "cache")},
    no_proxy: {("proxy", "database-proxy")},
    no_replica: {("replica", "database-replica-1")},
    no_recovery_region: {
        ("region", "Recovery region eu-west-1"),
        ("copy", "uploads-replica"),
        ("copy", "database-recovery"),
        ("vault", "backup-recovery"),
    },
    no_nat: {("nat", f"network-nat-{zone}") for zone in "abc"},
    no_endpoints: {("endpoint", "ecr.dkr"), ("tier", "Private ways to AWS")},
    two_zones: {("zone", "Zone eu-central-1c"), ("nat", "network-nat-c")},
    no_worker: {("worker", "stock"), ("tasks", "stock")},
    no_job: {
        ("job", "nightly-report"),
        ("tasks", "nightly-report"),
        ("dead-letters", "nightly-report-unstarted"),
    },
    no_topic: {("topic", "stock-changes")},
    no_queue: {("queue", "stock-updates"), ("dead-letters", "stock-updates-dead-letter")},
    no_bucket: {("bucket", "reports"), ("copy", "reports-replica")},
    no_secret: {("secret", "payment-provider-key")},
}


TOGETHER: tuple[tuple[Edit, ...], ...] = (
    (no_edge, no_cache, no_proxy, no_replica, no_recovery_region, no_nat, no_secret),
    (no_firewall, no_endpoints, two_zones, no_worker, no_job, no_topic),
    (no_queue, no_bucket),
)
"""Edits that are made in one plan, to save time. None is the cause of what another takes away."""


@cache
def without(edits: tuple[Edit, ...]) -> set[tuple[str, str]]:
    def edit(settings: Files, workload: Files) -> None:
        for each in edits:
            each(settings, workload)

    return shown(whole(planned(edit)))


@pytest.mark.parametrize("edit", LEAVING, ids=lambda edit: edit.__name__)
def test_a_component_leaves_with_its_line(edit: Edit) -> None:
    assert LEAVING[edit] <= shown(small())
    (own,) = [edits for edits in TOGETHER if edit in edits]
    assert not LEAVING[edit] & without(own)
    assert any(LEAVING[edit] <= without(others) for others in TOGETHER if others is not own)


def traced(settings: Files, _: Files) -> None:
    settings["tracing"] = {}


def test_a_collector_and_its_traces_enter_with_the_settings() -> None:
    assert ("other", "Traces") not in shown(small())
    picture = whole(planned(traced))
    assert ("other", "Traces") in shown(picture)
    assert ("orders", "Traces", "traces") in flows(picture)
    beside = [node for node in picture.nodes if "beside it: otel-collector" in node.facts]
    assert {node.title for node in beside if node.kind == "service"} == {"orders"}


CHANGES: list[tuple[Callable[[Files, Files], Any], str, str]] = [
    (
        lambda s, _: s["database"].update(instance_class="db.r6g.xlarge"),
        "database",
        "db.r6g.xlarge",
    ),
    (lambda s, _: s["database"].update(engine_version="17"), "database", "PostgreSQL 17"),
    (lambda s, _: s["cache"].update(node_type="cache.r6g.large"), "cache", "cache.r6g.large"),
    (lambda s, _: s["services"].update(tasks_max=12), "service", "4 to 12 tasks"),
    (lambda s, _: s["services"].update(cpu=1024), "service", "1 vCPU, 4 GB each"),
    (lambda s, _: s["workers"].update(spot_percent=0), "worker", "1 to 5 tasks"),
    (
        lambda _, w: w["jobs"]["nightly-report"].update(schedule="cron(0 4 * * ? *)"),
        "job",
        "cron(0 4 * * ? *) Europe/Berlin",
    ),
    (
        lambda _, w: w["queues"]["stock-updates"].update(retention_days=2),
        "queue",
        "keeps messages 2 days",
    ),
]


def test_facts_follow_the_files() -> None:
    def all_of_them(settings: Files, workload: Files) -> None:
        for edit, _, _ in CHANGES:
            edit(settings, workload)

    before, after = at(small(), "services"), at(whole(planned(all_of_them)), "services")
    for _, kind, fact in CHANGES:
        (node,) = [each for each in after.nodes if each.kind == kind]
        assert fact in node.facts
    (worker,) = [each for each in before.nodes if each.kind == "worker"]
    assert "on spot capacity" in worker.facts
    assert all("on spot capacity" not in each.facts for each in after.nodes)
