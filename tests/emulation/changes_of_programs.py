"""Changes by hand of what runs, of its rights, and of what watches it."""

import io
import json
import zipfile

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation
from tests.emulation.environments import appeared, changed, client, one

NOBODY = "(nothing)"
_ROLE = "aws:iam/role:Role"
_TARGET = "aws:appautoscaling/target:Target"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def give_a_role_administrator_rights(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "orders-task")
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    client(prod, "iam").attach_role_policy(RoleName=role.id, PolicyArn=arn)
    return appeared(role, "attached policy", f"{role.id}/{arn}")


def give_a_role_another_inline_policy(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "accounts-task")
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    client(prod, "iam").put_role_policy(
        RoleName=role.id,
        PolicyName="debug",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    return appeared(role, "inline policy", f"{role.id}:debug")


def widen_a_trust_policy(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "stock-task")
    trust = json.loads(role.inputs["assumeRolePolicy"])
    before = trust["Statement"][0]["Principal"]["Service"]
    trust["Statement"][0]["Principal"]["Service"] = "ec2.amazonaws.com"
    client(prod, "iam").update_assume_role_policy(
        RoleName=role.id, PolicyDocument=json.dumps(trust)
    )
    path = "assumeRolePolicy.Statement[0].Principal.Service"
    return changed(role, path, before, "ec2.amazonaws.com")


def add_a_statement_to_a_policy(prod: Emulation) -> Difference:
    policy = one(prod, "aws:iam/rolePolicy:RolePolicy", "archive-write--notifications")
    document = json.loads(policy.inputs["policy"])
    added = {"Sid": "More", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    document["Statement"].append(added)
    client(prod, "iam").put_role_policy(
        RoleName=policy.inputs["role"],
        PolicyName=policy.inputs["name"],
        PolicyDocument=json.dumps(document),
    )
    place = f"policy.Statement[{len(document['Statement']) - 1}]"
    return changed(policy, place, NOBODY, added)


def lengthen_the_sessions_of_a_role(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "web-task")
    client(prod, "iam").update_role(RoleName=role.id, MaxSessionDuration=43200)
    return changed(role, "maxSessionDuration", 3600, 43200)


def bound_a_role(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "docs-task")
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    client(prod, "iam").put_role_permissions_boundary(RoleName=role.id, PermissionsBoundary=arn)
    return changed(role, "permissionsBoundary", NOBODY, arn)


def let_an_instance_take_a_role(prod: Emulation) -> Difference:
    role = one(prod, _ROLE, "admin-task")
    iam = client(prod, "iam")
    iam.create_instance_profile(InstanceProfileName="borrowed")
    iam.add_role_to_instance_profile(InstanceProfileName="borrowed", RoleName=role.id)
    return appeared(role, "instance profile", "borrowed")


def delete_an_alarm(prod: Emulation) -> Difference:
    alarm = one(prod, _ALARM, "stock-scaling-deep-queue")
    client(prod, "cloudwatch").delete_alarms(AlarmNames=[alarm.id])
    return Difference("gone", alarm.urn)


def silence_an_alarm(prod: Emulation) -> Difference:
    alarm = one(prod, _ALARM, "orders-memory")
    client(prod, "cloudwatch").disable_alarm_actions(AlarmNames=[alarm.id])
    return changed(alarm, "actionsEnabled", True, False)


def shorten_the_logs(prod: Emulation) -> Difference:
    group = one(prod, "aws:cloudwatch/logGroup:LogGroup", "orders")
    client(prod, "logs").put_retention_policy(logGroupName=group.id, retentionInDays=1)
    return changed(group, "retentionInDays", 90, 1)


def count_in_a_log(prod: Emulation) -> Difference:
    group = one(prod, "aws:cloudwatch/logGroup:LogGroup", "web")
    client(prod, "logs").put_metric_filter(
        logGroupName=group.id,
        filterName="errors",
        filterPattern="ERROR",
        metricTransformations=[
            {"metricName": "errors", "metricNamespace": "hand", "metricValue": "1"}
        ],
    )
    return appeared(group, "metric filter", f"{group.id} errors")


def stop_telling_of_failed_backups(prod: Emulation) -> Difference:
    rule = one(prod, "aws:cloudwatch/eventRule:EventRule", "events-backup-failed")
    client(prod, "events").disable_rule(Name=rule.id)
    return changed(rule, "state", "ENABLED", "DISABLED")


def tell_somebody_else_of_stopped_tasks(prod: Emulation) -> Difference:
    rule = one(prod, "aws:cloudwatch/eventRule:EventRule", "events-task-stopped")
    target = {"Id": "mine", "Arn": "arn:aws:sqs:eu-central-1:999999999999:mine"}
    client(prod, "events").put_targets(Rule=rule.id, Targets=[target])
    return appeared(rule, "target", f"{rule.id} mine")


def save_another_dashboard(prod: Emulation) -> Difference:
    board = one(prod, "aws:cloudwatch/dashboard:Dashboard", "dashboard")
    body = json.dumps({"widgets": []})
    client(prod, "cloudwatch").put_dashboard(DashboardName=board.id, DashboardBody=body)
    return changed(board, "dashboardBody", board.inputs["dashboardBody"], body)


def stop_a_schedule(prod: Emulation) -> Difference:
    schedule = one(prod, "aws:scheduler/schedule:Schedule", "nightly-report")
    scheduler = client(prod, "scheduler")
    found = scheduler.get_schedule(Name=schedule.inputs["name"])
    kept = ["Name", "ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow"]
    kept += ["Target", "Description", "KmsKeyArn"]
    scheduler.update_schedule(**{key: found[key] for key in kept if key in found}, State="DISABLED")
    return changed(schedule, "state", "ENABLED", "DISABLED")


def scale_a_service_without_limit(prod: Emulation) -> Difference:
    target = one(prod, _TARGET, "orders-scaling")
    client(prod, "application-autoscaling").register_scalable_target(
        **_scaled(prod, "orders"),
        MinCapacity=target.inputs["minCapacity"],
        MaxCapacity=100,
    )
    return changed(target, "maxCapacity", 10, 100)


def stop_scaling(prod: Emulation) -> Difference:
    target = one(prod, _TARGET, "web-scaling")
    client(prod, "application-autoscaling").register_scalable_target(
        **_scaled(prod, "web"), SuspendedState={"DynamicScalingOutSuspended": True}
    )
    return changed(target, "suspendedState", NOBODY, {"dynamicScalingOutSuspended": True})


def scale_to_nothing_at_night(prod: Emulation) -> Difference:
    target = one(prod, _TARGET, "docs-scaling")
    client(prod, "application-autoscaling").put_scheduled_action(
        **_scaled(prod, "docs"),
        ScheduledActionName="night",
        Schedule="cron(0 0 * * ? *)",
        ScalableTargetAction={"MinCapacity": 0, "MaxCapacity": 0},
    )
    resource = target.inputs["resourceId"]
    return appeared(target, "scheduled scaling action", f"{resource} night")


def scale_by_something_else(prod: Emulation) -> Difference:
    target = one(prod, _TARGET, "admin-scaling")
    client(prod, "application-autoscaling").put_scaling_policy(
        **_scaled(prod, "admin"),
        PolicyName="mine",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 90,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "ECSServiceAverageMemoryUtilization"
            },
        },
    )
    return appeared(target, "scaling policy", f"{target.inputs['resourceId']} mine")


