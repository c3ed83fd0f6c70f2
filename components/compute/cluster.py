"""The ECS cluster on Fargate in which all programs of an environment run.

    LogGroup                     the input and output of ECS Exec sessions
    LogGroup                     the measurements of Container Insights
    HttpNamespace                the names by which services call each other (Service Connect)
    Cluster
    ClusterCapacityProviders     Fargate and Fargate Spot
    Role + RolePolicy            for ECS, which moves the load balancer's traffic at a deployment

Left out: EC2 instances, which somebody would have to patch, and a namespace with DNS records:
Service Connect's proxies know where tasks are without them.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import known_once, log_group
from components.security import iam
from planning import Environment, physical_name

TYPE = "plinth:compute:Cluster"


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """The inputs from which a cluster is built."""

    environment: Environment
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts log groups, sessions of ECS Exec and the tasks' disks. Its policy must
    let CloudWatch Logs and Fargate use it. Running tasks keep the key with which they started."""


class Cluster(pulumi.ComponentResource):
    """An ECS cluster with a fixed name, by which people open sessions and read metrics.

    Container Insights observes each task and container. Its metrics are billed as custom metrics
    (aws.amazon.com/cloudwatch/pricing), and workers scale by one of them.
    """

    arn: pulumi.Output[str]
    """The cluster's ARN. Like `name`, it is known only once tasks can run: before, ECS refuses a
    service on Fargate Spot."""
    name: pulumi.Output[str]
    namespace_arn: pulumi.Output[str]
    infrastructure_role_arn: pulumi.Output[str]
    """The role by which ECS moves traffic between target groups. It is known once its policy
    exists."""
    exec_log_group_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        environment = args.environment
        self._physical = physical_name(f"{environment.project}-{environment.stack}", 255)
        sessions = self._create_log_group("exec", environment.path("cluster", "exec"))
        # ECS would create it with the first metric, without our key and retention.
        insights = self._create_log_group(
            "insights", f"/aws/ecs/containerinsights/{self._physical}/performance"
        )
        namespace = self._create_namespace()
        cluster = self._create_cluster(sessions, namespace, after=insights)
        providers = self._create_capacity_providers(cluster)
        role = self._create_infrastructure_role()
        policy = self._allow_moving_traffic(role)

        self.arn = known_once(providers, cluster.arn)
        self.name = known_once(providers, cluster.name)
        self.namespace_arn = namespace.arn
        self.infrastructure_role_arn = known_once(policy, role.arn)
        self.exec_log_group_arn = sessions.arn
        self.register_outputs(
            {
                "arn": self.arn,
                "name": self.name,
                "namespace_arn": self.namespace_arn,
                "infrastructure_role_arn": self.infrastructure_role_arn,
                "exec_log_group_arn": self.exec_log_group_arn,
            }
        )

    def _create_log_group(self, role: str, physical: str) -> aws.cloudwatch.LogGroup:
        return log_group(
            f"{self._name}-{role}",
            physical,
            self._args.environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _create_namespace(self) -> aws.servicediscovery.HttpNamespace:
        return aws.servicediscovery.HttpNamespace(
            self._name,
            description="Names of services, for Service Connect",
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_cluster(
        self,
        sessions: aws.cloudwatch.LogGroup,
        namespace: aws.servicediscovery.HttpNamespace,
        *,
        after: aws.cloudwatch.LogGroup,
    ) -> aws.ecs.Cluster:
        return aws.ecs.Cluster(
            self._name,
            name=self._physical,
            settings=[{"name": "containerInsights", "value": "enhanced"}],
            service_connect_defaults={"namespace": namespace.arn},
            configuration={
                "execute_command_configuration": {
                    "kms_key_id": self._args.kms_key_arn,
                    "logging": "OVERRIDE",
                    "log_configuration": {
                        "cloud_watch_encryption_enabled": True,
                        "cloud_watch_log_group_name": sessions.name,
                    },
                },
                "managed_storage_configuration": {
                    "fargate_ephemeral_storage_kms_key_id": self._args.kms_key_arn,
                },
            },
            # ECS creates the log group of Container Insights when it does not exist yet.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[after]),
        )

    def _create_capacity_providers(
        self, cluster: aws.ecs.Cluster
    ) -> aws.ecs.ClusterCapacityProviders:
        return aws.ecs.ClusterCapacityProviders(
            self._name,
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            # This is for tasks started by hand; services choose their own capacity providers.
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1}],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_infrastructure_role(self) -> aws.iam.Role:
        # The role has no account as a condition, just as AWS documents it. AWS does not say that
        # ECS sends the account here, and without it the role could not be assumed. Nobody who
        # creates a service in another account can pass a role of this one.
        # docs.aws.amazon.com/AmazonECS/latest/developerguide/
        # AmazonECSInfrastructureRolePolicyForLoadBalancers.html
        return iam.role_of_any_account(f"{self._name}-infrastructure", "ecs.amazonaws.com", self)

    def _allow_moving_traffic(self, role: aws.iam.Role) -> aws.iam.RolePolicy:
        """Grants the rights of AWS's AmazonECSInfrastructureRolePolicyForLoadBalancers, limited to
        resources with this environment's tags, because the account may hold other load balancers.
        Names would not do as a limit, since those of target groups are cut to 32 characters."""
        environment = self._args.environment
        arn = environment.arn
        own = {
            "StringEquals": {
                "aws:ResourceTag/project": environment.project,
                "aws:ResourceTag/stack": environment.stack,
            }
        }
        return iam.grant(
            f"{self._name}-infrastructure",
            role.name,
            self,
            # AWS cannot limit these read actions to resources.
            iam.allow(
                [
                    "elasticloadbalancing:DescribeListeners",
                    "elasticloadbalancing:DescribeRules",
                    "elasticloadbalancing:DescribeTargetGroups",
                    "elasticloadbalancing:DescribeTargetHealth",
                ],
                ["*"],
            ),
            iam.allow(
                [
                    "elasticloadbalancing:DeregisterTargets",
                    "elasticloadbalancing:RegisterTargets",
                ],
                [arn("elasticloadbalancing", "targetgroup/*/*")],
                condition=own,
            ),
            iam.allow(
                ["elasticloadbalancing:ModifyListener"],
                [arn("elasticloadbalancing", "listener/app/*/*/*")],
                condition=own,
            ),
            iam.allow(
                ["elasticloadbalancing:ModifyRule"],
                [arn("elasticloadbalancing", "listener-rule/app/*/*/*/*")],
                condition=own,
            ),
        )
