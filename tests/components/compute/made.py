"""What the tests of services, workers and jobs stand on: a cluster, a registry, a load balancer."""

from typing import Any, cast

from components.compute.cluster import Cluster, ClusterArgs
from components.compute.registry import Registry, RegistryArgs
from components.compute.service import Service, ServiceArgs
from components.compute.task import Task, TaskArgs
from components.compute.task_runner import TaskRunner, TaskRunnerArgs
from components.compute.worker import Worker, WorkerArgs
from components.gateway.load_balancer import LoadBalancer, LoadBalancerArgs
from config.settings.size import size_of
from config.workload import programs
from config.workload.named_program import NamedProgram, ProgramKind
from planning.routing import plan_routes
from tests.factories import make_environment, make_settings

KEY = "arn:aws:kms:eu-central-1:111122223333:key/main"
SUBNETS = ["subnet-a", "subnet-b"]

ECS_SERVICE = "aws:ecs/service:Service"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
INVOCATION = "aws:lambda/invocation:Invocation"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
POLICY = "aws:appautoscaling/policy:Policy"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def a_service(**changes: Any) -> programs.Service:
    """A service on port 8080 with nothing that the workload does not ask of every service."""
    return programs.Service.model_validate({"image": "orders:1.0.0", "port": 8080, **changes})


def a_worker(**changes: Any) -> programs.Worker:
    """A worker that may have 120 messages waiting for each task."""
    return programs.Worker.model_validate(
        {
            "image": "mails:1.0.0",
            "queue": "mails",
            "acceptable_latency_seconds": 60,
            "seconds_per_message": 0.5,
            **changes,
        }
    )


def a_job(**changes: Any) -> programs.Job:
    """A job of every night."""
    return programs.Job.model_validate(
        {"image": "reports:1.0.0", "schedule": "cron(0 2 * * ? *)", **changes}
    )


class Bench:
    """Makes what programs stand on, once, inside a program under test."""

    def __init__(self, stack: str = "prod", **settings: Any) -> None:
        self.environment = make_environment()
        self.settings = make_settings(stack, **settings)
        self.registry = Registry(
            "registry",
            RegistryArgs(
                environment=self.environment,
                repositories=["orders", "web", "mails", "reports"],
                kms_key_arn=KEY,
                keep_images=10,
            ),
        )
        self.cluster = Cluster(
            "cluster", ClusterArgs(environment=self.environment, kms_key_arn=KEY)
        )

    def task(self, name: str, program: programs.Program, **changes: Any) -> Task:
        """A program's task, in the size of its kind."""
        kind = cast(ProgramKind, type(program).__name__.lower())
        given: dict[str, Any] = {
            "environment": self.environment,
            "kind": kind,
            "program": program,
            "size": size_of(NamedProgram(kind, name, program), self.settings),
            "cpu_architecture": "X86_64",
            "registry": self.registry,
            "image_versions": {},
            "vpc_id": "vpc-1",
            "kms_key_arn": KEY,
        }
        return Task(name, TaskArgs(**{**given, **changes}))

    def runner(self) -> TaskRunner:
        """The environment's task runner."""
        return TaskRunner(
            "task-runner",
            TaskRunnerArgs(
                environment=self.environment,
                cluster=self.cluster,
                subnet_ids=SUBNETS,
                kms_key_arn=KEY,
            ),
        )

    def load_balancer(self) -> LoadBalancer:
        """An internet-facing one, which needs no prefix list."""
        return LoadBalancer(
            "gateway",
            LoadBalancerArgs(
                environment=self.environment,
                settings=make_settings("staging").gateway,
                vpc_id="vpc-1",
                vpc_cidr="10.0.0.0/16",
                subnet_ids=SUBNETS,
                certificate_arn="arn:aws:acm:eu-central-1:111122223333:certificate/c",
                log_bucket="logs",
                internal=False,
                with_test_listener=True,
            ),
        )

    def service(self, name: str, program: programs.Service, **changes: Any) -> Service:
        """A service with its routes; `calls` and other arguments as given."""
        given: dict[str, Any] = {
            "settings": self.settings.services,
            "program": program,
            "cluster": self.cluster,
            "subnet_ids": SUBNETS,
            "routes": plan_routes({name: program}, "shop.example.com")[name],
            "idle_timeout_seconds": 300,
            **changes,
        }
        given.setdefault("task", self.task(name, program))
        for argument, make in (
            ("load_balancer", self.load_balancer),
            ("task_runner", self.runner),
        ):
            if argument not in given:
                given[argument] = make()
        return Service(name, ServiceArgs(**given))

    def worker(self, name: str, program: programs.Worker, **changes: Any) -> Worker:
        """A worker of the queue `mails-1`."""
        given: dict[str, Any] = {
            "settings": self.settings.workers,
            "program": program,
            "cluster": self.cluster,
            "subnet_ids": SUBNETS,
            "queue_name": "mails-1",
            **changes,
        }
        given.setdefault("task", self.task(name, program))
        return Worker(name, WorkerArgs(**given))
