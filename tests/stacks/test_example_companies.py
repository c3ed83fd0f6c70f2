"""The companies of `examples/`: what each of them wishes for builds, breaks no rule, opens no way
that nothing means, and gives no right without a cause."""

from datetime import date
from pathlib import Path

import pytest

from operations.folder import PROJECT
from operations.plan import Document, Resources
from operations.pulumi_cli import stacks_of
from operations.reach import Graph, findings, meant
from operations.rights.causes import UNKNOWN, Causes
from operations.rights.roles import of_resources, roles
from operations.workload import read
from policies import judge_document, waivers
from tests.documents import document_in

pytestmark = pytest.mark.xdist_group("companies")

COMPANIES = sorted(
    path.parent for path in PROJECT.glob("examples/*/Pulumi.yaml") if path.parent.name != "shop"
)
"""Folders of the companies. The shop is the example of all other tests."""


def test_there_are_companies() -> None:
    assert {each.name for each in COMPANIES} >= {"ferry", "ledger", "video", "clinic", "game"}


of_each = pytest.mark.parametrize(
    ("folder", "stack"),
    [(folder, stack) for folder in COMPANIES for stack in stacks_of(folder)],
    ids=lambda each: each.name if isinstance(each, Path) else each,
)


@of_each
def test_a_company_builds_and_breaks_no_rule(folder: Path, stack: str) -> None:
    judged = judge_document(document_in(folder, stack))
    found = waivers.apply(judged.violations, waivers.read(folder, date.today()))
    assert [f"{each.rule.name}: {each.title}: {each.says}" for each in found.open] == []


def opened(folder: Path, plan: Document) -> list[str]:
    """The ways that a plan opens and a company's workload does not mean."""
    return list(map(str, findings(Graph(Resources(plan)), meant(read(folder)))))


@of_each
def test_nobody_reaches_what_a_company_does_not_mean(folder: Path, stack: str) -> None:
    assert opened(folder, document_in(folder, stack)) == []


@of_each
def test_each_right_of_a_company_has_its_cause(folder: Path, stack: str) -> None:
    resources = Resources(document_in(folder, stack))
    for role in (*roles(resources, Causes(resources, folder)), *of_resources(resources)):
        for right in role.rights:
            assert [name for name, reason in right.wildcards.items() if not reason] == [], role
            assert [each for each in right.causes if UNKNOWN in each.said] == [], role


LEDGER = next(each for each in COMPANIES if each.name == "ledger")
HOLES: dict[str, tuple[str, str, dict[str, object], str]] = {
    "certificates that nobody checks": (
        *("lb/listener:Listener", "mtls-gateway"),
        {"mutualAuthentication": {"mode": "passthrough"}},
        "no token: banks: lb.ListenerRule mtls-gateway-banks.banks-root.mtls answers /",
    ),
    "a door for everybody beside that of certificates": (
        *("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "mtls-gateway-https"),
        {"fromPort": 22, "toPort": 443},
        "open to the internet: mtls-gateway",
    ),
    "the port at which new versions are tried": (
        *("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "mtls-gateway-test"),
        {"cidrIpv4": "0.0.0.0/0"},
        "open to the internet: mtls-gateway",
    ),
    "the edge's own load balancer": (
        *("lb/loadBalancer:LoadBalancer", "gateway"),
        {"internal": False},
        "public address: gateway",
    ),
}
"""Type and name of a resource, the inputs that open it, and what is said then."""


@pytest.mark.parametrize("hole", HOLES)
def test_a_door_for_certificates_is_no_door_for_everybody(hole: str) -> None:
    kind, name, inputs, says = HOLES[hole]
    plan = document_in(LEDGER, "prod")
    steps = [each for each in plan["steps"] if each["urn"].endswith(f"aws:{kind}::{name}")]
    for each in steps:
        each["newState"]["inputs"] |= inputs
    assert len(steps) == 1
    assert [each for each in opened(LEDGER, plan) if each.startswith(says)]
