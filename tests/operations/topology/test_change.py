"""A change in the drawing: what it adds, removes, changes and opens, and the part that a review
shows."""

from functools import cache

import pytest

from operations.topology import change, difference, mermaid, svg, told
from operations.topology.model import Picture
from tests.operations.plans import Plan
from tests.operations.topology.drawings import flows, one

DOCS, ORDERS = "${ec2.SecurityGroup docs.id}", "${ec2.SecurityGroup orders.id}"
TCP = {"ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080}

pytestmark = pytest.mark.xdist_group("topology")


@cache
def altered() -> Picture:
    """Production with a queue more, no cache, another class of database, and a way opened."""
    after = Plan()
    after.remove("elasticache.ReplicationGroup", "cache")
    after.change("rds.Instance", "database", instanceClass="db.r6g.large")
    after.add("sqs.Queue", "returns")
    inward = {"securityGroupId": ORDERS, "referencedSecurityGroupId": DOCS}
    after.add("vpc.SecurityGroupIngressRule", "hole", **TCP, **inward)
    outward = {"securityGroupId": DOCS, "referencedSecurityGroupId": ORDERS}
    after.add("vpc.SecurityGroupEgressRule", "hole-out", **TCP, **outward)
    return change(Plan().resources(), after.resources(), "services")


def test_each_part_has_its_sign() -> None:
    picture = altered()
    assert one(picture, "returns", "queue").sign == "added"
    assert one(picture, "cache", "cache").sign == "removed"
    database = one(picture, "database", "database")
    assert database.sign == "changed"
    assert "db.r6g.large" in database.facts
    assert "before: db.r5.large" in database.facts
    assert one(picture, "web", "service").sign == ""
    signs = {(flow.source, flow.target): flow.sign for flow in picture.flows}
    assert signs["service-docs", "service-orders"] == "opened"
    assert signs["service-web", "cache-cache"] == "removed"
    assert signs["service-web", "service-orders"] == ""


def test_every_form_shows_signs_by_marks_too() -> None:
    text, chart, drawing = told(altered()), mermaid(altered()), svg(altered())
    assert "\N{WARNING SIGN} to orders, service (ECS): tcp 8080" in text
    assert "+ returns, queue (SQS)" in text
    assert "<b>\N{MINUS SIGN} cache</b>" in chart
    assert '==>|"\N{WARNING SIGN} tcp 8080"|' in chart
    assert "linkStyle" in chart
    assert 'class="flow flow-request opened"' in drawing
    assert ">~ database</text>" in drawing
    for form in (text, chart, drawing):
        assert "opened: a way between places that stood before" in form


def test_a_narrower_way_is_changed_and_not_opened() -> None:
    after = Plan()
    rule = after.inputs("lb.ListenerRule", "gateway-orders.api-orders")
    (condition,) = [each for each in rule["conditions"] if "pathPattern" in each]
    condition["pathPattern"]["values"] = ["/api/orders", "/api/orders/*"]
    picture = change(Plan().resources(), after.resources())
    (flow,) = [each for each in picture.flows if each.sign]
    assert (flow.source, flow.target) == ("load-balancer-gateway", "service-orders")


def test_a_review_shows_the_changed_part_with_its_neighbours() -> None:
    after = Plan()
    after.remove("elasticache.ReplicationGroup", "cache")
    found = difference(Plan().resources(), after.resources())
    assert found
    assert {node.title for node in found.nodes} == {"cache", "web", "orders", "accounts", "live"}
    assert flows(found) == {
        (name, "cache", "tcp 6379") for name in ("web", "orders", "accounts", "live")
    }
    assert len(mermaid(found)) < 4_000


def test_a_change_of_no_part_is_not_drawn() -> None:
    after = Plan()
    after.change("sqs.Queue", "mails", visibilityTimeoutSeconds=90)
    assert difference(Plan().resources(), after.resources()) is None


def test_a_new_service_changes_the_fold_of_an_overview() -> None:
    after = Plan()
    after.add("sqs.Queue", "returns")
    picture = change(Plan().resources(), after.resources(), "overview")
    (queues,) = [node for node in picture.nodes if node.kind == "queue"]
    assert (queues.title, queues.sign) == ("4 queues", "changed")
    assert "added: returns" in queues.facts
