"""Alarms of what everything stands on: the way to the internet, certificates, passwords."""

from planning.alarms.row import Alarm, Limit, Series, Trial


def _mail(key: str, metric: str, title: str, setting: str) -> Alarm:
    """Returns the row for a rate of mail. At these rates AWS reviews an account; it stops one at
    twice and five times as much, so people have the time of a working day."""
    return Alarm(
        key=key,
        kinds=("mail",),
        title=title,
        severity="warning",
        series=(
            Series(
                id="rate",
                metric=metric,
                namespace="AWS/SES",
                dimensions="ses:configuration-set",
                statistic="Maximum",
            ),
        ),
        period=3600,
        periods=1,
        comparison="at least",
        limit=Limit(setting=setting, scale=0.01, unit="of all mail"),
        first="aws sesv2 get-account --region {region}",
        trial=Trial(varies=metric),
    )


FOUNDATION = (
    Alarm(
        key="nat-ports",
        kinds=("nat",),
        title="A NAT gateway has no ports left: programs cannot open connections to the internet",
        severity="warning",
        series=(
            Series(
                id="refused",
                metric="ErrorPortAllocation",
                namespace="AWS/NATGateway",
                dimensions="NatGatewayId",
                statistic="Sum",
                each="gateway",
                fill="0",
            ),
        ),
        expression="SUM([{refused}])",
        limit=Limit(fixed=0, unit="connections"),
        first="python -m operations status --stack {stack}",
        trial=Trial(varies="ErrorPortAllocation"),
    ),
    Alarm(
        key="certificate-expiry",
        kinds=("certificate",),
        title="A certificate ends soon, and AWS has not renewed it",
        severity="critical",
        series=(
            Series(
                id="days",
                metric="DaysToExpiry",
                namespace="AWS/CertificateManager",
                dimensions="CertificateArn",
                statistic="Minimum",
            ),
        ),
        period=86400,
        periods=1,
        comparison="below",
        limit=Limit(setting="certificate_days", unit="days"),
        missing="missing",
        first="aws acm list-certificates --region {region}",
        trial=Trial(varies="DaysToExpiry"),
    ),
    _mail(
        "mail-bounces",
        "Reputation.BounceRate",
        "Mail to unknown addresses: too much of it comes back, and AWS may stop all sending",
        "mail_bounces_percent",
    ),
    _mail(
        "mail-complaints",
        "Reputation.ComplaintRate",
        "Readers call the mail spam: so many that AWS may stop all sending",
        "mail_complaints_percent",
    ),
    Alarm(
        key="rotation-failed",
        kinds=("rotation",),
        title="The function that makes and rotates passwords failed",
        severity="warning",
        series=(
            Series(
                id="failed",
                metric="Errors",
                namespace="AWS/Lambda",
                dimensions="FunctionName",
                statistic="Sum",
            ),
        ),
        period=300,
        periods=1,
        limit=Limit(fixed=0, unit="runs"),
        first="python -m operations secret rotate master --stack {stack}",
        trial=Trial(varies="Errors"),
    ),
)
