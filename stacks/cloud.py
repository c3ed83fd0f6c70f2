"""The architecture on AWS, from the ground up: what comes later stands on what came before.

What differs between environments is data: sizes, counts, and sections that are absent.
"""

from collections.abc import Mapping
from typing import Any, Literal

import pulumi

import components as c
from config import Platform
from config.size import size_of
from config.storage_settings import CacheSettings, DatabaseSettings
from config.workload import Program, Worker
from stacks import facts
from stacks.links import Links

US_EAST_1 = "us-east-1"
"""Where CloudFront's certificate, firewall and logs are kept, whatever the environment's region."""


def build(platform: Platform) -> dict[str, Any]:
    """Builds the environment; returns the stack's outputs."""
    return Cloud(platform).outputs()


class Cloud:
    """One environment on AWS."""

    def __init__(self, platform: Platform) -> None:
        self.settings, self.workload = platform.settings, platform.workload
        self.environment = facts.environment_of(platform)
        provider = c.aws_provider(self.environment, self.settings.tags)
        self.opts = pulumi.ResourceOptions(providers=[provider])
        self.kept = pulumi.ResourceOptions(providers=[provider], protect=self.settings.protect)

        self.build_foundation()
        self.build_gateway()
        self.build_messages()
        self.build_storage()
        self.build_cluster()
        self.build_data()
        self.build_programs()
        self.build_front_door()

    def build_foundation(self) -> None:
        """Keys, logs, the network."""
        settings, environment = self.settings, self.environment
        self.key = self._key("key", "logs", "sns", "cloudfront", "fargate")
        self.recovery = None
        if settings.recovery_region:
            key = self._key("key-recovery", region=settings.recovery_region)
            self.recovery = c.RecoveryTarget(region=settings.recovery_region, kms_key_arn=key.arn)
        self.logs = c.LogBucket("logs", c.LogBucketArgs(environment=environment), self.kept)
        self.network = c.Network(
            "network",
            c.NetworkArgs(
                environment=environment, settings=settings.network, kms_key_arn=self.key.arn
            ),
            self.kept,
        )

    def build_gateway(self) -> None:
        """Names, certificates, and the load balancer that answers for all services."""
        settings, environment, network = self.settings, self.environment, self.network
        self.zone = c.HostedZone(
            "zone",
            c.HostedZoneArgs(environment=environment, hosted_zone_id=settings.hosted_zone_id),
            self.kept,
        )
        self.certificate = c.Certificate(
            "certificate",
            c.CertificateArgs(environment=environment, zone_id=self.zone.zone_id),
            self.opts,
        )
        behind_edge = settings.edge is not None
        subnets = network.private_subnet_ids if behind_edge else network.public_subnet_ids
        self.gateway = c.LoadBalancer(
            "gateway",
            c.LoadBalancerArgs(
                environment=environment,
                settings=settings.gateway,
                vpc_id=network.vpc_id,
                vpc_cidr=settings.network.cidr,
                subnet_ids=list(subnets.values()),
                certificate_arn=self.certificate.arn,
                log_bucket=self.logs.bucket,
                internal=behind_edge,
                with_test_listener=settings.services.deployment == "blue_green",
            ),
            self.kept,
        )

    def build_messages(self) -> None:
        """Topics, queues, and what decides which message goes where."""
        environment, workload, key = self.environment, self.workload, self.key.arn
        self.topics = {
            name: c.Topic(
                name,
                c.TopicArgs(environment=environment, settings=each, kms_key_arn=key),
                self.opts,
            )
            for name, each in workload.topics.items()
        }
        self.queues = {
            name: c.Queue(
                name,
                c.QueueArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    fed_by={t: self.topics[t].arn for t in facts.feeders(workload, name)},
                ),
                self.kept,
            )
            for name, each in workload.queues.items()
        }
        for subscription in workload.subscriptions:
            topic, queue = self.topics[subscription.topic], self.queues[subscription.queue]
            c.Subscription(
                f"{subscription.topic}-to-{subscription.queue}",
                c.SubscriptionArgs(topic=topic, queue=queue, settings=subscription),
                self.opts,
            )

    def build_storage(self) -> None:
        """Buckets, images, and the secrets that people enter."""
        environment, settings, key = self.environment, self.settings, self.key.arn
        self.buckets = {
            name: c.Bucket(
                name,
                c.BucketArgs(
                    environment=environment,
                    settings=each,
                    kms_key_arn=key,
                    log_bucket=self.logs.bucket,
                    cors=settings.gateway.cors,
                    recovery=self.recovery,
                ),
                self.kept,
            )
            for name, each in self.workload.buckets.items()
        }
        self.registry = c.Registry(
            "registry",
            c.RegistryArgs(
                environment=environment,
                repositories=facts.repositories(self.workload),
                kms_key_arn=key,
                keep_images=settings.retention.images,
            ),
            self.kept,
        )
        copy_key = self.recovery.kms_key_arn if self.recovery else None
        secret_args = c.SecretArgs(
            environment=environment, kms_key_arn=key, recovery_kms_key_arn=copy_key
        )
        self.secrets = {
            name: c.Secret(name, secret_args, self.kept)
            for name in facts.secret_names(self.workload)
        }

    def build_cluster(self) -> None:
        """Where tasks run, and what runs one to its end while `pulumi up` waits."""
        environment, key = self.environment, self.key.arn
        self.private_subnets = list(self.network.private_subnet_ids.values())
        self.cluster = c.Cluster(
            "cluster", c.ClusterArgs(environment=environment, kms_key_arn=key), self.opts
        )
        self.task_runner = c.TaskRunner(
            "task-runner",
            c.TaskRunnerArgs(
                environment=environment,
                cluster=self.cluster,
                subnet_ids=self.private_subnets,
                kms_key_arn=key,
            ),
            self.opts,
        )

    def build_data(self) -> None:
        """The database with its logins, the cache with its users; AWS makes their passwords."""
        self.database: c.Database | None = None
        self.cache: c.Cache | None = None
        self.logins: c.Credentials | None = None
        self.cache_users: c.Credentials | None = None
        self.database_setup: c.DatabaseSetup | None = None
        self.data_subnets = list(self.network.data_subnet_ids.values())
        if self.settings.database or self.settings.cache:
            self.credentials_function = c.credentials_function(
                "credentials", self.environment, self.key.arn, self.opts
            )
        if self.settings.database:
            self._build_database(self.settings.database)
        if self.settings.cache:
            self._build_cache(self.settings.cache)

    def _build_database(self, settings: DatabaseSettings) -> None:
        environment, workload, key = self.environment, self.workload, self.key.arn
        self.logins = self._credentials("login", facts.logins(workload))
        self.database = c.Database(
            "database",
            c.DatabaseArgs(
                environment=environment,
                settings=settings,
                workload=workload,
                backups_days=self.settings.retention.backups_days,
                vpc_id=self.network.vpc_id,
                subnet_ids=self.data_subnets,
                kms_key_arn=key,
                recovery_kms_key_arn=self.recovery.kms_key_arn if self.recovery else None,
                credentials_function=self.credentials_function,
                login_secret_arns=self.logins.secret_arns,
            ),
            self.kept,
        )
        self.database_setup = c.DatabaseSetup(
            "database-setup",
            c.DatabaseSetupArgs(
                environment=environment,
                workload=workload,
                database=self.database,
                logins=self.logins,
                task_runner=self.task_runner,
                registry=self.registry,
                vpc_id=self.network.vpc_id,
                kms_key_arn=key,
            ),
            self.opts,
        )

    def _build_cache(self, settings: CacheSettings) -> None:
        self.cache = c.Cache(
            "cache",
            c.CacheArgs(
                environment=self.environment,
                settings=settings,
                snapshots_days=self.settings.retention.snapshots_days,
                programs=facts.cache_users(self.workload),
                vpc_id=self.network.vpc_id,
                subnet_ids=self.data_subnets,
                kms_key_arn=self.key.arn,
            ),
            self.kept,
        )
        self.cache_users = self._credentials("cache", self.cache.usernames)

    def _credentials(
        self, kind: Literal["login", "cache"], usernames: Mapping[str, pulumi.Input[str]]
    ) -> c.Credentials:
        return c.Credentials(
            f"{kind}-credentials",
            c.CredentialsArgs(
                environment=self.environment,
                function=self.credentials_function,
                kms_key_arn=self.key.arn,
                kind=kind,
                usernames=usernames,
            ),
            self.kept,
        )

    def build_programs(self) -> None:
        """Services in the order of their calls, workers and jobs; each let in where it may go."""
        self.links = Links(
            environment=self.environment,
            workload=self.workload,
            database=self.database,
            logins=self.logins,
            cache=self.cache,
            cache_users=self.cache_users,
            buckets=self.buckets,
            topics=self.topics,
            queues=self.queues,
            secrets=self.secrets,
        )
        self.services: dict[str, c.Service] = {}
        routes = c.plan_routes(self.workload.services, self.environment.domain)
        for name in self.workload.call_order():
            program = self.workload.services[name]
            self.services[name] = c.Service(
                name,
                c.ServiceArgs(
                    settings=self.settings.services,
                    program=program,
                    task=self._task(name, "service", program),
                    cluster=self.cluster,
                    subnet_ids=self.private_subnets,
                    load_balancer=self.gateway,
                    routes=routes[name],
                    idle_timeout_seconds=self.settings.gateway.idle_timeout_seconds,
                    calls=self._calls(program),
                    task_runner=self.task_runner,
                ),
                self._after_data(program),
            )
        for name, worker in self.workload.workers.items():
            task = self._task(name, "worker", worker)
            self.queues[worker.queue].grant_receive(task.grantee)
            c.Worker(
                name,
                c.WorkerArgs(
                    settings=self.settings.workers,
                    program=worker,
                    task=task,
                    cluster=self.cluster,
                    subnet_ids=self.private_subnets,
                    queue_name=self.queues[worker.queue].name,
                    calls=self._calls(worker),
                ),
                self._after_data(worker),
            )
        for name, job in self.workload.jobs.items():
            c.Job(
                name,
                c.JobArgs(
                    environment=self.environment,
                    program=job,
                    task=self._task(name, "job", job),
                    cluster=self.cluster,
                    subnet_ids=self.private_subnets,
                    kms_key_arn=self.key.arn,
                ),
                self.opts,
            )

    def build_front_door(self) -> None:
        """The edge and the firewall, and the names that lead to them."""
        settings, environment, workload = self.settings, self.environment, self.workload
        hosts = c.public_hosts.hosts(workload)
        firewall = self._firewall()
        if settings.edge is None:
            if firewall is not None:
                firewall.associate(self.gateway.arn)
            target = c.AliasTarget(
                dns_name=self.gateway.dns_name, zone_id=self.gateway.zone_id, ipv6=False
            )
        else:
            edge = c.Edge(
                "edge",
                c.EdgeArgs(
                    environment=environment,
                    settings=settings.edge,
                    hosts=[facts.full_name(host, environment.domain) for host in hosts],
                    services=workload.services,
                    cors=settings.gateway.cors,
                    certificate_arn=self.certificate.arn_in(US_EAST_1),
                    load_balancer_arn=self.gateway.arn,
                    load_balancer_dns_name=self.gateway.dns_name,
                    web_acl_arn=firewall.arn if firewall else None,
                    static_buckets={
                        each.path: self.buckets[name]
                        for name, each in workload.buckets.items()
                        if each.path
                    },
                    log_bucket_arn=self.logs.arn,
                ),
                self.opts,
            )
            target = c.AliasTarget(
                dns_name=edge.domain_name, zone_id=edge.hosted_zone_id, ipv6=True
            )
        self.names = c.DnsRecords(
            "dns",
            c.DnsRecordsArgs(
                environment=environment,
                zone_id=self.zone.zone_id,
                hosts=hosts,
                target=target,
                health_paths=c.public_hosts.health_paths(workload),
            ),
            self.opts,
        )

    def outputs(self) -> dict[str, Any]:
        """What people and pipelines need to know."""
        return {
            "urls": self.names.urls,
            "name_servers": self.zone.name_servers,
            "public_addresses": self.network.public_addresses,
            "registry": self.registry.host,
            "cluster": self.cluster.name,
            "database_host": self.database.host if self.database else None,
            "cache_host": self.cache.host if self.cache else None,
            "queues": {name: queue.url for name, queue in self.queues.items()},
            "buckets": {name: bucket.bucket for name, bucket in self.buckets.items()},
        }

    def _key(self, name: str, *services: str, region: str | None = None) -> c.Key:
        description = f"{self.environment.project} {self.environment.stack}: data and logs"
        return c.Key(
            name,
            c.KeyArgs(
                environment=self.environment,
                description=description,
                services=services,
                region=region,
            ),
            self.kept,
        )

    def _firewall(self) -> c.Firewall | None:
        settings, environment = self.settings, self.environment
        if settings.waf is None:
            return None
        scope: Literal["CLOUDFRONT", "REGIONAL"] = "CLOUDFRONT" if settings.edge else "REGIONAL"
        elsewhere = scope == "CLOUDFRONT" and environment.region != US_EAST_1
        key = self._key("key-edge", "logs", region=US_EAST_1) if elsewhere else self.key
        return c.Firewall(
            "firewall",
            c.FirewallArgs(
                environment=environment,
                settings=settings.waf,
                scope=scope,
                rate_limit_per_address=settings.gateway.rate_limit_per_address,
                services=self.workload.services,
                kms_key_arn=key.arn,
            ),
            self.opts,
        )

    def _task(
        self, name: str, kind: Literal["service", "worker", "job"], program: Program
    ) -> c.Task:
        """A program's task, let in where its `uses` say."""
        settings = self.settings
        defaults = settings.services if kind == "service" else settings.workers
        worker_queue = self.queues[program.queue].url if isinstance(program, Worker) else None
        may_exec = settings.services.exec
        task = c.Task(
            name,
            c.TaskArgs(
                environment=self.environment,
                kind=kind,
                program=program,
                size=size_of(name, program, defaults, settings.sizes),
                cpu_architecture=defaults.cpu_architecture,
                registry=self.registry,
                image_versions=settings.images,
                vpc_id=self.network.vpc_id,
                kms_key_arn=self.key.arn,
                variables=self.links.variables(name, program.uses),
                secrets=self.links.secret_arns(name, program.uses),
                queue_url=worker_queue,
                exec_log_group_arn=self.cluster.exec_log_group_arn if may_exec else None,
            ),
            self.opts,
        )
        self.links.connect(task.grantee, program.uses)
        return task

    def _after_data(self, program: Program) -> pulumi.ResourceOptions:
        """Options for what starts a program: its login and its passwords must exist by then."""
        ready: list[pulumi.Resource | None] = []
        if program.uses.databases:
            ready.append(self.database_setup)
        if program.uses.cache:
            ready.append(self.cache_users)
        return pulumi.ResourceOptions.merge(
            self.opts, pulumi.ResourceOptions(depends_on=[each for each in ready if each])
        )

    def _calls(self, program: Program) -> list[c.Service]:
        return [self.services[name] for name in program.uses.services]
