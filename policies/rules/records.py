"""Rules about logs and alarms: kept long enough, and heard."""

from policies.resources import Resource
from policies.rule import MEDIUM, Fault, Faults, baseline, needs, rule, security_hub

LOG_DAYS = 90


@rule(
    "aws:cloudwatch/logGroup:LogGroup",
    MEDIUM,
    baseline("logs"),
    f"keep logs {LOG_DAYS} days or longer: `retention.logs_days`",
    production_only=True,
    lifted_by="retention.logs_days",
)
def logs_are_kept(group: Resource) -> Faults:
    """Logs of production are kept for 90 days or longer."""
    days = group.get("retentionInDays", 0)  # 0 keeps them for ever
    if 0 < days < LOG_DAYS:
        yield Fault("retentionInDays", f"is {days}", size=LOG_DAYS - days)


@rule(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    MEDIUM,
    security_hub("CloudWatch.17"),
    "leave `actionsEnabled` out",
)
def alarms_are_armed(alarm: Resource) -> Faults:
    """An alarm acts when it goes off."""
    yield from needs(alarm, "actionsEnabled", True, default=True)
