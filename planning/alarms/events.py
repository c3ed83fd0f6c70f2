"""Rows of what AWS announces by events: deployments, tasks, jobs, the database, certificates,
backups.

Patterns and fields are those of AWS's pages: docs.aws.amazon.com/AmazonECS/latest/developerguide/
ecs_cwe_events.html and ecs_hook_state_change_events.html,
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html,
docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html.
"""

from planning.alarms.row import Event

_TASK = {
    "task": "$.detail.group",
    "reason": "$.detail.stoppedReason",
    "at": "$.time",
}

_FAILED = ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"]

EVENTS = (
    Event(
        key="deployment-failed",
        severity="warning",
        title="A deployment of <service> failed, and ECS went back to the version before: <reason>",
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Deployment State Change"],
            "resources": [{"prefix": "{services_arn}"}],
            "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
        },
        paths={"service": "$.resources[0]", "reason": "$.detail.reason"},
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="deployment-waiting",
        severity="warning",
        title="The deployment of <service> waits for an answer at <stage> until <until>",
        # Only an environment with gates has this fact, and so this rule.
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Hook State Change"],
            "detail": {
                "eventName": ["HOOK_AWAITING_ACTION"],
                "hookType": ["PAUSE"],
                "clusterArn": ["{gated_cluster_arn}"],
            },
        },
        paths={
            "service": "$.detail.serviceArn",
            "stage": "$.detail.lifecycleStage",
            "until": "$.detail.expiresAt",
        },
        first="python -m operations deployment show --stack {stack}",
    ),
    Event(
        key="task-start-failed",
        severity="warning",
        title="ECS cannot start tasks of <service>: <event> <reason>",
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Service Action"],
            "detail": {
                "clusterArn": ["{cluster_arn}"],
                "eventName": [
                    "SERVICE_TASK_START_IMPAIRED",
                    "SERVICE_TASK_PLACEMENT_FAILURE",
                    "SERVICE_TASK_CONFIGURATION_FAILURE",
                ],
            },
        },
        paths={
            "service": "$.resources[0]",
            "event": "$.detail.eventName",
            "reason": "$.detail.reason",
        },
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="task-stopped",
        severity="warning",
        title="A task of <task> ended by itself at <at>: <reason>; ECS starts another",
        # Deployments, scaling and Spot have other codes.
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {
                "clusterArn": ["{cluster_arn}"],
                "lastStatus": ["STOPPED"],
                "stopCode": ["EssentialContainerExited"],
                "group": [{"prefix": "service:"}],
            },
        },
        paths=_TASK,
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="job-failed",
        severity="warning",
        title="A job, a migration or a single task failed at <at>: <task>, <reason>",
        # 143 is the end of a sidecar, to which ECS sends SIGTERM once the program is done.
        pattern={
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {
                "clusterArn": ["{cluster_arn}"],
                "lastStatus": ["STOPPED"],
                "group": [{"anything-but": {"prefix": "service:"}}],
                "$or": [
                    {"containers": {"exitCode": [{"anything-but": [0, 143]}]}},
                    {"stopCode": ["TaskFailedToStart"]},
                ],
            },
        },
        paths=_TASK,
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="database-event",
        severity="warning",
        title="RDS says about <database>: <message>",
        pattern={
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Instance Event"],
            "detail": {
                "SourceIdentifier": ["{instances}"],
                "EventCategories": [
                    "availability",
                    "failover",
                    "failure",
                    "low storage",
                    "read replica",
                    "recovery",
                ],
            },
        },
        paths={"database": "$.detail.SourceIdentifier", "message": "$.detail.Message"},
        first="python -m operations backups --stack {stack}",
    ),
    Event(
        key="aurora-event",
        severity="warning",
        title="RDS says about the cluster <database>: <message>",
        # Only an environment with Aurora has this fact, and so this rule.
        pattern={
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Cluster Event"],
            "detail": {
                "SourceIdentifier": ["{database_clusters}"],
                "EventCategories": ["failover", "failure"],
            },
        },
        paths={"database": "$.detail.SourceIdentifier", "message": "$.detail.Message"},
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="call-certificates",
        severity="critical",
        title="ECS could not renew a certificate for calls between services: <secret>",
        # Only an environment with encrypted calls has this fact, and so this rule. The secret does
        # not tell whose service it is for, so the whole account's region is watched.
        # docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
        pattern={
            "source": ["aws.secretsmanager"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            "detail": {
                "eventName": ["RotationFailed"],
                "additionalEventData": {"SecretId": [{"prefix": "{call_secrets}"}]},
            },
        },
        paths={"secret": "$.detail.additionalEventData.SecretId"},
        first="python -m operations status --stack {stack}",
    ),
    Event(
        key="backup-failed",
        severity="warning",
        title="A backup or its copy failed: <what> of <resource> is <state>, <message>",
        # The vault does not tell whose backup it is, so the whole account's region is watched.
        pattern={
            "source": ["aws.backup"],
            "detail-type": [
                "Backup Job State Change",
                "Copy Job State Change",
                "Restore Job State Change",
            ],
            "detail": {"$or": [{"state": _FAILED}, {"status": _FAILED}]},
        },
        paths={
            "what": "$.detail-type",
            "resource": "$.detail.resourceArn",
            "state": "$.detail.state",
            "message": "$.detail.statusMessage",
        },
        first="python -m operations backups --stack {stack}",
    ),
)
"""A text in braces that is a whole entry of a list becomes all values of that fact, or the row is
left out if there is none."""
