"""An example of a team's own/resources.py: a table that programs use by name, and a second rule by
which a service is scaled."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from extension import Allow, Export, Offer, Platform, RunningPlatform


def sessions_table(platform: Platform) -> Offer:
    """A DynamoDB table that forgets sessions by itself, and what a program may do with it."""
    protect = platform.environment.protect
    table = aws.dynamodb.Table(
        "sessions",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        attributes=[{"name": "id", "type": "S"}],
        ttl={"attribute_name": "expires", "enabled": True},
        point_in_time_recovery={"enabled": True},
        server_side_encryption={"enabled": True, "kms_key_arn": platform.key.arn},
        deletion_protection_enabled=protect,
        opts=pulumi.ResourceOptions.merge(platform.opts, pulumi.ResourceOptions(protect=protect)),
    )
    return Offer(
        variables={"SESSIONS_TABLE": table.name},
        rights=[
            Allow(["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"], [table.arn]),
            platform.use_of_key("dynamodb"),
        ],
    )


EXPORTS: Mapping[str, Export] = {
    "sessions-table": Export(
        sessions_table,
        variables=["SESSIONS_TABLE"],
        on_docker={"SESSIONS_TABLE": "sessions"},
    ),
}


def add(platform: RunningPlatform) -> Mapping[str, Any] | None:
    """Scales `web` by its memory too: of several rules, the one that wants most tasks wins."""
    web = platform.programs["web"]
    aws.appautoscaling.Policy(
        "web-memory",
        policy_type="TargetTrackingScaling",
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id=web.scaling_target or "",
        target_tracking_scaling_policy_configuration={
            "target_value": 75,
            "predefined_metric_specification": {
                "predefined_metric_type": "ECSServiceAverageMemoryUtilization"
            },
        },
        opts=platform.opts,
    )
    return {"scaled_by_memory": "web"}
