"""The writes that a replica does not have yet: what a failover would lose."""

import datetime as dt
from dataclasses import dataclass

from operations.errors import OperationError
from operations.sites import Site

_MINUTES = 15
IDLE_SECONDS = 300
"""The lag that a replica reports by itself while nobody writes: PostgreSQL's primary switches its
log after five minutes. Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/,
USER_PostgreSQL.Replication.ReadReplicas.Monitor.html"""


@dataclass(frozen=True)
class Lag:
    """The age of the newest write that a replica has, by its last figure."""

    seconds: float | None
    """None if CloudWatch has no figure of the last quarter of an hour."""

    def __str__(self) -> str:
        """Returns it for people."""
        return "unknown" if self.seconds is None else f"{self.seconds:.0f} s"

    def check(self, replica: str, *, accepted: int | None, rpo_minutes: int) -> None:
        """Raises OperationError if the loss is more than an idle database shows, or than the
        target, and nobody has accepted it."""
        if self.seconds is None:
            if accepted is None:
                raise OperationError(
                    f"nobody knows how much {replica} lacks: CloudWatch has no ReplicaLag of the "
                    f"last {_MINUTES} minutes",
                    remedy="give --accept-loss SECONDS with what you are willing to lose",
                )
            return
        if self.seconds > min(IDLE_SECONDS, rpo_minutes * 60) and (accepted or 0) < self.seconds:
            raise OperationError(
                f"{replica} is {self} behind: so much would be lost, and the target "
                f"(recovery.rpo_minutes) is {rpo_minutes} minutes",
                remedy=f"give --accept-loss {self.seconds:.0f} if losing it is better than waiting",
            )


def of(site: Site, replica: str, now: dt.datetime) -> Lag:
    """Returns a replica's lag."""
    answer = site.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="ReplicaLag",
        Dimensions=[{"Name": "DBInstanceIdentifier", "Value": replica}],
        StartTime=now - dt.timedelta(minutes=_MINUTES),
        EndTime=now + dt.timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )
    points = sorted(answer["Datapoints"], key=lambda each: each["Timestamp"])
    # -1 says that nothing is replicated at the moment.
    known = [float(each["Maximum"]) for each in points if each["Maximum"] >= 0]
    return Lag(known[-1] if known else None)
