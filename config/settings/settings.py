"""The settings of one environment: what `Pulumi.<stack>.yaml` holds under `plinth:settings`.

Every file has the same keys in the same order, so a diff of two files shows how the environments
differ. A value that never differs is a default here. A section that an environment does not have is
`null`.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.alarms import AlarmSettings
from config.calls import EncryptedCalls
from config.data import (
    CacheSettings,
    DatabaseServer,
    DatabaseSettings,
    NamedCache,
    SearchSettings,
)
from config.domains import FurtherDomains, names_of, other_apexes, own_problems
from config.edge import EdgeSettings, WafSettings
from config.existing import ExistingSettings
from config.flags import FlagName, FlagRolloutSettings, ShortFlagValue
from config.gateway import GatewaySettings
from config.identity import UserPoolSettings
from config.messages import Partner
from config.network import NetworkSettings
from config.objectives import ObjectiveSettings
from config.settings.docker_settings import DockerSettings
from config.settings.ephemeral_settings import EphemeralSettings
from config.settings.operators_settings import OperatorsSettings
from config.settings.production_settings import ProductionSettings
from config.settings.quota_settings import QuotaSettings
from config.settings.recovery_settings import BackupSettings, RecoverySettings
from config.settings.tag_settings import Tags, edge_problem
from config.sizes import ServicesSettings, SizeOverride, WorkersSettings
from config.tracing import SamplingSettings, TracingSettings
from config.usage import UsageSettings
from config.values import (
    AccountId,
    Broken,
    DomainName,
    HostedZoneId,
    ImageVersion,
    Name,
    Overrule,
    Region,
    Section,
    aws_facts,
    is_public,
)


class RetentionSettings(Section):
    """Times for which things are kept, in days, and the number of images that are kept."""

    logs_days: Annotated[int, Field(ge=1, examples=[*aws_facts.LOG_RETENTION_DAYS])]
    """Days for which CloudWatch log groups and log buckets keep logs. CloudWatch offers certain
    periods only."""
    backups_days: Annotated[int, Field(ge=1, le=35, examples=[30])]
    """Days for which RDS keeps automated backups with point-in-time recovery, 1 to 35. (0 would
    switch them off.)"""
    snapshots_days: Annotated[int, Field(ge=0, le=35, examples=[7])]
    """Days for which ElastiCache keeps automatic snapshots of the cache. 0 takes none."""
    object_versions_days: Annotated[int, Field(ge=1, le=3650, examples=[90])]
    """Days for which overwritten and deleted objects in S3 stay recoverable; 90 or more in
    production."""
    images: Annotated[int, Field(ge=1, le=1000, examples=[50])] = 50
    """Number of images that each repository keeps; 10 or more in production."""


class Settings(Section):
    """Settings that all environments share."""

    target: Literal["aws", "docker"]
    """Place where the environment runs: `aws`, or `docker` for containers on one machine."""
    environment: Literal["development", "staging", "production"]
    """Purpose of the environment. `production` applies the rules of `config/checks/production.py`,
    and a stack named prod must have it. Services see the value as APP_ENV."""
    account_id: AccountId | None
    """The only AWS account that this stack may touch, twelve digits in quotes."""
    region: Region | None
    """AWS region in which the environment runs."""
    recovery_region: Region | None
    """Second AWS region, to which copies of the data go. null keeps no copies."""
    domain: DomainName
    """Domain of the environment. Hosts of the workload are labels below it. A change replaces the
    certificates, and the zone if Plinth created it."""
    hosted_zone_id: HostedZoneId | None
    """ID of an existing public Route 53 zone for `domain`. null creates a zone; then enter its name
    servers (a stack output) at the registrar, because certificates are issued only after that."""
    domains: FurtherDomains = {}
    """Further domains at which hosts of the workload answer, by the names that it has for them: the
    host `api@germany` is `api` below `germany`. Default: none."""
    tags: Tags
    """Tags that every AWS resource of the environment carries."""
    protect: bool
    """Deletion protection, by Pulumi and by AWS, of all resources that hold data."""
    network: NetworkSettings | None
    """VPC of the environment, with its zones and its way to the internet."""
    existing: ExistingSettings | None = None
    """What stands already beside the network, such as certificates. Absent: Plinth makes all."""
    gateway: GatewaySettings
    """API gateway, which all requests from outside pass."""
    edge: EdgeSettings | None
    """CloudFront in front of the load balancer. null: clients reach the load balancer directly."""
    waf: WafSettings | None
    """Web application firewall. null: there is none, and no rate limits either."""
    services: ServicesSettings
    """Default size and deployment of services."""
    workers: WorkersSettings
    """Default size of workers and jobs."""
    encrypted_calls: EncryptedCalls | None = None
    """Encryption of the calls between services. Absent: they are plain inside of the network."""
    sizes: dict[Name, SizeOverride]
    """Sizes of single services, workers and jobs, by name, that differ from `services` and
    `workers`."""
    images: Annotated[dict[str, ImageVersion], Field(examples=[{"web": "1.4.3"}])]
    """Versions of this platform's images, by repository. They replace the versions in the workload.
    A deployment changes one line here (`make images-release`, or by hand). A tag, or a digest
    `sha256:...`."""
    database: DatabaseSettings | None
    """PostgreSQL instance with all databases of the workload, or with those that no other server
    has. null: there is none."""
    database_servers: dict[Name, DatabaseServer] | None = None
    """Further PostgreSQL instances, by name, each with some of the workload's databases. Absent:
    all databases share one instance, with its size, its failures and its restore point."""
    cache: CacheSettings | None
    """Cache that programs with `uses.cache` share. null: there is none."""
    caches: dict[Name, NamedCache] | None = None
    """Further caches, by name, for programs that name them under `uses.caches`. Absent: there are
    none."""
    search: SearchSettings | None = None
    """Search engine, Amazon OpenSearch Service, that has the workload's `search_indexes`. Absent:
    there is none."""
    retention: RetentionSettings | None
    """Times for which logs, backups, snapshots, object versions and images are kept."""
    backup: BackupSettings | None = None
    """Vault for copies of the data that nobody can delete. Absent: its defaults, by which a
    protected environment has one."""
    recovery: RecoverySettings = RecoverySettings()
    """Targets of recovery. Absent: back within four hours, with at most one hour of writes lost."""
    operators: OperatorsSettings = OperatorsSettings()
    """Access of operators to what runs. Absent: as `services.exec` says, and none in production."""
    production: ProductionSettings | None = None
    """Rules of production that a small production does without. Absent: it keeps all of them."""
    ephemeral: EphemeralSettings | None = None
    """Last day of an environment that goes again, such as one for a pull request. Absent: it
    stays."""
    partners: dict[Name, Partner] | None = None
    """AWS accounts of others with which the workload exchanges messages, by name. Absent: none."""
    quotas: QuotaSettings | None = None
    """AWS quotas that were raised for this account. Absent: AWS's defaults."""
    flags: Annotated[dict[FlagName, ShortFlagValue], Field(examples=[{"new_checkout": True}])] = {}
    """Values of the workload's feature flags here, by name, such as `{new_checkout: true}`. A flag
    that is not named has its `default`. Default: none."""
    flag_rollout: FlagRolloutSettings | None = None
    """Way by which new values of flags reach tasks. Absent: all at once, within a minute."""
    user_pools: dict[Name, UserPoolSettings] | None = None
    """User pools of the workload, by name, as they are here. Absent: all with the defaults."""
    tracing: SamplingSettings | None = None
    """Traces of requests through the programs, `{}` for the defaults. Absent: there are none."""
    alarms: AlarmSettings | None = None
    """Figures of alarms, and who is told. Absent: the defaults, and nobody."""
    objectives: ObjectiveSettings | None = None
    """Objectives of availability and latency over 30 days. Absent: the defaults."""
    usage: UsageSettings = UsageSettings()
    """Usage that `make cost` assumes. Absent: the defaults. It changes nothing that is built, but
    for the endpoints that `network.interface_endpoints: by_price` chooses."""
    docker: DockerSettings | None
    """Containers of an environment with `target: docker`. null on AWS."""
    overrules: list[Overrule] = []
    """Values of this file that AWS accepts although this release does not know them yet, each with
    a reason."""


