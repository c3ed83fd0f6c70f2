"""The task of one program on Fargate: everything that the program needs, whatever starts it.

    LogGroup                  /<project>/<stack>/<kind>/<name>
    Role                      the program's own; owners of other resources grant it rights
    Role + RolePolicy         for ECS, which starts the task: image, log streams, its secrets
    SecurityGroup + rules     nothing in; out to the internet on the ports it uses
    TaskDefinition            one revision for each change

Services, workers, jobs and one-off tasks have one each. It exists before the component that runs
it, so that databases, queues and buckets can let `grantee` in before the first task starts.

Left out: rights for CloudWatch's metrics. A program sends its metrics by OTLP, to wherever
`uses.internet` lets it, and its traces to the collector of `tracing`, which is one of its sidecars.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.common import log_group
from components.compute import sidecars, task_policies
from components.compute.container import (
    EXEC_PATHS,
    ContainerFacts,
    common_variables,
    container_definition,
    log_options,
    volume_names,
)
from components.compute.registry import Registry, pull_from
from components.network import closed_security_group
from components.security import iam
from config.sizes import TaskSize
from config.values import images
from config.workload import Program, ProgramKind, Service
from planning import Environment, scoped_name

TYPE = "plinth:compute:Task"


@dataclass(frozen=True, kw_only=True)
class TaskArgs:
    """The inputs from which a task is built. Changing any of them makes a new revision and replaces
    tasks only; `vpc_id` and `kind` replace the security group or the log group as well."""

    environment: Environment
    kind: ProgramKind | Literal["one-off"]
    """The kind of program; it is part of the log group's name."""
    program: Program
    size: TaskSize
    cpu_architecture: Literal["X86_64", "ARM64"]
    """The architecture for which the image is built."""
    registry: Registry
    image_versions: Mapping[str, str]
    """Versions by repository that win over the workload's; from `settings.images`."""
    vpc_id: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the log group, the program's secrets and the sessions of ECS Exec."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Addresses and names in plain sight, besides the workload's own variables and the common
    ones."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The ARN of a secret for each variable, with `:key::` behind it for one key of a JSON secret.
    ECS reads it when a task starts; the execution role may read exactly these secrets."""
    secret_keys: Sequence[str] = ()
    """The ARNs of further keys, which encrypt secrets of other owners."""
    entered_secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """The ARNs of the secrets that sidecars read, by name."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Docker labels of the program's container. Another label replaces tasks, and they see no
    difference."""
    queue_url: pulumi.Input[str] | None = None
    """The URL of a worker's queue."""
    exec_log_group_arn: pulumi.Input[str] | None = None
    """The log group of ECS Exec sessions; None means that nobody may open one."""


