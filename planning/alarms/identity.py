"""Alarms of user pools. Sign-ins that fail are told to nobody: most are passwords typed wrongly."""

from planning.alarms.row import Alarm, Limit, Series, Trial


def _throttled(id: str, metric: str) -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace="AWS/Cognito",
        dimensions="UserPool UserPoolClient",
        statistic="Sum",
        fill="0",
    )


SIGN_INS = (
    Alarm(
        key="sign-ins-throttled",
        kinds=("sign-in",),
        title="Cognito refuses sign-ins of {name}: there are more than the account may have",
        severity="warning",
        series=(
            _throttled("signed", "SignInThrottles"),
            _throttled("refreshed", "TokenRefreshThrottles"),
            _throttled("joined", "SignUpThrottles"),
        ),
        expression="{signed} + {refreshed} + {joined}",
        periods=3,
        limit=Limit(fixed=0, unit="requests"),
        first="aws service-quotas list-service-quotas --service-code cognito-idp --region {region}",
        trial=Trial(varies="SignInThrottles"),
    ),
)
