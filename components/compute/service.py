"""A program that answers requests, from the internet by routes and from other programs by its name.

    LoadBalancer.add_route     target groups and rules, one set for each route
    MetricAlarm                one, and two for each route; they roll a deployment back
    OneOffTask                 the migration, before the tasks of a new version start
    Verifier.verify            the verification, before a new version gets traffic
    Service                    the ECS service, rolling or with a second set of tasks
    Scaling                    by CPU and its forecast, by requests if there are routes, by open
                               connections

The service's `Task` exists before it, so that the owners of the resources that it uses can let the
task in. Give those owners to `depends_on`: then no task, and no migration, starts before it can
reach its database.

With blue/green, the new version answers on the load balancer's test port during a deployment, and
to calls by its name with the header x-amzn-ecs-blue-green-test. A gate (`approvals`) holds it there
until a person answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.cluster import Cluster
from components.compute.container import PORT_NAME
from components.compute.fargate import FargateService, connect, create_service
from components.compute.one_off_task import OneOffTask, OneOffTaskArgs
from components.compute.task import Task
from components.compute.task_runner import TaskRunner
from components.compute.verifier import Hook, Verifier
from components.gateway import (
    ListenerRoute,
    LoadBalancer,
    RouteTarget,
    memory_alarm,
    rollback_alarms,
)
from components.network import allow_tcp
from components.scaling import Scaling, ScalingArgs, connection_metrics, request_metrics
from components.security import CallAuthority, Grantee
from config.sizes import ServicesSettings
from config.workload import programs
from planning import RoutePlan

TYPE = "plinth:compute:Service"


@dataclass(frozen=True, kw_only=True)
class ServiceArgs:
    """The inputs from which a service is built. All of them change by a deployment; another cluster
    replaces the ECS service. AWS lets `program.websocket` change only after the service was
    deleted."""

    settings: ServicesSettings
    program: programs.Service
    task: Task
    cluster: Cluster
    subnet_ids: Sequence[pulumi.Input[str]]
    public_addresses: bool = False
    """True if each task has a public address, in public subnets."""
    load_balancer: LoadBalancer
    routes: Sequence[RoutePlan]
    """The service's routes; without any, only other programs reach it."""
    idle_timeout_seconds: int
    """The load balancer's limit on the time that a request may wait for its answer."""
    calls: Sequence["Service"] = ()
    """Services that this one calls, and that are deployed before it, because a task knows only the
    names that existed when it was deployed. They let it in. Those of a circle that come after it
    are `LateCalls`."""
    task_runner: TaskRunner
    """The function that runs the migration."""
    verifier: Verifier | None = None
    """The function that runs the verification; None if no service has one."""
    authority: CallAuthority | None = None
    """The authority by which calls of this service are encrypted; None leaves them plain. Switching
    it on or off is a deployment."""


