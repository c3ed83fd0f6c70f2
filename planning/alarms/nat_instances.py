"""Alarms of NAT instances. A group replaces a machine that fails by itself, so an alarm waits until
that should have happened."""

from planning.alarms.row import Alarm, Limit, Series, Trial

BUSY_PERCENT = 80
"""Percent of a type's lasting bandwidth at which an instance is called full."""
_BYTES_OF_MBIT = 1_000_000 / 8
PERIOD = 300
"""Seconds of a period for which EC2 counts without extra charge."""


def busy_bytes(mbps: int) -> float:
    """Returns the bytes of a period at which an instance is called full that carries these megabits
    a second for ever."""
    return mbps * _BYTES_OF_MBIT * PERIOD * BUSY_PERCENT / 100


def _of_groups(metric: str, statistic: str, namespace: str = "AWS/EC2", fill: str = "0") -> Series:
    return Series(
        id="machine",
        metric=metric,
        namespace=namespace,
        # EC2 has its metrics by the group as well. A machine's own ID changes with each renewal.
        dimensions="AutoScalingGroupName",
        statistic=statistic,
        each="group",
        fill=fill,
    )


_ACTIVITIES = "aws autoscaling describe-scaling-activities --region {region}"

NAT_INSTANCES = (
    Alarm(
        key="nat-instance-down",
        kinds=("nat-instance",),
        title="A NAT instance is gone and none has come: programs do not reach the internet",
        severity="critical",
        series=(_of_groups("GroupInServiceInstances", "Minimum", "AWS/AutoScaling"),),
        expression="MIN([{machine}])",
        periods=10,
        comparison="below",
        limit=Limit(fixed=1, unit="machines"),
        missing="breaching",
        first=_ACTIVITIES,
        trial=Trial(varies="GroupInServiceInstances"),
    ),
    Alarm(
        key="nat-instance-check",
        kinds=("nat-instance",),
        title="A NAT instance fails EC2's checks, and is not replaced",
        severity="warning",
        series=(_of_groups("StatusCheckFailed", "Maximum"),),
        expression="MAX([{machine}])",
        periods=10,
        limit=Limit(fixed=0, unit="checks"),
        first=_ACTIVITIES,
        trial=Trial(varies="StatusCheckFailed"),
    ),
    Alarm(
        key="nat-instance-bandwidth",
        kinds=("nat-instance",),
        title="A NAT instance carries nearly as much as its type can for ever, and will be slowed",
        severity="warning",
        series=(_of_groups("NetworkOut", "Sum"),),
        expression="MAX([{machine}])",
        period=PERIOD,
        periods=6,
        limit=Limit(fixed=1, of="busy_bytes", unit="bytes out in five minutes"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="NetworkOut"),
    ),
    Alarm(
        key="nat-instance-credits",
        kinds=("nat-instance",),
        title="A NAT instance works more than its type is for, and AWS bills it as a surplus",
        severity="warning",
        series=(_of_groups("CPUSurplusCreditsCharged", "Sum"),),
        expression="SUM([{machine}])",
        period=3600,
        periods=1,
        limit=Limit(fixed=0, unit="credits"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="CPUSurplusCreditsCharged"),
    ),
)
