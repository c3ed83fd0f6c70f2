"""Each alarm of the example does what its description says, and one that is broken is found."""

import re
from dataclasses import replace
from typing import Any

import pytest

from operations.alarms.trial import MetricAlarm, composite, trying
from tests.operations.alarms.conftest import Planned, planned


def named(prod: Planned, name: str) -> MetricAlarm:
    [found] = [each for each in prod.alarms.metric if each.name == name]
    return found


def faults(prod: Planned, alarm: MetricAlarm) -> str:
    return "; ".join(trying.tried(alarm, prod.resources, prod.platform).faults)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_alarm_of_the_example_does_what_it_says(stack: str) -> None:
    given = planned(stack)
    assert len(given.alarms.metric) > 50
    for each in given.alarms.metric:
        assert not faults(given, each), each.name
    for page in given.alarms.composite:
        assert not composite.tried(page, given.alarms).faults, page.name


# Figures that nobody takes from the table: 1 % of 10,000 requests are 100, and so on.
@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "alarms-gateway-errors",
            "HTTPCode_Target_5XX_Count 100.0001 beside RequestCount 10000, "
            "HTTPCode_ELB_5XX_Count 0 for 5 min",
        ),
        ("alarms-database-storage", "FreeStorageSpace 1.0736344e+10 for 30 min"),
        ("alarms-worker-age--notifications", "ApproximateAgeOfOldestMessage 600.0006 for 5 min"),
        ("alarms-edge-firewall-surge", "BlockedRequests 140.00014 for 15 min"),
        ("alarms-edge-edge-latency", "OriginLatency 1000.001 for 12 min"),
        (
            "alarms-service-down--orders",
            "HealthyHostCount 0.999999 beside DesiredTaskCount 2 for 3 min",
        ),
        ("orders-memory", "MemoryUtilized 972.80097 beside MemoryReserved 1024 for 3 min"),
        ("alarms-database-io-wait", "os.cpuUtilization.wait.avg 20.00002 for 10 min"),
    ],
)
def test_the_value_at_which_it_goes_off(prod: Planned, name: str, told: str) -> None:
    tried = trying.tried(named(prod, name), prod.resources, prod.platform)
    assert tried.told == told


@pytest.mark.parametrize(
    ("name", "broken", "says"),
    [
        ("alarms-database-cpu", {"operator": "LessThanThreshold"}, "stays silent at"),
        (
            "alarms-database-cpu",
            {"operator": "GreaterThanOrEqualToThreshold"},
            "goes off at exactly CPUUtilization 90, and it says above",
        ),
        ("alarms-database-cpu", {"threshold": 91.0}, "stays silent at CPUUtilization 90.00009"),
        ("alarms-database-cpu", {"threshold": 89.0}, "goes off within its figure"),
        ("alarms-database-cpu", {"periods": 20, "datapoints": 20}, "stays silent"),
        ("alarms-database-cpu", {"periods": 5, "datapoints": 5}, "goes off before 15 minutes"),
        ("alarms-edge-edge-latency", {"datapoints": 15}, "stays silent"),
        ("alarms-database-cpu", {"missing": "breaching"}, "goes off when nothing is measured"),
        ("alarms-database-down", {"missing": "notBreaching"}, "stays silent"),
        ("alarms-service-down--orders", {"missing": "notBreaching"}, "where nothing was ever"),
        ("alarms-edge-firewall-surge", {"operator": "LessThanLowerThreshold"}, "stays silent"),
        ("alarms-edge-firewall-surge", {"threshold_id": "normal"}, "must be"),
        ("alarms-database-cpu", {"description": "The database is busy"}, "fit no row"),
    ],
)
def test_an_alarm_that_is_broken_is_found(
    prod: Planned, name: str, broken: dict[str, Any], says: str
) -> None:
    assert says in faults(prod, replace(named(prod, name), **broken))


