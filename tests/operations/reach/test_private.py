"""Services for the network alone, as those see them who read plans: who calls them, and that
nobody else does."""

from functools import cache
from typing import Any

from config import Workload
from operations.plan import Resources
from operations.reach import Graph, findings, meant
from operations.topology.reading import whole
from tests.operations.topology.drawings import flows, planned, small

# The public one answers every host at the root without a token, at another load balancer.
SERVICES: dict[str, Any] = {
    "web": {"image": "web:1.0.0", "port": 8080, "routes": [{"auth": "none"}]},
    "ledger": {
        "image": "ledger:1.0.0",
        "port": 8080,
        "private": True,
        "routes": [
            {"hosts": ["ledger"]},
            {"hosts": ["ledger"], "paths": ["/open"], "auth": "none"},
        ],
    },
}


def edit(settings: dict[str, Any], workload: dict[str, Any]) -> None:
    settings["gateway"]["private"] = {"allow_from": ["10.0.0.0/8", "192.168.0.0/16"]}
    workload["services"] |= SERVICES


@cache
def resources() -> Resources:
    return planned(edit)


def told(found: Resources) -> list[str]:
    workload = small()
    edit({"gateway": {}}, workload)
    return list(map(str, findings(Graph(found), meant(Workload.model_validate(workload)))))


def test_only_the_networks_call_it() -> None:
    graph = Graph(resources())
    assert graph.callers(graph.places["private-gateway"]) == ("10.0.0.0/8", "192.168.0.0/16")
    assert graph.callers(graph.places["gateway"]) == ()
    assert ("internet", "ledger") not in graph.pairs
    assert ("private-gateway", "ledger") in graph.pairs
    assert told(resources()) == []


def test_a_private_route_without_its_token_is_found() -> None:
    changed = planned(edit)
    rules = [each for each in changed.of("lb.ListenerRule") if "ledger-root" in each.name]
    assert len(rules) == 2
    for rule in rules:
        actions = rule.inputs["actions"]
        actions[:] = [each for each in actions if each["type"] == "forward"]
    found = told(changed)
    assert found
    assert all("no token" in each and "ledger" in each for each in found)


def test_the_networks_are_drawn_with_their_way_and_their_names() -> None:
    found = {ends[:2] for ends in flows(whole(resources()))}
    assert ("Networks", "private-gateway") in found
    assert ("Networks", "internal.shop.example.com") in found
    assert ("internal.shop.example.com", "private-gateway") in found
    assert ("Users", "internal.shop.example.com") not in found