class Task(pulumi.ComponentResource):
    """A program's task definition with its identity: two roles, a security group, a log group.

    Old revisions stay registered, also after a destroy. A revision costs nothing, and ECS rolls
    back only to a registered one. A task costs by its vCPU and memory, per second while it runs
    (aws.amazon.com/fargate/pricing).
    """

    task_definition_arn: pulumi.Output[str]
    """The ARN with its revision."""
    task_role_arn: pulumi.Output[str]
    execution_role_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.kind, self.size = args.kind, args.size
        self.family = scoped_name(args.environment, name, 255)
        """The task definition's name, known in a preview."""
        log_group = self._create_log_group()
        task_role = self._create_role("task")
        execution_role = self._create_execution_role()
        self._pull = self._allow_pull(execution_role)
        security_group = self._create_security_group()
        if args.exec_log_group_arn is not None:
            sessions = task_policies.open_sessions(args.exec_log_group_arn, args.kms_key_arn)
            iam.grant(f"{name}-exec", task_role.name, self, *sessions)
        definition = self._create_definition(log_group, task_role, execution_role)

        self.task_definition_arn = definition.arn
        self.task_role_arn = task_role.arn
        self.execution_role_arn = execution_role.arn
        self.security_group_id = security_group.id
        self.log_group_name = log_group.name
        self.grantee = iam.Grantee(
            name=name, role_name=task_role.name, security_group_id=security_group.id
        )
        """The program's identity, which the owner of a database, queue or bucket lets in."""
        self.register_outputs(
            {
                "task_definition_arn": self.task_definition_arn,
                "task_role_arn": self.task_role_arn,
                "execution_role_arn": self.execution_role_arn,
                "security_group_id": self.security_group_id,
                "log_group_name": self.log_group_name,
            }
        )

    def log_options(self, stream_prefix: str) -> dict[str, pulumi.Input[str]]:
        """Returns the options of the `awslogs` driver for another container in the same task."""
        region = self._args.environment.region
        return log_options(self.log_group_name, region, stream_prefix)

    @property
    def security_group_ids(self) -> list[pulumi.Output[str]]:
        """The security groups of the tasks: the task's own, and those of the owners that have let
        it in so far."""
        return [self.security_group_id, *self.grantee.memberships]

    def protect_itself(self, cluster_name: pulumi.Input[str]) -> None:
        """Lets the program keep its tasks from being stopped while they work. The right is for the
        tasks of the cluster, because AWS names a task when it starts."""
        tasks = task_policies.tasks_of(self._args.environment, cluster_name)
        actions = ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]
        statement = iam.allow(actions, [tasks])
        iam.grant_to(f"{self._name}-protection", self.grantee, self, statement)

    @property
    def requirements(self) -> list[pulumi.Resource]:
        """The resources that must exist before a task can start: its roles, and the rules and
        policies that let it in."""
        return [self, *self._pull, *self.grantee.granted]

    @property
    def _log_group_name(self) -> str:
        return self._args.environment.path(self._args.kind, self._name)

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        return log_group(
            self._name,
            self._log_group_name,
            self._args.environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _create_role(self, purpose: str) -> aws.iam.Role:
        # Both names contain a purpose, because a program may itself be called `orders-execution`.
        return iam.service_role(
            f"{self._name}-{purpose}",
            "ecs-tasks.amazonaws.com",
            self._args.environment,
            self,
            path=task_policies.role_path(self._args.environment),
        )

    def _create_execution_role(self) -> aws.iam.Role:
        args, role = self._args, self._create_role("execution")
        iam.grant(
            f"{self._name}-execution",
            role.name,
            self,
            task_policies.write_log_streams(args.environment, self._log_group_name),
            *task_policies.read_secrets(
                args.environment,
                {**args.secrets, **self._entered()},
                [args.kms_key_arn, *args.secret_keys],
            ),
        )
        return role

    def _allow_pull(self, role: aws.iam.Role) -> list[aws.iam.RolePolicy]:
        """Lets the role pull the images of the program and its sidecars. It returns the registry's
        policies, whose parent is the registry, and those for other repositories of the account.
        Images from elsewhere need none."""
        environment = self._args.environment
        pulled: set[str] = set()
        grants = []
        for name, image in self._images().items():
            own = images.repository(image)
            other = images.in_account(image, environment.account_id, environment.region)
            repository = own or other
            if repository is None or repository in pulled:
                continue
            pulled.add(repository)
            if own:
                grants.append(self._args.registry.grant_pull(name, role.name, own))
            else:
                arn = environment.arn("ecr", f"repository/{other}")
                grants.append(iam.grant(f"{name}-pull", role.name, self, *pull_from(arn)))
        return grants

    def _images(self) -> dict[str, str]:
        """Returns the program's image by its name, and those of its sidecars."""
        beside = self._args.program.sidecars
        own = {self._name: self._args.program.image}
        # No program's name contains two hyphens.
        return own | {f"{self._name}--{each}": beside[each].image for each in sorted(beside)}

    def _entered(self) -> dict[str, pulumi.Input[str]]:
        """Returns the ARNs of the secrets of all sidecars, by name."""
        beside = self._args.program.sidecars.values()
        return {name: self._args.entered_secrets[name] for each in beside for name in each.secrets}

    def _create_security_group(self) -> aws.ec2.SecurityGroup:
        group = closed_security_group(
            self._name, self._args.vpc_id, f"Tasks of {self._name}", parent=self
        )
        for port in sorted(set(self._args.program.uses.internet)):
            aws.vpc.SecurityGroupEgressRule(
                f"{self._name}-to-internet-{port}",
                security_group_id=group.id,
                # The rule is open to all addresses, because AWS's APIs change theirs and a security
                # group cannot name them.
                cidr_ipv4="0.0.0.0/0",
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=f"{self._name} to the internet, port {port}",
                opts=pulumi.ResourceOptions(parent=self),
            )
        return group

    def _create_definition(
        self, log_group: aws.cloudwatch.LogGroup, task_role: aws.iam.Role, execution: aws.iam.Role
    ) -> aws.ecs.TaskDefinition:
        size = self._args.size
        definitions = [
            container_definition(self._container(log_group)),
            *(self._sidecar(name, log_group) for name in sorted(self._args.program.sidecars)),
        ]
        return aws.ecs.TaskDefinition(
            self._name,
            family=self.family,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(size.cpu),
            memory=str(size.memory_mib),
            runtime_platform={
                "operating_system_family": "LINUX",
                "cpu_architecture": self._args.cpu_architecture,
            },
            task_role_arn=task_role.arn,
            execution_role_arn=execution.arn,
            container_definitions=pulumi.Output.json_dumps(
                definitions, sort_keys=True, separators=(",", ":")
            ),
            volumes=[{"name": name} for name in self._volumes()] or None,
            # A revision that somebody registers by hand must not be adopted.
            track_latest=False,
            # ECS can roll back to a registered revision only.
            skip_destroy=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _container(self, log_group: aws.cloudwatch.LogGroup) -> ContainerFacts:
        args, program = self._args, self._args.program
        service = program if isinstance(program, Service) else None
        port = service.port if service else None
        return ContainerFacts(
            name=self._name,
            image=images.resolve(program.image, args.registry.host, dict(args.image_versions)),
            command=program.command,
            variables={
                **program.environment,
                **args.variables,
                **common_variables(
                    args.environment, self._name, port=port, queue_url=args.queue_url
                ),
            },
            secrets=args.secrets,
            port=port,
            websocket=service.websocket if service else False,
            writable_paths=self._writable_paths(),
            stop_timeout_seconds=program.stop_timeout_seconds,
            user=program.user,
            capabilities=program.capabilities,
            open_files=program.open_files,
            labels=args.labels,
            after=sidecars.awaited(program.sidecars),
            log_group_name=log_group.name,
            region=args.environment.region,
            stream_prefix=args.kind,
        )

    def _sidecar(self, name: str, log_group: aws.cloudwatch.LogGroup) -> dict[str, Any]:
        args, sidecar = self._args, self._args.program.sidecars[name]
        return sidecars.definition(
            name,
            sidecar,
            image=images.resolve(sidecar.image, args.registry.host, dict(args.image_versions)),
            variables=common_variables(args.environment, self._name),
            secret_arns=args.entered_secrets,
            log_group_name=log_group.name,
            region=args.environment.region,
            stream_prefix=args.kind,
        )

    def _volumes(self) -> list[str]:
        beside = self._args.program.sidecars.items()
        own = {volume for name, each in beside for volume in sidecars.volumes(name, each)}
        # The program's in the order of their paths: another order is another revision.
        return [*volume_names(self._writable_paths()), *sorted(own)]

    def _writable_paths(self) -> list[str]:
        exec_paths = EXEC_PATHS if self._args.exec_log_group_arn is not None else ()
        return [*self._args.program.writable_paths, *exec_paths]
