"""Alarms of workers, jobs and the queues between programs."""

from planning.alarms.row import Alarm, Limit, Series, Trial

_AGE = Series(
    id="age",
    metric="ApproximateAgeOfOldestMessage",
    namespace="AWS/SQS",
    dimensions="QueueName",
    statistic="Maximum",
)
_WAITING = Series(
    id="waiting",
    metric="ApproximateNumberOfMessagesVisible",
    namespace="AWS/SQS",
    dimensions="QueueName",
    statistic="Maximum",
)

PROGRAMS = (
    Alarm(
        key="worker-age",
        kinds=("worker",),
        title="Messages wait far too long for {name}",
        severity="critical",
        series=(_AGE,),
        limit=Limit(
            setting="worker_age_times",
            of="acceptable_latency_seconds",
            least=300,
            unit="s",
            program="age_times",
        ),
        first="python -m operations logs {name} --stack {stack} --since 30m",
        trial=Trial(varies="ApproximateAgeOfOldestMessage"),
    ),
    Alarm(
        key="worker-backlog",
        kinds=("worker",),
        title="More messages wait for {name} than all of its tasks can work off soon",
        severity="warning",
        series=(_WAITING,),
        periods=15,
        limit=Limit(
            setting="worker_backlog_times",
            of="queue_depth",
            unit="messages",
            program="backlog_times",
        ),
        first="python -m operations queue peek {queue} --stack {stack}",
        trial=Trial(varies="ApproximateNumberOfMessagesVisible"),
    ),
    Alarm(
        key="queue-age",
        kinds=("queue",),
        title="Messages of the queue {name} wait too long, and a service reads it, no worker",
        severity="warning",
        series=(_AGE,),
        limit=Limit(setting="queue_age_seconds", unit="s"),
        first="python -m operations queue peek {name} --stack {stack}",
        trial=Trial(varies="ApproximateAgeOfOldestMessage"),
    ),
    Alarm(
        key="dead-letter-queue",
        kinds=("dead-letter-queue",),
        title="Messages of the queue {name} failed, and wait in its dead-letter queue",
        severity="warning",
        series=(_WAITING,),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="messages"),
        first="python -m operations queue peek {name} --stack {stack}",
        trial=Trial(varies="ApproximateNumberOfMessagesVisible"),
    ),
    Alarm(
        key="job-unstarted",
        kinds=("job",),
        title="The job {name} could not be started for an hour, and was given up",
        severity="warning",
        series=(_WAITING,),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="starts that failed"),
        first="python -m operations task run {name} --stack {stack}",
        trial=Trial(varies="ApproximateNumberOfMessagesVisible"),
    ),
    Alarm(
        key="job-slow",
        kinds=("job",),
        title="The job {name} still runs, longer than it should",
        severity="warning",
        # A task that runs is measured each minute, and one that does not is not measured at all.
        series=(
            Series(
                id="measured",
                metric="MemoryUtilized",
                namespace="ECS/ContainerInsights",
                dimensions="ClusterName TaskDefinitionFamily",
                statistic="SampleCount",
            ),
        ),
        period=300,
        minutes="job_minutes",
        comparison="at least",
        limit=Limit(fixed=1, unit="measurements"),
        first="python -m operations logs {name} --stack {stack} --since 2h",
        trial=Trial(varies="MemoryUtilized"),
    ),
)
