"""Cases of containers, images and functions."""

from tests.policies.case import Beside, Case
from tests.policies.cases.access import container

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
REPOSITORY = "aws:ecr/repository:Repository"
FUNCTION = "aws:lambda/function:Function"

CASES = [
    Case(
        rule="ecs-no-public-address",
        type=SERVICE,
        good={"networkConfiguration": {"assignPublicIp": False}},
        bad={"networkConfiguration": {"assignPublicIp": True}},
        absent=False,
    ),
    Case(
        rule="ecs-no-public-address",
        type="aws:scheduler/schedule:Schedule",
        good={"target": {"ecsParameters": {"launchType": "FARGATE"}}},
        bad={"target": {"ecsParameters": {"networkConfiguration": {"assignPublicIp": True}}}},
        absent=False,
    ),
    Case(
        rule="ecs-sees-own-processes-only",
        type=TASK,
        good={"pidMode": "task"},
        bad={"pidMode": "host"},
        absent=False,
    ),
    Case(
        rule="ecs-is-not-privileged",
        type=TASK,
        good=container(privileged=False),
        bad=container(privileged=True),
        absent=False,
    ),
    Case(
        rule="ecs-cannot-change-its-image",
        type=TASK,
        good=container(readonlyRootFilesystem=True),
        bad=container(),
        absent=False,
    ),
    Case(
        rule="ecs-logs",
        type=TASK,
        good=container(logConfiguration={"logDriver": "awslogs"}),
        bad=container(),
        absent=False,
    ),
    Case(
        rule="ecs-runs-on-the-newest-platform",
        type=SERVICE,
        good={"platformVersion": "LATEST"},
        bad={"platformVersion": "1.3.0"},
        absent=False,
    ),
    Case(
        rule="ecs-cluster-is-measured",
        type="aws:ecs/cluster:Cluster",
        good={"settings": [{"name": "containerInsights", "value": "enhanced"}]},
        bad={"settings": [{"name": "containerInsights", "value": "disabled"}]},
        absent=True,
    ),
    Case(
        rule="ecs-has-its-own-network",
        type=TASK,
        good={"networkMode": "awsvpc"},
        bad={"networkMode": "host"},
        absent=False,
    ),
    Case(
        rule="ecr-scans-images",
        type=REPOSITORY,
        good={"imageScanningConfiguration": {"scanOnPush": True}},
        bad={"imageScanningConfiguration": {"scanOnPush": False}},
        absent=True,
    ),
    Case(
        rule="ecr-tags-do-not-move",
        type=REPOSITORY,
        good={"imageTagMutability": "IMMUTABLE"},
        bad={"imageTagMutability": "MUTABLE"},
        absent=True,
    ),
    Case(
        rule="ecr-forgets-old-images",
        type=REPOSITORY,
        absent=True,
        beside=(Beside(type="aws:ecr/lifecyclePolicy:LifecyclePolicy", by="repository"),),
    ),
    Case(
        rule="lambda-is-not-called-by-everyone",
        type="aws:lambda/permission:Permission",
        good={"principal": "*", "sourceAccount": "111122223333"},
        bad={"principal": "*"},
        absent=False,
    ),
    Case(
        rule="lambda-address-asks-who-calls",
        type="aws:lambda/functionUrl:FunctionUrl",
        good={"authorizationType": "AWS_IAM"},
        bad={"authorizationType": "NONE"},
        absent=False,
    ),
    *(
        Case(
            rule="lambda-runtime-is-maintained",
            type=FUNCTION,
            good={"runtime": kept},
            bad={"runtime": ended},
            absent=False,
        )
        for kept, ended in (
            ("python3.13", "python3.8"),
            ("nodejs22.x", "nodejs18.x"),
            ("java21", "java8"),
        )
    ),
    Case(
        rule="lambda-in-a-network-spans-zones",
        type=FUNCTION,
        good={"vpcConfig": {"subnetIds": ["subnet-1", "subnet-2"]}},
        bad={"vpcConfig": {"subnetIds": ["subnet-1"]}},
        absent=False,
    ),
    Case(
        rule="lambda-is-traced",
        type=FUNCTION,
        good={"tracingConfig": {"mode": "Active"}},
        bad={"tracingConfig": {"mode": "PassThrough"}},
        absent=True,
    ),
]
