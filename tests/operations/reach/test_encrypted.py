"""Encrypted calls, as those see them who read plans: who reaches whose proxy, and with which rights
ECS gets certificates."""

from functools import cache
from typing import Any

from config import Workload
from operations.plan import Resources
from operations.reach import Graph, findings, meant
from operations.rights import Causes, roles
from tests.operations.topology.drawings import planned, small

LEDGER: dict[str, Any] = {"image": "ledger:1.0.0", "port": 8080}


def edit(settings: dict[str, Any], workload: dict[str, Any]) -> None:
    settings["encrypted_calls"] = {"until": "2036-11-30"}
    workload["services"]["ledger"] = LEDGER
    workload["services"]["orders"]["uses"]["services"] = ["ledger"]


@cache
def resources() -> Resources:
    return planned(edit)


def test_a_caller_reaches_the_proxy_and_not_the_container() -> None:
    graph = Graph(resources())
    assert graph.places["ledger"].ports == (8080, 10443)
    [hop] = [each for each in graph.hops() if (each.source, each.target) == ("orders", "ledger")]
    assert hop.port == 10443


def test_no_way_is_open_that_nothing_means() -> None:
    workload = small()
    edit({}, workload)
    assert list(findings(Graph(resources()), meant(Workload.model_validate(workload)))) == []


def test_every_wildcard_of_the_role_for_ecs_has_a_reason() -> None:
    found = resources()
    [role] = [
        each for each in roles(found, Causes(found, None)) if each.owner.name == "call-authority"
    ]
    assert [right.wildcards for right in role.rights if not all(right.wildcards.values())] == []
    assert any(right.wildcards for right in role.rights)
