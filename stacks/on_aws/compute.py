"""Builds the cluster of all tasks, the runner that runs single tasks while `pulumi up` waits, the
verifier of new versions, and the authority of encrypted calls."""

from components.compute import (
    Cluster,
    ClusterArgs,
    TaskRunner,
    TaskRunnerArgs,
    Verifier,
    VerifierArgs,
)
from components.security import CallAuthority, CallAuthorityArgs
from config.settings import service_sizes
from stacks.on_aws.foundation import Foundation


class Compute:
    """The cluster of an environment, with what runs tasks in it besides ECS."""

    def __init__(self, base: Foundation) -> None:
        environment, key = base.environment, base.key.arn
        self.cluster = Cluster(
            "cluster", ClusterArgs(environment=environment, kms_key_arn=key), base.opts
        )
        self.task_runner = TaskRunner(
            "task-runner",
            TaskRunnerArgs(
                environment=environment,
                cluster=self.cluster,
                subnet_ids=base.task_subnets,
                public_addresses=base.public_tasks,
                kms_key_arn=key,
            ),
            base.opts,
        )
        self.verifier = self._create_verifier(base)
        self.call_authority = self._create_call_authority(base)

    def _create_verifier(self, base: Foundation) -> Verifier | None:
        """Creates the verifier if a service is deployed in a way in which it can be tried."""
        services = base.workload.services
        sizes = service_sizes(base.workload, base.settings)
        if not any(sizes[name].two_sets and services[name].verification for name in services):
            return None
        args = VerifierArgs(
            environment=base.environment, cluster=self.cluster, kms_key_arn=base.key.arn
        )
        return Verifier("verifier", args, base.opts)

    def _create_call_authority(self, base: Foundation) -> CallAuthority | None:
        settings = base.settings.encrypted_calls
        if settings is None:
            return None
        args = CallAuthorityArgs(
            environment=base.environment,
            cluster_name=self.cluster.name,
            until=settings.until,
            authority_arn=settings.authority,
            port=settings.port,
            kms_key_arn=base.key.arn,
        )
        return CallAuthority("call-authority", args, base.opts)
