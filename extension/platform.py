"""The platform as the team's own resources see it: components with their outputs and verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from config import Workload
from planning import Environment

if TYPE_CHECKING:
    # own/ is loaded on Docker too, where nothing of AWS is imported.
    from components.compute import Cluster, Registry, Service, Task
    from components.data import Aurora, Cache, Database, ExistingDatabase, ServerlessCache
    from components.dns import Certificate, ExistingCertificate, HostedZone
    from components.gateway import LoadBalancer
    from components.messaging import Queue, Topic
    from components.network import ExistingNetwork, Network
    from components.security import ExistingKey, Grantee, Key, Secret, Statement
    from components.storage import Bucket, ExistingBucket, LogBucket, RecoveryTarget


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Environment on AWS before its programs start. Parts that an environment does not have are
    None.

    Use the outputs of a component (`database.host`, `queues["mails"].arn`) and its verbs
    (`queues["mails"].grant_send(...)`), but not the resources inside it.
    """

    environment: Environment
    """Plain values of the environment: stack, account, region, domain."""
    workload: Workload
    """Checked content of config/workload.yaml."""
    network: Network | ExistingNetwork
    """Network with `vpc_id` and `cidr`, and by zone `public_subnet_ids`, `private_subnet_ids` and
    `data_subnet_ids`. With `network.nat: none` or `public_tasks` the private ones have no way to
    the internet. With `network.existing` they are those that the settings name."""
    key: Key | ExistingKey
    """Key that encrypts the environment's data, or with `existing.keys` the one that the settings
    name."""
    recovery: RecoveryTarget | None
    log_bucket: LogBucket
    zone: HostedZone
    zones: Mapping[str, HostedZone]
    """Zones of further domains, by the names that `domains` in the settings has for them:
    `zones["germany"].zone_id`. A domain below another one has the zone of that one.
    `environment.further_domains` has their names."""
    certificate: Certificate | ExistingCertificate
    """Certificate of the domain, or with `existing.certificates` the one that the settings name."""
    certificates: Mapping[str, Certificate | ExistingCertificate]
    """Certificates of further domains for load balancers. With `existing.certificates` those that
    its `domains` name."""
    load_balancer: LoadBalancer
    """Load balancer, whose `listener_arn` is its HTTPS listener. With several, it is the first."""
    cluster: Cluster
    registry: Registry
    database: Database | Aurora | ExistingDatabase | None
    """First database server, which the settings describe under `database`, or name under
    `existing.database_servers`."""
    database_servers: Mapping[str, Database | Aurora | ExistingDatabase]
    """Further database servers, by their names in the settings."""
    cache: Cache | ServerlessCache | None
    """First cache, which the settings describe under `cache`."""
    caches: Mapping[str, Cache | ServerlessCache]
    """Further caches, by their names in the settings."""
    topics: Mapping[str, Topic]
    queues: Mapping[str, Queue]
    buckets: Mapping[str, Bucket | ExistingBucket]
    secrets: Mapping[str, Secret]
    parent: Callable[[], pulumi.Resource]
    """Function that makes, once, the component to which own resources belong."""

    @property
    def opts(self) -> pulumi.ResourceOptions:
        """Returns the options for each own resource: the stack's AWS provider, with its account,
        region and tags, and the parent. `pulumi.ResourceOptions.merge` adds further ones."""
        return pulumi.ResourceOptions(parent=self.parent())

    def use_of_key(self, service: str, actions: Sequence[str] = ("kms:Decrypt",)) -> Statement:
        """Returns the right to use the environment's key through an AWS service, named as KMS names
        it (`dynamodb`), for programs that read data which the key encrypts."""
        from components.security import key_use

        return key_use(self.key.arn, actions, service=service, region=self.environment.region)


@dataclass(frozen=True, kw_only=True)
class RunningProgram:
    """Service, worker or job of the workload."""

    task: Task
    """Task of the program, with `task_role_arn`, `security_group_id`, `log_group_name` and so
    on."""
    service_name: pulumi.Output[str] | None
    """Name of the ECS service. None for a job."""
    scaling_target: pulumi.Output[str] | None
    """Name in Application Auto Scaling, `service/<cluster>/<name>`. None for a job."""

    @property
    def grantee(self) -> Grantee:
        """Returns the receiver of rights for the verbs of components. The program has started
        already, so grant here only rights that it can wait for; all others belong into EXPORTS."""
        return self.task.grantee


@dataclass(frozen=True, kw_only=True)
class RunningPlatform(Platform):
    """Environment on AWS after its programs were made."""

    programs: Mapping[str, RunningProgram]
    services: Mapping[str, Service]
