"""The environment's search engine: a domain of Amazon OpenSearch Service in the data tier.

    Domain             encrypted at rest and on the way, HTTPS only
    SecurityGroup      and one that its clients carry
    LogGroups          the engine's log, slow searches and slow writes
    LogResourcePolicy  lets the service write there
    RolePolicy         one for each program, for its indexes

Left out: fine-grained access control and the audit log that needs it. Its users and roles are made
by the engine's own API, with a master user, and nothing in the provider makes them. Also nodes for
warm and cold data, and OpenSearch Serverless, which is billed by two units at least.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import data_name, log_group, waits
from components.data.search import search_rights
from components.network import allow_tcp, clients_of, closed_security_group
from components.security import Grantee, allow, document, grant_to
from config.data import SearchSettings
from planning import Environment, ports
from planning.search import LOG_TYPES

TYPE = "plinth:data:Search"
PORT = ports.HTTPS
_SERVICE = "es"
"""Name by which IAM and ARNs know the service, from the time before its fork of Elasticsearch."""


@dataclass(frozen=True, kw_only=True)
class SearchArgs:
    """The inputs from which the search engine is built."""

    environment: Environment
    settings: SearchSettings
    vpc_id: pulumi.Input[str]
    subnet_ids: list[pulumi.Output[str]]
    """Subnets of the data tier, one in each zone in which things run."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the indexes and the logs; its policy must let CloudWatch Logs use it.
    Changing it replaces the domain."""


class Search(pulumi.ComponentResource):
    """A search engine that programs reach by HTTPS, each request signed with their role.

    Sizes, counts, zones and higher versions change in place: AWS builds new nodes beside the old
    ones and moves the indexes, while the domain answers. A lower version, another key, or another
    name of the project replaces the domain and loses its indexes, which `protect: true` makes
    Pulumi refuse. AWS takes no final snapshot, and has no deletion protection of its own.
    """

    url: pulumi.Output[str]
    """The address, with https://. It stays the same in all changes that are in place."""
    domain_name: str
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: SearchArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.domain_name = data_name(args.environment, name, 28)
        self._group = closed_security_group(name, args.vpc_id, "The search engine", parent=self)
        self._clients = clients_of(
            name, args.vpc_id, "Programs that use the search engine", parent=self
        )
        allow_tcp(name, self._group.id, self._clients, PORT, parent=self)
        logs = {each: self._create_log_group(each) for each in LOG_TYPES}
        self._domain = self._create_domain(logs, self._let_service_write(logs))

        self.url = pulumi.Output.concat("https://", self._domain.endpoint)
        self.security_group_id = self._group.id
        self.register_outputs({key: getattr(self, key) for key in Search.__annotations__})

    def allow_from(self, client: Grantee, indexes: Mapping[str, search_rights.Access]) -> None:
        """Lets a program reach the engine over the network, and read or write its indexes. Call it
        once for each program."""
        self._clients.admit(client)
        grant_to(
            f"{self._name}-indexes--{client.name}",
            client,
            self,
            *search_rights.statements(self._domain.arn, indexes),
        )

    def _create_log_group(self, log: str) -> aws.cloudwatch.LogGroup:
        environment = self._args.environment
        return log_group(
            f"{self._name}-{log}",
            "/aws/opensearch" + environment.path(self._name, log),
            environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _let_service_write(
        self, logs: Mapping[str, aws.cloudwatch.LogGroup]
    ) -> aws.cloudwatch.LogResourcePolicy:
        """Lets the service write to the log groups. An account has ten such policies in a region.
        docs.aws.amazon.com/opensearch-service/latest/developerguide/
        createdomain-configure-slow-logs.html"""
        environment = self._args.environment
        domain = environment.arn(_SERVICE, f"domain/{self.domain_name}")
        statement = allow(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [pulumi.Output.concat(logs[each].arn, ":*") for each in sorted(logs)],
            principal={"Service": "es.amazonaws.com"},
            condition={
                "StringEquals": {"aws:SourceAccount": environment.account_id},
                "ArnLike": {"aws:SourceArn": domain},
            },
            sid="SearchLogs",
        )
        return aws.cloudwatch.LogResourcePolicy(
            self._name,
            policy_name=f"{environment.project}-{environment.stack}-{self._name}",
            policy_document=document(statement),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_domain(
        self,
        logs: Mapping[str, aws.cloudwatch.LogGroup],
        permission: aws.cloudwatch.LogResourcePolicy,
    ) -> "aws.opensearch.Domain":
        args, settings = self._args, self._args.settings
        hours, minutes = settings.off_peak_start.split(":")
        zones = settings.zones(len(args.subnet_ids))
        return aws.opensearch.Domain(
            self._name,
            domain_name=self.domain_name,
            engine_version=f"OpenSearch_{settings.engine_version}",
            cluster_config=_cluster(settings, zones),
            ebs_options={
                "ebs_enabled": True,
                "volume_type": "gp3",
                "volume_size": settings.storage_gib,
            },
            vpc_options={
                # The service takes as many subnets as there are zones with data nodes.
                "subnet_ids": args.subnet_ids[:zones],
                "security_group_ids": [self._group.id],
            },
            access_policies=self._access(),
            # Otherwise a request that names an index in its body passes all rights by path.
            advanced_options={"rest.action.multi.allow_explicit_index": "false"},
            encrypt_at_rest={"enabled": True, "kms_key_id": args.kms_key_arn},
            node_to_node_encryption={"enabled": True},
            domain_endpoint_options={
                "enforce_https": True,
                "tls_security_policy": "Policy-Min-TLS-1-2-PFS-2023-10",
            },
            log_publishing_options=[
                {"log_type": type_, "cloudwatch_log_group_arn": logs[log].arn}
                for log, type_ in LOG_TYPES.items()
            ],
            software_update_options={"auto_software_update_enabled": True},
            off_peak_window_options={
                "enabled": True,
                "off_peak_window": {
                    "window_start_time": {"hours": int(hours), "minutes": int(minutes)}
                },
            },
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.environment.protect,
                # The service checks its right to write when a log is switched on.
                depends_on=[permission],
                custom_timeouts=waits.SEARCH,
            ),
        )

    def _access(self) -> pulumi.Output[str]:
        """Returns the domain's own policy, which shuts all other accounts out and lets nobody in:
        who may do what is said by the policies of roles."""
        environment = self._args.environment
        other = {"StringNotEquals": {"aws:PrincipalAccount": environment.account_id}}
        return document(
            {
                "Sid": "NoOtherAccount",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": ["es:ESHttp*"],
                "Resource": environment.arn(_SERVICE, f"domain/{self.domain_name}/*"),
                "Condition": other,
            }
        )


def _cluster(settings: SearchSettings, zones: int) -> "aws.opensearch.DomainClusterConfigArgsDict":
    cluster: aws.opensearch.DomainClusterConfigArgsDict = {
        "instance_type": settings.instance_type,
        "instance_count": settings.instances,
        "zone_awareness_enabled": zones > 1,
        "dedicated_master_enabled": bool(settings.masters),
    }
    if zones > 1:
        cluster["zone_awareness_config"] = {"availability_zone_count": zones}
    if settings.master_type:
        cluster["dedicated_master_type"] = settings.master_type
        cluster["dedicated_master_count"] = settings.masters
    return cluster
