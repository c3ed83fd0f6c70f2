"""Builds an ECS service on Fargate, in the way that is common to services and workers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.cluster import Cluster
from components.compute.task import Task
from config.sizes import Approval, ServicesSettings

GRACE_SECONDS = 120
"""The time that a program has to start before the load balancer's health checks count. A task that
is ready earlier takes requests earlier; only a broken one is kept this long."""

ROLLOUT_MINUTES = 30
"""The time after which `up` gives up on a deployment. One takes a few minutes, and the circuit
breaker normally ends a bad one long before this limit."""


@dataclass(frozen=True, kw_only=True)
class FargateService:
    """The description of one ECS service. The task definition, its subnets and the share of Spot
    change by a deployment; another cluster replaces the service."""

    task: Task
    cluster: Cluster
    subnet_ids: Sequence[pulumi.Input[str]]
    public_addresses: bool
    """True if each task has a public address, by which it reaches the internet. Its security groups
    let nobody in from there."""
    spot_percent: int
    exec: bool
    connect: aws.ecs.ServiceServiceConnectConfigurationArgsDict
    deployment: ServicesSettings | None = None
    """The way of deploying; None for a rolling one."""
    verification: aws.ecs.ServiceDeploymentConfigurationLifecycleHookArgsDict | None = None
    """The hook by which a new version is tried before it gets traffic."""
    held_minutes: int = 0
    """The minutes for which protected tasks of the old version, or the verification of the new one,
    may hold a deployment up."""
    load_balancers: Sequence[aws.ecs.ServiceLoadBalancerArgsDict] = ()
    rollback_alarms: Sequence[pulumi.Input[str]] = ()
    """Names of alarms that roll a deployment back. A service that has some must never come to have
    none: the provider cannot remove the last one."""
    after: Sequence[pulumi.Resource] = ()
    """Resources that must be complete before the first task of a new revision starts."""


def create_service(name: str, service: FargateService, parent: pulumi.Resource) -> aws.ecs.Service:
    """Creates the ECS service, with its autoscaler's least number of tasks."""
    task = service.task
    return aws.ecs.Service(
        name,
        cluster=service.cluster.arn,
        task_definition=task.task_definition_arn,
        desired_count=task.size.tasks_min,
        capacity_provider_strategies=capacity(service.spot_percent),
        network_configuration={
            "subnets": list(service.subnet_ids),
            "security_groups": task.security_group_ids,
            "assign_public_ip": service.public_addresses,
        },
        service_connect_configuration=service.connect,
        load_balancers=list(service.load_balancers) or None,
        health_check_grace_period_seconds=GRACE_SECONDS if service.load_balancers else None,
        deployment_configuration=_strategy(service),
        # A new task runs before an old one stops. AZ rebalancing needs the room above 100 percent
        # as well.
        deployment_minimum_healthy_percent=100,
        deployment_maximum_percent=200,
        deployment_circuit_breaker={"enable": True, "rollback": True},
        alarms=_rollback(service.rollback_alarms),
        availability_zone_rebalancing="ENABLED",
        enable_execute_command=service.exec,
        enable_ecs_managed_tags=True,
        propagate_tags="SERVICE",
        # Without this, AWS's provider refuses to change the share of Spot. With it, every change of
        # the service except of its tags is a deployment.
        force_new_deployment=True,
        # Otherwise `up` ends while the deployment runs, and a rollback would look like a success.
        # With this, it reports a deployment that ECS rolled back, with ECS's reason. One with gates
        # may wait for a person for days, in which nobody else could deploy anything.
        wait_for_steady_state=not (service.deployment and service.deployment.approvals),
        opts=_options(service, parent),
    )


def capacity(spot_percent: int) -> list[aws.ecs.ServiceCapacityProviderStrategyArgsDict]:
    """Returns the capacity providers for tasks. One task runs on Fargate first, unless all are to
    be on Spot; the others are spread over Fargate and Fargate Spot by weight."""
    spot: aws.ecs.ServiceCapacityProviderStrategyArgsDict = {
        "capacity_provider": "FARGATE_SPOT",
        "weight": spot_percent,
    }
    on_demand: aws.ecs.ServiceCapacityProviderStrategyArgsDict = {
        "capacity_provider": "FARGATE",
        "weight": 100 - spot_percent,
        "base": 1,
    }
    if spot_percent == 100:
        return [spot]
    return [on_demand, spot] if spot_percent else [on_demand]


def connect(
    task: Task,
    cluster: Cluster,
    services: Sequence[aws.ecs.ServiceServiceConnectConfigurationServiceArgsDict] = (),
) -> aws.ecs.ServiceServiceConnectConfigurationArgsDict:
    """Returns the configuration of Service Connect. The program can call services by their names,
    and can be called under the names in `services`. The proxy's log is beside the program's."""
    connected: aws.ecs.ServiceServiceConnectConfigurationArgsDict = {
        "enabled": True,
        "namespace": cluster.namespace_arn,
        "log_configuration": {
            "log_driver": "awslogs",
            "options": task.log_options("service-connect"),
        },
    }
    if services:
        connected["services"] = list(services)
    return connected


def _strategy(service: FargateService) -> aws.ecs.ServiceDeploymentConfigurationArgsDict:
    settings = service.deployment
    if settings is None or not settings.two_sets:
        return {"strategy": "ROLLING"}
    strategy: aws.ecs.ServiceDeploymentConfigurationArgsDict = {
        "strategy": settings.deployment.upper(),
        "bake_time_in_minutes": str(settings.bake_minutes),
    }
    # The provider sends only the steps of the strategy that is chosen, so those that a state still
    # has of another one do no harm.
    match settings.deployment:
        case "canary":
            strategy["canary_configuration"] = {
                "canary_percent": settings.shift_percent,
                "canary_bake_time_in_minutes": str(settings.shift_minutes),
            }
        case "linear":
            strategy["linear_configuration"] = {
                "step_percent": settings.shift_percent,
                "step_bake_time_in_minutes": str(settings.shift_minutes),
            }
    hooks = [*filter(None, [service.verification]), *map(_pause, settings.approvals)]
    if hooks:
        strategy["lifecycle_hooks"] = hooks
    return strategy


def _pause(gate: Approval) -> aws.ecs.ServiceDeploymentConfigurationLifecycleHookArgsDict:
    return {
        "target_type": "PAUSE",
        "lifecycle_stages": [gate.stage.upper()],
        "timeout_configuration": {
            "timeout_in_minutes": str(gate.minutes),
            "action": gate.otherwise.upper(),
        },
    }


def _rollback(alarms: Sequence[pulumi.Input[str]]) -> aws.ecs.ServiceAlarmsArgsDict | None:
    """Returns the alarms that roll a deployment back. An alarm that is on when a deployment starts
    does not count for it, so a repair can pass.
    docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html"""
    if not alarms:
        return None
    return {"alarm_names": list(alarms), "enable": True, "rollback": True}


def _options(service: FargateService, parent: pulumi.Resource) -> pulumi.ResourceOptions:
    minutes = ROLLOUT_MINUTES + service.held_minutes
    if service.deployment:
        minutes += service.deployment.rollout_minutes
    return pulumi.ResourceOptions(
        parent=parent,
        # Roles with all their policies, and a finished migration, must exist before the first task
        # starts.
        depends_on=[*service.task.requirements, *service.after],
        # The autoscaler owns the number of tasks; an update would set it back under load.
        ignore_changes=["desiredCount"],
        custom_timeouts=pulumi.CustomTimeouts(create=f"{minutes}m", update=f"{minutes}m"),
    )