class CloudSettings(Settings):
    """Settings of an environment on AWS."""

    target: Literal["aws"]
    """Place where the environment runs, here AWS."""
    account_id: AccountId
    """The only AWS account that this stack may touch, twelve digits in quotes."""
    region: Region
    """AWS region in which the environment runs. A change replaces everything."""
    network: NetworkSettings
    """VPC of the environment, with its zones and its way to the internet."""
    existing: ExistingSettings = ExistingSettings()
    """What stands already beside the network, such as certificates. Absent: Plinth makes all."""
    database_servers: Annotated[
        dict[Name, DatabaseServer], Field(examples=[{"ledger": {"databases": ["ledger"]}}])
    ] = {}
    """Further PostgreSQL instances, by name, each with some of the workload's databases. Absent:
    all databases share one instance, with its size, its failures and its restore point."""
    caches: Annotated[
        dict[Name, NamedCache], Field(examples=[{"sessions": {"node_type": "cache.t4g.small"}}])
    ] = {}
    """Further caches, by name, for programs that name them under `uses.caches`. Absent: there are
    none."""
    retention: RetentionSettings
    """Times for which logs, backups, snapshots, object versions and images are kept."""
    backup: BackupSettings = BackupSettings()
    """Vault for copies of the data that nobody can delete. Absent: its defaults, by which a
    protected environment has one."""
    production: ProductionSettings = ProductionSettings()
    """Rules of production that a small production does without. Absent: it keeps all of them."""
    bucket_namespace: Literal["global", "account-regional"] = "global"
    """Namespace of the names of buckets, in S3's words. account-regional: names end with the
    account, the region and `-an`, and nobody else can ever have them, also after a bucket is gone.
    It is for new environments, and for accounts that take no other buckets: a change replaces each
    bucket by an empty one, which a protected environment refuses. Default: global, where a name is
    free for everyone once its bucket is deleted."""
    partners: Annotated[
        dict[Name, Partner], Field(examples=[{"warehouse": {"account_id": "222233334444"}}])
    ] = {}
    """AWS accounts of others with which the workload exchanges messages, by name. Absent: none."""
    quotas: QuotaSettings = QuotaSettings()
    """AWS quotas that were raised for this account. Absent: AWS's defaults."""
    flag_rollout: FlagRolloutSettings = FlagRolloutSettings()
    """Way by which new values of flags reach tasks. Absent: all at once, within a minute."""
    user_pools: Annotated[
        dict[Name, UserPoolSettings], Field(examples=[{"people": {"self_sign_up": True}}])
    ] = {}
    """User pools of the workload, by name, as they are here. Absent: all with the defaults."""
    tracing: TracingSettings | None = None
    """Traces of requests through the programs, `{}` for the defaults. Absent: there are none."""
    alarms: AlarmSettings = AlarmSettings()
    """Figures of alarms, and who is told. Absent: the defaults, and nobody."""
    objectives: ObjectiveSettings = ObjectiveSettings()
    """Objectives of availability and latency over 30 days. Absent: the defaults."""
    docker: None
    """null on AWS. The key is for environments with `target: docker`."""

    def rules(self) -> Iterator[Broken]:
        """Checks rules that concern two sections together."""
        if self.recovery_region == self.region:
            yield Broken(
                "recovery_region", self.recovery_region, "must differ from region, or be null"
            )
        if self.edge and (problem := edge_problem(self.tags, ephemeral=bool(self.ephemeral))):
            yield problem
        servers = self.database or self.database_servers
        data = bool(servers or self.cache or self.caches or self.search)
        inside = bool(self.edge and not self.gateway.mtls)
        tiers = self.network.missing_tiers(edge=inside, data=data)
        for each in (*tiers, *self.network.unused_instance()):
            yield each._replace(place=("network", *each.path))
        yield from self._existing_rules()
        yield from self.backup.problems(protect=self.protect)
        if self.ephemeral:
            yield from self.ephemeral.problems(
                environment=self.environment,
                protect=self.protect,
                vault=bool(self.backup.vault),
                recovery_region=self.recovery_region,
            )
        for place, issuer in self.gateway.token_issuers().items():
            if not is_public(issuer.jwks_endpoint):
                yield Broken(
                    ("gateway", *place, "jwks_endpoint"),
                    issuer.jwks_endpoint,
                    "must be an address on the internet: the load balancer fetches the keys from "
                    "there, and reaches nothing inside of a network",
                )
        yield from self._domain_rules()
        if self.services.tasks_min < 1 <= self.services.tasks_max and self.environment != (
            "development"
        ):
            yield Broken("services.tasks_min", 0, "must be at least 1: nothing would answer")
        origins = self.gateway.cors.allowed_origins
        if self.edge is None and len(origins) > 1:
            yield Broken(
                "gateway.cors.allowed_origins",
                origins,
                "without an edge the load balancer answers, and it can name one origin only; "
                "keep one, or add an edge",
            )

    def _existing_rules(self) -> Iterator[Broken]:
        """Yields what exists and AWS would not take here, authorities of encrypted calls among
        it."""
        yield from self.existing.problems(
            account=self.account_id,
            region=self.region,
            other=self.recovery_region,
            edge=bool(self.edge),
            private=bool(self.gateway.private),
            domains=self.domains,
        )
        if self.encrypted_calls is None:
            return
        for each in self.encrypted_calls.problems(region=self.region, other=self.recovery_region):
            yield each._replace(place=("encrypted_calls", *each.path))

    def _domain_rules(self) -> Iterator[Broken]:
        """Checks that the domains are public ones, each written once, and that one certificate has
        room for their names."""
        names = {("domain",): self.domain} | {
            ("domains", key, "name"): name for key, name in names_of(self.domains).items()
        }
        for place, name in names.items():
            if f".{name}".endswith(".localhost"):
                yield Broken(place, name, "must be a public domain on AWS")
        private = self.gateway.private
        inside = f"{private.subdomain}.{self.domain}" if private else ""
        yield from own_problems(self.domain, self.domains, private=inside)
        if self.edge and self.edge.plan and not self.domain.endswith("localhost"):
            yield from other_apexes(self.domain, self.domains, self.edge.plan)
        needed, limit = 2 * len(names), self.quotas.certificate_names
        if self.edge and self.domains and needed > limit:
            yield Broken(
                "quotas.certificate_names",
                limit,
                f"the certificate of the edge needs {needed} names, two for each domain; ask AWS "
                'to raise "Domain names per ACM certificate" (Service Quotas, in us-east-1), and '
                "write here what was granted",
            )
