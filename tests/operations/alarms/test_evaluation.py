"""States and arithmetic are those of CloudWatch's own pages."""

from dataclasses import replace

import pytest

from operations.alarms.trial import arithmetic, evaluation
from operations.alarms.trial.alarm import MetricAlarm
from operations.alarms.trial.arithmetic import Points, Surroundings, Unsupported
from operations.alarms.trial.evaluation import ALARM, OK, UNKNOWN, Usual
from operations.alarms.trial.series import samples, statistic
from operations.plan import Resource

USUAL = Usual(mean=100, deviation=10)
STATISTICS = ("Sum", "Average", "Maximum", "Minimum", "SampleCount", "p90", "p95", "PR(0.5:)")


def alarm(periods: int, datapoints: int, missing: str) -> MetricAlarm:
    return MetricAlarm(
        resource=Resource("", "cloudwatch.MetricAlarm", "a", {}),
        physical="a",
        description="",
        tells=(),
        queries=(),
        operator="GreaterThanThreshold",
        threshold=0,
        threshold_id="",
        periods=periods,
        datapoints=datapoints,
        missing=missing,
    )


READ = {"0": False, "X": True, "-": None}


# The tables of docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html:
# five periods that CloudWatch looks at, then the states by treatment: missing, breaching, not.
@pytest.mark.parametrize(
    ("needed", "points", "missing", "breaching", "not_breaching"),
    [
        (3, "0-X-X", OK, OK, OK),
        (3, "----0", OK, OK, OK),
        (3, "-----", UNKNOWN, ALARM, OK),
        (3, "0XX-X", ALARM, ALARM, ALARM),
        (3, "--X--", ALARM, ALARM, OK),
        (2, "0-X-X", ALARM, ALARM, ALARM),
        (2, "00X0X", ALARM, ALARM, ALARM),
        (2, "0-X--", ALARM, ALARM, OK),
        (2, "----0", OK, ALARM, OK),
        (2, "---X-", ALARM, ALARM, OK),
    ],
)
def test_states_are_those_of_awss_tables(
    needed: int, points: str, missing: str, breaching: str, not_breaching: str
) -> None:
    breached = [READ[each] for each in points]
    found = [
        evaluation.states(alarm(3, needed, treatment), breached)[-1]
        for treatment in ("missing", "breaching", "notBreaching")
    ]
    assert found == [missing, breaching, not_breaching]


def worked_out(text: str, **values: Points) -> Points:
    around = Surroundings(
        values=lambda id: id if id == arithmetic.REPEAT else values[id],
        periods=3,
        learn=USUAL.band,
        insight=lambda instance, counter: (1.0, 2.0, None),
    )
    return arithmetic.points(arithmetic.evaluate(text, around), 3)


A: Points = (1.0, None, 3.0)
B: Points = (10.0, 20.0, 0.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("2 + 3 * a", (5.0, None, 11.0)),
        ("-(a - b) / 3", (3.0, None, -1.0)),
        ("a / b", (0.1, None, None)),
        ("2 ^ a", (2.0, None, 8.0)),
        ("FILL(a, 0)", (1.0, 0.0, 3.0)),
        ("FILL(a, REPEAT)", (1.0, 1.0, 3.0)),
        ("IF(FILL(a, 0) < 1, b, 7)", (7.0, 20.0, 7.0)),
        ("IF(a > 0 AND b > 0, 1, 0)", (1.0, None, 0.0)),
        ("IF(FILL(a, 5) >= 5 OR b == 10, 1, 0)", (1.0, 1.0, 0.0)),
        ("SUM([a, b])", (11.0, 20.0, 3.0)),
        ("MAX([FILL(a, 0), b])", (10.0, 20.0, 3.0)),
        ("DB_PERF_INSIGHTS('RDS', 'db-1', 'os.cpuUtilization.wait.avg')", (1.0, 2.0, None)),
    ],
)
def test_metric_math(text: str, expected: Points) -> None:
    assert worked_out(text, a=A, b=B) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["a +", "(a", "a b", "SEARCH('x')", "FILL(a)", "a ? b", "[a"])
def test_what_is_not_known_is_told_instead_of_worked_out_wrongly(text: str) -> None:
    with pytest.raises(Unsupported):
        worked_out(text, a=A, b=B)


@pytest.mark.parametrize("name", STATISTICS)
def test_measurements_have_one_statistic_and_differ_in_every_other(name: str) -> None:
    measured = samples(name, 20)
    assert statistic(name)(measured) == pytest.approx(20)
    for other in STATISTICS:
        if other != name:
            assert statistic(other)(measured) != pytest.approx(20), other


def test_a_band_compares_with_its_upper_edge() -> None:
    given = replace(alarm(1, 1, "missing"), threshold_id="usual")
    assert given.threshold_id == "usual"
    assert USUAL.band((1.0,), 4).upper == (140.0,)
