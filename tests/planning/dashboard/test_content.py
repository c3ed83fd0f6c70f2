"""The dashboard shows each part that alarms watch, within the limits of CloudWatch."""

from collections.abc import Iterator
from typing import Any

import pytest

from config.alarms import ThresholdSettings
from config.objectives import ObjectiveSettings, ServiceObjectives
from planning.alarms import EVERY_GROUP, Subject
from planning.dashboard import Facts, content

BALANCER = {"LoadBalancer": "app/shop/1"}


def service(name: str, *groups: str) -> Subject:
    members = [{"TargetGroup": group} for group in groups]
    return Subject(
        kind="service" if groups else "inner-service",
        name=name,
        dimensions={"ClusterName": "shop-prod", "ServiceName": name, **BALANCER},
        members={"target group": members, EVERY_GROUP: members},
    )


PARTS = (
    Subject(kind="gateway", name="gateway", dimensions=BALANCER),
    service("orders", "blue", "green"),
    service("prices"),
    Subject(
        kind="worker",
        name="mailer",
        dimensions={"ClusterName": "shop-prod", "ServiceName": "mailer", "QueueName": "mails"},
        figures={"acceptable_latency_seconds": 60},
    ),
    Subject(kind="dead-letter-queue", name="mails", dimensions={"QueueName": "mails-dead"}),
    Subject(
        kind="database",
        name="database",
        dimensions={"DBInstanceIdentifier": "db", "DbiResourceId": "db-1"},
        figures={"connections": 1000},
    ),
    Subject(
        kind="replica",
        name="replica-1",
        dimensions={"DBInstanceIdentifier": "db-2"},
        of="database",
    ),
    Subject(
        kind="cache",
        name="cache",
        dimensions={},
        members={"node": [{"CacheClusterId": "cache-001"}, {"CacheClusterId": "cache-002"}]},
    ),
    Subject(kind="nat", name="nat", dimensions={}, members={"gateway": [{"NatGatewayId": "n"}]}),
)


def widgets(*subjects: Subject, **changes: Any) -> list[dict[str, Any]]:
    facts: dict[str, Any] = {
        "title": "shop prod",
        "region": "eu-central-1",
        "subjects": subjects,
        "pages": ["arn:page"],
        "objectives": ObjectiveSettings(),
        "thresholds": ThresholdSettings(),
        "runbooks": "docs/runbooks",
    }
    found: list[dict[str, Any]] = content(Facts(**{**facts, **changes}))["widgets"]
    return found


def titled(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["properties"].get("title", ""): each["properties"] for each in found}


def lines(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Metric and statistic of each line that is no expression."""
    for line in properties["metrics"]:
        if len(line) > 1:
            yield line[1], line[-1]["stat"]


def test_each_part_has_a_widget() -> None:
    found = " ".join(titled(widgets(*PARTS)))
    for name in ("orders", "prices", "mailer", "Dead letters", "Database", "Cache", "Ways out"):
        assert name in found


@pytest.mark.parametrize("absent", range(1, len(PARTS)))
def test_a_part_that_is_not_there_leaves_no_widget(absent: int) -> None:
    fewer = [part for at, part in enumerate(PARTS) if at != absent]
    assert str(PARTS[absent].dimensions or PARTS[absent].members) not in str(widgets(*fewer))
    assert len(str(widgets(*fewer))) < len(str(widgets(*PARTS)))


def test_widgets_stand_side_by_side_within_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for each in widgets(*PARTS):
        cells = {
            (x, y)
            for x in range(each["x"], each["x"] + each["width"])
            for y in range(each["y"], each["y"] + each["height"])
        }
        assert max(x for x, _ in cells) < 24
        assert not cells & taken
        taken |= cells


def test_percentiles_and_errors_of_a_service_are_shown_for_both_target_groups() -> None:
    found = titled(widgets(*PARTS))
    times = list(lines(found["orders: seconds to answer"]))
    assert times == [("TargetResponseTime", p) for p in ("p50", "p95", "p99") for _ in range(2)]
    counted = {metric for metric, _ in lines(found["orders: requests and errors a minute"])}
    assert counted == {
        "RequestCount",
        "HTTPCode_Target_5XX_Count",
        "HTTPCode_Target_4XX_Count",
    }


def test_limits_are_those_of_the_settings() -> None:
    found = titled(
        widgets(
            *PARTS,
            objectives=ObjectiveSettings(
                services={"orders": ServiceObjectives(latency_seconds=0.2)}
            ),
            thresholds=ThresholdSettings(database_connections_percent=50),
        )
    )

    def limit(title: str) -> float:
        value: float = found[title]["annotations"]["horizontal"][0]["value"]
        return value

    assert limit("orders: seconds to answer") == 0.2
    assert limit("Database: connections") == 500


def test_what_is_left_of_a_budget_follows_the_objective() -> None:
    # One failed request of a thousand: with 99.8 % half of the budget is left.
    shown = titled(widgets(*PARTS, objectives=ObjectiveSettings(availability_percent=99.8)))
    result = shown["Budget of errors left"]["metrics"][-1][0]["expression"]
    value = eval(
        result, {"FILL": lambda value, _: value}, {"failed": 1, "refused": 0, "requests": 1000}
    )
    assert value == pytest.approx(50)


def test_a_large_workload_stays_within_the_limits_of_a_dashboard() -> None:
    many = [service(f"s{number}", "blue", "green") for number in range(300)]
    found = widgets(PARTS[0], *many)
    assert len(found) <= 500
    assert sum(len(each["properties"].get("metrics", [])) for each in found) <= 2500
