"""Hosts of further domains, as those see them who read plans: their routes ask for tokens as the
others do."""

from functools import cache
from typing import Any

from config import Workload
from operations.plan import Resources
from operations.reach import Graph, findings, meant
from operations.topology.reading import whole
from tests.operations.topology.drawings import flows, planned, small

# The first domain's host of the same label is open, and so is every other host at the root.
SERVICES: dict[str, Any] = {
    "web": {"image": "web:1.0.0", "port": 8080, "routes": [{"auth": "none"}]},
    "desk": {
        "image": "desk:1.0.0",
        "port": 8080,
        "routes": [
            {"hosts": ["desk"], "auth": "none"},
            {"hosts": ["desk@germany", "@germany"]},
        ],
    },
}


def edit(settings: dict[str, Any], workload: dict[str, Any]) -> None:
    settings["domains"] = {"germany": {"name": "shop.example.de"}}
    workload["services"] |= SERVICES


@cache
def resources() -> Resources:
    return planned(edit)


def told(found: Resources) -> list[str]:
    workload = small()
    edit({}, workload)
    return list(map(str, findings(Graph(found), meant(Workload.model_validate(workload)))))


def test_each_route_is_guarded_as_it_is_meant() -> None:
    assert told(resources()) == []


def test_a_route_at_a_further_domain_without_its_token_is_found() -> None:
    changed = planned(edit)
    rules = [
        each
        for each in changed.of("lb.ListenerRule")
        if "shop.example.de" in str(each.inputs["conditions"])
    ]
    assert rules
    for rule in rules:
        actions = rule.inputs["actions"]
        actions[:] = [each for each in actions if each["type"] == "forward"]
    found = told(changed)
    assert found
    assert all("no token" in each and "desk" in each for each in found)


def test_both_domains_are_drawn() -> None:
    found = {ends[:2] for ends in flows(whole(resources()))}
    for domain in ("shop.example.com", "shop.example.de"):
        assert ("Users", domain) in found
