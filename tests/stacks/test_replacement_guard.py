"""No edit that people make in a year replaces or deletes what holds data, or touches what it should
not: each group of edits is compared with the environment before it, line by line."""

import re

import pulumi
import pytest

from components.messaging.queue import Queue, QueueArgs
from config.messages import Queue as QueueSettings
from engine.registration import Registration, make_urn
from stacks import cloud
from tests.factories import make_environment
from tests.graph import Graph, deploy, deploy_apart
from tests.stacks import example
from tests.stacks.changes import changes, lost, matches, unexplained
from tests.stacks.edit import patterns
from tests.stacks.replacing_inputs import KEPT, REPLACING_INPUTS
from tests.stacks.scaling_edits import SCALING_EDITS
from tests.stacks.settings_edits import SETTINGS_EDITS
from tests.stacks.workload_edits import WORKLOAD_EDITS

pytestmark = pytest.mark.xdist_group("edits of a year")

GROUPS = {**SETTINGS_EDITS, **SCALING_EDITS, **WORKLOAD_EDITS}
CLUSTERED = {f"services.{name}.uses.cache": "cluster" for name in ("shop", "prices")}
SERVERLESS_CACHE = {
    "cache": {
        "engine": "valkey",
        "engine_version": "8.0",
        "serverless": {"max_gb": 5, "max_ecpu_per_second": 5000},
    }
}
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"


def edited(group_name: str) -> tuple[Graph, Graph]:
    """The environment before and after all edits of a group."""
    group = GROUPS[group_name]
    start = next(iter(group.values())).start
    settings = {key: value for edit in group.values() for key, value in edit.settings.items()}
    workload = {key: value for edit in group.values() for key, value in edit.workload.items()}
    return example.build(start), example.build({**start, **settings}, workload)


FOLLOWS = patterns("""
    ~ cloudwatch.Dashboard dashboard dashboardBody*
    ~ cloudwatch.QueryDefinition dashboard-* logGroupNames*
    ~ cloudwatch.MetricAlarm alarms-budget-* metricQueries*
""")
"""Lines of any edit: the dashboard and its queries show what there is, and budgets count all routes
of their service."""


def check(lines: set[str], expected: dict[str, list[str]]) -> None:
    """All lines are expected, all expected are there, and what is lost is named in full."""
    for edit, wanted in expected.items():
        for pattern in wanted:
            assert any(matches(pattern, line) for line in lines), f"{edit}: no {pattern}"
    allowed = [*FOLLOWS, *(pattern for wanted in expected.values() for pattern in wanted)]
    assert unexplained(lines, allowed) == []
    assert set(lost(lines, KEPT)) <= set(allowed)
    assert not [line for line in lost(lines, KEPT) if line.startswith("±")]


@pytest.mark.parametrize("group", GROUPS)
def test_an_edit_changes_what_it_says_and_nothing_else(group: str) -> None:
    before, after = edited(group)
    check(
        changes(before, after),
        {name: patterns(edit.lines) for name, edit in GROUPS[group].items()},
    )


@pytest.mark.parametrize("group", ["switches", "protection"])
def test_an_edit_can_be_taken_back(group: str) -> None:
    before, after = edited(group)
    check(
        changes(after, before),
        {name: patterns(edit.back) for name, edit in GROUPS[group].items()},
    )


def test_an_environment_that_nobody_edits_does_not_change() -> None:
    again = example.platform()
    graph = deploy_apart(lambda: cloud.build(again), stack=example.STACK)
    assert changes(example.build(), graph) == set()


def test_a_replaced_load_balancer_stands_before_the_old_one_goes() -> None:
    before, after = edited("no edge")
    for type_ in (BALANCER, TARGET_GROUP):
        for new in after.all(type_):
            # AWS's provider would delete first whatever has a fixed name.
            assert new.delete_before_replace is False
            assert new.inputs["name"] != before.one(type_, new.name).inputs["name"]


def test_a_replication_of_backups_ends_before_the_next_one_starts() -> None:
    _, after = edited("later steps")
    type_ = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    # Both have the instance as their name: the end of the old one would be that of the new one.
    assert after.one(type_).delete_before_replace is True


def test_only_what_holds_data_or_an_address_is_protected() -> None:
    protected = {each.type for each in example.build().registrations if each.protect}
    # A topic keeps nothing. A vault goes with `protect: true`, in the update that lifts it, and AWS
    # refuses to delete one that holds a copy. The example has no Aurora, no search, no
    # serverless cache and no user pool.
    unkept = {
        "aws:cognito/userPool:UserPool",
        "aws:sns/topic:Topic",
        "aws:backup/vault:Vault",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:opensearch/domain:Domain",
        "aws:rds/cluster:Cluster",
    }
    assert protected == KEPT - unkept | {BALANCER}
    unprotected = example.build({"protect": False})
    assert [each.urn for each in unprotected.registrations if each.protect] == []


def former_urns(graph: Graph) -> dict[str, str]:
    """By URN, the one that the engine looks for when a component has an alias: its own children
    inherit it, under a name that begins as the component's did."""
    found: dict[str, str] = {}
    names = {each.urn: each.name for each in graph.registrations}
    for each in graph.registrations:
        if each.aliases:
            found[each.urn] = each.aliases[0]
        elif parent := found.get(each.parent):
            stack, project = parent.removeprefix("urn:pulumi:").split("::")[:2]
            old, new = parent.rpartition("::")[2], names[each.parent]
            name = re.sub(f"^{re.escape(new)}", old, each.name)
            found[each.urn] = make_urn(
                stack=stack, project=project, parent=parent, type_=each.type, name=name
            )
    return found


def test_one_alias_renames_a_component_with_all_its_children() -> None:
    def queue(name: str, opts: pulumi.ResourceOptions | None = None) -> Graph:
        args = QueueArgs(
            environment=make_environment(),
            settings=QueueSettings(),
            kms_key_arn="arn:aws:kms:::key",
        )
        return deploy(lambda: Queue(name, args, opts))

    before = queue("mails")
    after = queue("letters", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="mails")]))
    formerly = former_urns(after)
    renamed = [each for each in after.registrations if each.urn in formerly]
    old = {each.urn: each for each in before.registrations if each.name.startswith("mails")}
    assert {formerly[each.urn] for each in renamed} == old.keys()
    assert not [each.urn for each in renamed if replaced(old[formerly[each.urn]], each)]


@pytest.mark.parametrize("back", [False, True], ids=["to serverless", "to nodes"])
def test_a_cache_of_another_kind_keeps_its_users(back: bool) -> None:
    kinds = [example.build(workload=CLUSTERED), example.build(SERVERLESS_CACHE, CLUSTERED)]
    before, after = reversed(kinds) if back else kinds
    formerly = former_urns(after)
    old = {each.urn: each for each in before.registrations}
    users = [each for each in after.registrations if "elasticache/user" in each.type]
    assert users
    assert all(each.inputs == old[formerly[each.urn]].inputs for each in users)
    groups = {each.urn for each in before.registrations if each.type.endswith("Cache")}
    assert not [each for each in after.registrations if formerly.get(each.urn, each.urn) in groups]


def replaced(old: Registration, new: Registration) -> bool:
    """Whether a fixed value differs that replaces; others come from resources that stay."""
    inputs = REPLACING_INPUTS.get(new.type, frozenset()) - set(new.property_dependencies)
    return any(old.inputs.get(name) != new.inputs.get(name) for name in inputs)