class Service(pulumi.ComponentResource):
    """An ECS service behind the load balancer and in Service Connect.

    rolling: ECS starts new tasks beside the old ones, and goes back when they do not get healthy.

    blue_green: ECS starts as many new tasks as there are old ones, moves the traffic to them at
    once, and keeps the old ones for `bake_minutes`. During that time an alarm still sends the
    traffic back, and both sets of tasks are paid.

    canary, linear: as blue_green, but the traffic moves in steps of `shift_percent`, with
    `shift_minutes` between them, in which an alarm sends it back too.

    With `approvals`, ECS waits at the stages that they name, and `up` does not wait for ECS.
    """

    service_name: pulumi.Output[str]
    """The name of the ECS service, its dimension in CloudWatch."""

    def __init__(
        self, name: str, args: ServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        for callee in args.calls:
            callee.allow_from(args.task.grantee)
        self._routes = self._add_routes()
        alarms = [
            memory_alarm(name, args.cluster.name, args.task.family, self),
            *rollback_alarms(name, self._routes, args.load_balancer.arn_suffix, self),
        ]
        migration = self._migrate()
        service = self._create_service(alarms, migration)
        self.scaling_target = self._scale(service)
        """The name of the service in Application Auto Scaling, for further policies."""

        self.target_groups = self._routes[0].target_group_suffixes if self._routes else ()
        """The names in CloudWatch of the first route's target groups. All routes of a service lead
        to the same tasks with the same health check, so one tells of all."""

        self.routes = {each.key: each.target_group_suffixes for each in self._routes}
        """The names in CloudWatch of each route's target groups."""

        self.port = args.program.port
        """The port at which other programs call the service by its name."""

        self.call_port = args.authority.port if args.authority else None
        """The port at which the service's proxy takes encrypted calls; None if they are plain."""

        self.service_name = service.name
        self.register_outputs({"service_name": self.service_name})

    def allow_from(self, client: Grantee) -> None:
        """Lets another program call this one: at its port, or at the proxy's alone where calls are
        encrypted, so none can come in plain."""
        group, authority = self._args.task.security_group_id, self._args.authority
        if authority is None:
            allow_tcp(self._name, group, client, self._args.program.port, self)
        else:
            # A name of its own: the plain way closes at the end of the update, when all tasks are
            # new.
            allow_tcp(f"{self._name}.calls", group, client, authority.port, self)

    def _add_routes(self) -> list[ListenerRoute]:
        program = self._args.program
        target = RouteTarget(
            grantee=self._args.task.grantee,
            port=program.port,
            health_path=program.health_path,
            websocket=program.websocket,
            sticky_minutes=program.sticky_minutes,
            blue_green=self._args.settings.two_sets,
        )
        return [self._args.load_balancer.add_route(plan, target) for plan in self._args.routes]

    def _migrate(self) -> list[pulumi.Resource]:
        migration = self._args.program.migration
        if migration is None:
            return []
        task = OneOffTask(
            f"{self._name}-migration",
            OneOffTaskArgs(
                task=self._args.task,
                task_runner=self._args.task_runner,
                command=migration.command,
                timeout_seconds=migration.timeout_seconds,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return [task]

    def _verify(self) -> Hook | None:
        """Returns the hook that tries a new version. A task of the same program asks it, so the
        program lets itself in. Service Connect is for services only, so it asks the container, past
        the proxy."""
        args, verification = self._args, self._verification
        if verification is None or args.verifier is None:
            return None
        task = args.task
        allow_tcp(self._name, task.security_group_id, task.grantee, args.program.port, self)
        return args.verifier.verify(self._name, args.task, args.program, verification)

    @property
    def _verification(self) -> programs.Verification | None:
        """The verification; None also where no second set of tasks could be tried."""
        return self._args.program.verification if self._args.settings.two_sets else None

    def _create_service(
        self, alarms: Sequence[pulumi.Output[str]], migration: Sequence[pulumi.Resource]
    ) -> aws.ecs.Service:
        args, verification = self._args, self._verification
        return create_service(
            self._name,
            FargateService(
                task=args.task,
                cluster=args.cluster,
                subnet_ids=args.subnet_ids,
                public_addresses=args.public_addresses,
                spot_percent=args.settings.spot_percent,
                exec=args.settings.exec,
                connect=connect(args.task, args.cluster, [self._endpoint()]),
                deployment=args.settings,
                verification=self._verify(),
                held_minutes=verification.minutes if verification else 0,
                load_balancers=[self._load_balancer(route) for route in self._routes],
                rollback_alarms=alarms,
                # Old tasks run until the migration has succeeded; a failed one changes nothing.
                # Called services are deployed first, so that the tasks of this one know their
                # names.
                after=[*migration, *args.calls],
            ),
            self,
        )

    def _endpoint(self) -> aws.ecs.ServiceServiceConnectConfigurationServiceArgsDict:
        """Returns the name by which other programs call the service: http://<name>:<port>."""
        endpoint: aws.ecs.ServiceServiceConnectConfigurationServiceArgsDict = {
            "port_name": PORT_NAME,
            "discovery_name": self._name,
            "client_alias": [{"dns_name": self._name, "port": self._args.program.port}],
        }
        if authority := self._args.authority:
            # The proxy takes TLS alone, at a port of its own. Requests and health checks of the
            # load balancer, and a verification, go on to the container past it.
            # docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html
            endpoint["ingress_port_override"] = authority.port
            endpoint["tls"] = {
                "issuer_cert_authority": {"aws_pca_authority_arn": authority.arn},
                "role_arn": authority.role_arn,
                "kms_key": authority.kms_key_arn,
            }
        # Websockets pass as TCP, for which ECS accepts no limit of a request. The provider sends a
        # limit that is left out as 0, which ECS refuses, so both stay out:
        # github.com/pulumi/pulumi-aws/issues/4265.
        # Service Connect then closes a connection after an hour of silence.
        if not self._args.program.websocket:
            seconds = self._args.idle_timeout_seconds
            endpoint["timeout"] = {
                # Requests of the load balancer pass the proxy too, which must not close a
                # connection that the load balancer still uses.
                "idle_timeout_seconds": seconds + 60,
                # Service Connect's own limit is 15 seconds. This one equals the load balancer's,
                # which ends a request anyway.
                "per_request_timeout_seconds": seconds,
            }
        return endpoint

    def _load_balancer(self, route: ListenerRoute) -> aws.ecs.ServiceLoadBalancerArgsDict:
        balancer: aws.ecs.ServiceLoadBalancerArgsDict = {
            "target_group_arn": route.target_group_arn,
            "container_name": self._name,
            "container_port": self._args.program.port,
        }
        if route.alternate_target_group_arn and route.production_rule_arn:
            balancer["advanced_configuration"] = {
                "alternate_target_group_arn": route.alternate_target_group_arn,
                "production_listener_rule": route.production_rule_arn,
                "test_listener_rule": route.test_rule_arn,
                "role_arn": self._args.cluster.infrastructure_role_arn,
            }
        return balancer

    def _scale(self, service: aws.ecs.Service) -> pulumi.Output[str]:
        settings = self._args.settings
        scaling = Scaling(
            f"{self._name}-scaling",
            ScalingArgs(
                cluster_name=self._args.cluster.name,
                service_name=service.name,
                size=self._args.task.size,
                cooldown_seconds=settings.cooldown_seconds,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        scaling.keep_cpu(settings.scale_cpu_percent)
        match settings.predictive_scaling:
            case "forecast_only":
                scaling.forecast_cpu(settings.scale_cpu_percent, "ForecastOnly")
            case "forecast_and_scale":
                scaling.forecast_cpu(settings.scale_cpu_percent, "ForecastAndScale")
        groups = [group for route in self._routes for group in route.target_group_suffixes]
        if groups:
            metrics = request_metrics(self._args.load_balancer.arn_suffix, groups)
            scaling.keep("requests", settings.scale_requests_per_target, metrics)
        connections = settings.scale_connections_per_task
        if connections is not None and self._args.program.websocket:
            metrics = connection_metrics(self._args.cluster.name, service.name, self._name)
            scaling.keep("connections", connections, metrics)
        return scaling.resource_id
