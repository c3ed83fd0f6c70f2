"""Builds the foundation of an environment: the provider, keys, logs and the network."""

import functools
from collections.abc import Sequence

import pulumi

from components.common import aws_provider, tags_of_all
from components.messaging import key_statements
from components.network import ExistingNetwork, ExistingNetworkArgs, Network, NetworkArgs
from components.security import ExistingKey, ExistingKeyArgs, Key, KeyArgs, Statement
from components.storage import LogBucket, LogBucketArgs, RecoveryTarget
from config import CloudPlatform
from config.buckets import all_events
from planning import all_zones, facts, interface_endpoints
from planning.messages import publishing_accounts, taken_topics
from stacks.on_aws.owners import tagged, tags_of

US_EAST_1 = "us-east-1"
"""The region that holds CloudFront's certificate, firewall and metrics, whatever the environment's
region is."""


class Foundation:
    """The facts of an environment, and the resources that all its parts share."""

    def __init__(self, platform: CloudPlatform) -> None:
        self.settings, self.workload = platform.settings, platform.workload
        self.authorities, self.signing_keys = platform.authorities, platform.signing_keys
        self.revocation_lists = platform.revocation_lists
        self.error_pages = platform.error_pages
        self.environment = facts.environment_of(platform)
        provider = aws_provider(self.environment, self.settings.tags, self.settings.ephemeral)
        self.opts = pulumi.ResourceOptions(providers=[provider])
        settings, environment = self.settings, self.environment
        # The topics of alarms are encrypted too, and these services publish to them.
        told = ["s3"] if any(all_events(self.workload.buckets)) else []
        keys = settings.existing.keys
        self.key = self.create_key(
            "key",
            *("logs", "sns", "cloudfront", "fargate", "cloudwatch", "events", "budgets", *told),
            statements=key_statements(
                environment,
                publishing_accounts(self.workload, settings.partners),
                taken_topics(self.workload.queues.values(), settings.partners),
            ),
            existing=keys.data,
        )
        self.edge_key = functools.cache(self._edge_key)
        """Returns the key of what AWS keeps in us-east-1, and creates it at the first call."""
        self.recovery = None
        if settings.recovery_region:
            # The edge reads copies only where it is to.
            reads = ["cloudfront"] if settings.edge and settings.edge.origin_failover else []
            key = self.create_key(
                "key-recovery", *reads, region=settings.recovery_region, existing=keys.recovery
            )
            self.recovery = RecoveryTarget(
                region=settings.recovery_region,
                kms_key_arn=key.arn,
                log_bucket=self.create_log_bucket("logs-recovery", settings.recovery_region).bucket,
            )
        self.logs = self.create_log_bucket("logs")
        self.network = self._network()
        self.public_tasks = settings.network.nat == "public_tasks"
        network = self.network
        tasks = network.public_subnet_ids if self.public_tasks else network.private_subnet_ids
        self.task_subnets = [tasks[zone] for zone in settings.network.zones]
        self.data_subnets = list(network.data_subnet_ids.values())
        """Subnets of two zones at least, as RDS needs them."""
        self.cache_subnets = [
            network.data_subnet_ids[zone]
            for zone in settings.network.zones
            if zone in network.data_subnet_ids
        ]
        """Subnets of zones in which things run: ElastiCache, unlike RDS, takes one alone, and more
        of them later in place."""

    def _network(self) -> Network | ExistingNetwork:
        settings, endpoints = self.settings, interface_endpoints(self.workload, self.settings)
        if existing := settings.network.existing:
            return ExistingNetwork(
                "network",
                ExistingNetworkArgs(
                    environment=self.environment,
                    settings=settings.network,
                    existing=existing,
                    interface_endpoints=endpoints,
                ),
                self.opts,
            )
        return Network(
            "network",
            NetworkArgs(
                environment=self.environment,
                settings=settings.network,
                zones=all_zones(settings),
                interface_endpoints=endpoints,
                kms_key_arn=self.key.arn,
                tags=tags_of_all(self.environment, settings.tags, settings.ephemeral),
            ),
            self.opts,
        )

    def _edge_key(self) -> Key | ExistingKey:
        if self.environment.region == US_EAST_1:
            return self.key
        existing = self.settings.existing.keys.edge
        return self.create_key(
            "key-edge", "logs", "cloudwatch", region=US_EAST_1, existing=existing
        )

    def options_of(self, team: str | None) -> pulumi.ResourceOptions:
        """Returns the options of a component that a team owns: its resources carry its tags."""
        return tagged(self.opts, tags_of(self.workload, team))

    def create_log_bucket(self, name: str, region: str | None = None) -> LogBucket:
        """Creates the bucket for the access logs of one region."""
        args = LogBucketArgs(environment=self.environment, region=region)
        return LogBucket(name, args, self.opts)

    def create_key(
        self,
        name: str,
        *services: str,
        region: str | None = None,
        statements: Sequence[Statement] = (),
        existing: str | None = None,
    ) -> Key | ExistingKey:
        """Creates a key that these AWS services may use under their own name, or takes the one that
        exists by its ARN."""
        description = f"{self.environment.project} {self.environment.stack}: data and logs"
        args = KeyArgs(
            environment=self.environment,
            description=description,
            services=services,
            statements=statements,
            region=region,
        )
        if existing:
            return ExistingKey(name, ExistingKeyArgs(arn=existing, wanted=args), self.opts)
        return Key(name, args, self.opts)
