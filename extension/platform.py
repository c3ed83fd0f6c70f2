"""The platform as the team's own resources see it: components with their outputs and verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.compute import Cluster, Registry, Service, Task
from components.data import Cache, Database
from components.dns import Certificate, HostedZone
from components.gateway import LoadBalancer
from components.messaging import Queue, Topic
from components.network import Network
from components.security import Grantee, Key, Secret, Statement, key_use
from components.storage import Bucket, LogBucket, RecoveryTarget
from config import Workload
from planning import Environment


@dataclass(frozen=True, kw_only=True)
class Platform:
    """An environment on AWS before its programs start. What an environment does not have is None.

    Outputs of a component (`database.host`, `queues["mails"].arn`) and its verbs
    (`queues["mails"].grant_send(...)`) are there to be used; what it is made of is not.
    """

    environment: Environment
    """Stack, account, region, domain: plain values."""
    workload: Workload
    """config/workload.yaml, checked."""
    network: Network
    """`vpc_id`, `cidr`; by zone `public_subnet_ids`, `private_subnet_ids`, `data_subnet_ids`."""
    key: Key
    """The key that encrypts the environment's data."""
    recovery: RecoveryTarget | None
    log_bucket: LogBucket
    zone: HostedZone
    certificate: Certificate
    load_balancer: LoadBalancer
    """`listener_arn` is its HTTPS listener."""
    cluster: Cluster
    registry: Registry
    database: Database | None
    cache: Cache | None
    topics: Mapping[str, Topic]
    queues: Mapping[str, Queue]
    buckets: Mapping[str, Bucket]
    secrets: Mapping[str, Secret]
    parent: Callable[[], pulumi.Resource]
    """Makes, once, the component that own resources stand under."""

    @property
    def opts(self) -> pulumi.ResourceOptions:
        """The options for each own resource: the stack's AWS provider, with its account, region
        and tags, and a place in the tree. `pulumi.ResourceOptions.merge` adds further ones."""
        return pulumi.ResourceOptions(parent=self.parent())

    def use_of_key(self, service: str, actions: Sequence[str] = ("kms:Decrypt",)) -> Statement:
        """The right to use the environment's key through an AWS service, as KMS names it
        (`dynamodb`), for programs that read what is encrypted by it."""
        return key_use(self.key.arn, actions, service=service, region=self.environment.region)


@dataclass(frozen=True, kw_only=True)
class RunningProgram:
    """A service, worker or job of the workload."""

    task: Task
    """`task_role_arn`, `security_group_id`, `log_group_name` and so on."""
    service_name: pulumi.Output[str] | None
    """Of the ECS service; None for a job."""
    scaling_target: pulumi.Output[str] | None
    """What Application Auto Scaling calls it, `service/<cluster>/<name>`; None for a job."""

    @property
    def grantee(self) -> Grantee:
        """Whom the verbs of components let in. The program has started already: grant here only
        what it can wait for; the rest belongs into EXPORTS."""
        return self.task.grantee


@dataclass(frozen=True, kw_only=True)
class RunningPlatform(Platform):
    """The same once its programs stand."""

    programs: Mapping[str, RunningProgram]
    services: Mapping[str, Service]