def switch_ecs_exec_on(prod: Emulation) -> Difference:
    service = one(prod, "aws:ecs/service:Service", "orders")
    client(prod, "ecs").update_service(
        cluster=service.inputs["cluster"], service=service.id, enableExecuteCommand=True
    )
    return changed(service, "enableExecuteCommand", False, True)


def delete_a_service(prod: Emulation) -> Difference:
    service = one(prod, "aws:ecs/service:Service", "admin")
    client(prod, "ecs").delete_service(
        cluster=service.inputs["cluster"], service=service.id, force=True
    )
    return Difference("gone", service.urn)


def add_a_service(prod: Emulation) -> Difference:
    cluster = one(prod, "aws:ecs/cluster:Cluster", "cluster")
    service = one(prod, "aws:ecs/service:Service", "web")
    arn = client(prod, "ecs").create_service(
        cluster=cluster.id,
        serviceName="miner",
        taskDefinition=service.inputs["taskDefinition"],
        desiredCount=1,
    )["service"]["serviceArn"]
    return appeared(cluster, "service", arn)


def stop_watching_containers(prod: Emulation) -> Difference:
    cluster = one(prod, "aws:ecs/cluster:Cluster", "cluster")
    client(prod, "ecs").update_cluster(
        cluster=cluster.id, settings=[{"name": "containerInsights", "value": "disabled"}]
    )
    return changed(cluster, "settings[containerInsights].value", "enhanced", "disabled")


def replace_the_code_of_a_function(prod: Emulation) -> Difference:
    function = one(prod, "aws:lambda/function:Function", "credentials")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("create_credentials.py", "def handler(event, context): ...")
    functions = client(prod, "lambda")
    before = functions.get_function_configuration(FunctionName=function.id)["CodeSha256"]
    after = functions.update_function_code(FunctionName=function.id, ZipFile=content.getvalue())[
        "CodeSha256"
    ]
    return changed(function, "code (SHA-256)", before, after)


def throttle_a_function(prod: Emulation) -> Difference:
    function = one(prod, "aws:lambda/function:Function", "task-runner")
    client(prod, "lambda").put_function_concurrency(
        FunctionName=function.id, ReservedConcurrentExecutions=0
    )
    return changed(function, "reservedConcurrentExecutions", -1, 0)


def let_anybody_call_a_function(prod: Emulation) -> Difference:
    function = one(prod, "aws:lambda/function:Function", "task-runner")
    client(prod, "lambda").add_permission(
        FunctionName=function.id,
        StatementId="anybody",
        Action="lambda:InvokeFunction",
        Principal="*",
    )
    return appeared(function, "permission", f"{function.id} anybody")


def let_tags_of_images_move(prod: Emulation) -> Difference:
    repository = one(prod, "aws:ecr/repository:Repository", "registry-web")
    client(prod, "ecr").put_image_tag_mutability(
        repositoryName=repository.id, imageTagMutability="MUTABLE"
    )
    return changed(repository, "imageTagMutability", "IMMUTABLE", "MUTABLE")


def _scaled(prod: Emulation, service: str) -> dict[str, str]:
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": one(prod, _TARGET, f"{service}-scaling").inputs["resourceId"],
        "ScalableDimension": "ecs:service:DesiredCount",
    }