@pytest.mark.parametrize(
    ("name", "field", "old", "new", "says"),
    [
        ("alarms-gateway-errors", "expression", "answered", "answers", "no query has the ID"),
        ("alarms-gateway-errors", "expression", r"100 \*", "1 *", "stays silent"),
        ("alarms-cache-memory", "expression", "MAX", "SUMM", "SUMM with 1 arguments is not known"),
        ("alarms-edge-firewall-surge", "expression", ", 4", ", 2", "goes off within"),
        ("alarms-database-cpu", "statistic", "Average", "Maximum", "goes off within"),
        ("alarms-database-cpu", "statistic", "Average", "Minimum", "stays silent"),
        ("alarms-edge-edge-latency", "statistic", "p90", "p99", "goes off within"),
        ("alarms-cache-evictions", "statistic", "Sum", "Average", "stays silent"),
        ("alarms-database-cpu", "metric", "CPU", "Cpu", "looks at AWS/RDS CpuUtilization"),
        ("alarms-database-cpu", "namespace", "RDS", "EC2", "looks at AWS/EC2 CPUUtilization"),
        ("alarms-database-io-wait", "expression", "wait", "idle", "stays silent"),
        ("alarms-budget-latency-fast-1h--docs", "statistic", r"PR\(.*", "PR(9:)", "stays silent"),
        ("alarms-budget-latency-fast-1h--docs", "expression", r" \* ", " + ", "stays silent"),
        ("alarms-budget-errors-slow-6h--docs", "expression", "failed0", "failed1", "stays silent"),
    ],
)
def test_wrong_wiring_is_found(
    prod: Planned, name: str, field: str, old: str, new: str, says: str
) -> None:
    alarm = named(prod, name)
    changed = ({field: re.sub(old, new, getattr(each, field))} for each in alarm.queries)
    queries = tuple(
        replace(each, **change)  # type: ignore[arg-type]
        for each, change in zip(alarm.queries, changed, strict=True)
    )
    assert queries != alarm.queries
    assert says in faults(prod, replace(alarm, queries=queries))


def test_an_alarm_about_a_neighbour_is_found(prod: Planned) -> None:
    alarm = named(prod, "alarms-service-cpu--orders")
    wrong = replace(alarm, queries=named(prod, "alarms-service-cpu--web").queries)
    assert "which is another" in faults(prod, wrong)
    assert "stays silent" in faults(prod, wrong)


def test_a_period_of_another_length_is_found(prod: Planned) -> None:
    alarm = named(prod, "alarms-cache-evictions")
    queries = tuple(replace(each, period=each.period and 60) for each in alarm.queries)
    assert "stays silent" in faults(prod, replace(alarm, queries=queries))


def page(prod: Planned, **broken: str) -> str:
    [found] = [each for each in prod.alarms.composite if each.name == "alarms-page--orders"]
    return "; ".join(composite.tried(replace(found, **broken), prod.alarms).faults)  # type: ignore[arg-type]


def test_a_page_that_is_broken_is_found(prod: Planned) -> None:
    down = named(prod, "alarms-service-down--orders").physical
    other = named(prod, "alarms-service-down--web").physical
    assert not page(prod)
    assert "goes off while all is well" in page(prod, rule=f'NOT ALARM("{down}")')
    assert "stays silent at" in page(prod, rule=f'OK("{down}")')
    assert "stays silent at" in page(prod, rule=f'ALARM("{down}") AND ALARM("{other}")')
    assert "which does not exist" in page(prod, rule='ALARM("gone")')
    assert "where an alarm should be" in page(prod, rule="WHATEVER")
    assert "not closed" in page(prod, rule=f'(ALARM("{down}")')
    assert "waits for gone" in page(prod, suppressor="gone")
    assert "silenced by an alarm that it speaks for" in page(prod, suppressor=down)


def test_windows_of_a_budget_must_agree(prod: Planned) -> None:
    [found] = [each for each in prod.alarms.composite if each.name == "alarms-page--docs"]
    assert not composite.tried(found, prod.alarms).faults
    wrong = replace(found, rule=found.rule.replace(" AND ", " OR "))
    faults = composite.tried(wrong, prod.alarms).faults
    assert any("goes off without alarms-budget-" in each for each in faults)


def test_rules_of_composite_alarms() -> None:
    holds, names = composite.rule('(ALARM(a) AND NOT OK("b")) OR ALARM(c) AND TRUE')
    assert names == {"a", "b", "c"}
    assert holds({"a", "b"})
    assert holds({"c"})
    assert not holds({"a"})
