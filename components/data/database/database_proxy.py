"""RDS Proxy, which keeps a pool of connections and holds its clients through a failover.

    Proxy                   TLS only; each login shows the password in its secret
    ProxyDefaultTargetGroup number of connections, and the statement that each new one starts with
    ProxyTarget             the primary; RDS Proxy serves no read replica of an RDS instance
    Role + RolePolicy       reads exactly the logins' secrets
    SecurityGroup           closed; the database's owner opens it
    LogGroup                encrypted, kept for `retention.logs_days`

Left out: a read-only endpoint, which RDS Proxy has for Aurora only. Readers use the replica.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import log_group
from components.data.credentials import Credentials
from components.network import closed_security_group
from components.security import iam, key_use
from config.data import ProxySettings
from planning import ACT_AS_OWNER, Environment

TYPE = "plinth:data:DatabaseProxy"


@dataclass(frozen=True, kw_only=True)
class DatabaseProxyArgs:
    """The inputs from which a proxy is built. Changing `identifier`, or the first two subnets,
    replaces it: the database cannot be reached for some minutes."""

    environment: Environment
    settings: ProxySettings
    identifier: str
    """The proxy's name at AWS, 60 characters at most. The log group's name is made from it."""
    instance_identifier: pulumi.Input[str]
    logins: Credentials
    """The logins that the proxy accepts, 200 at most."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets in the order of the network's zones."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the secrets and the log group."""
    target_requirements: Sequence[pulumi.Resource]
    """Resources that change the instance before: RDS registers it only while it is `available`."""


class DatabaseProxy(pulumi.ComponentResource):
    """The proxy of an instance. It pins a client to one connection, and so pools nothing for it,
    while the client uses SET, prepared statements by SQL, or temporary tables.
    docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-pinning.html"""

    host: pulumi.Output[str]
    identifier: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseProxyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        group = closed_security_group(name, args.vpc_id, "Proxy of the database", parent=self)
        role = self._create_role()
        logs = self._create_log_group()
        proxy = self._create_proxy(group, role, [logs, self._let_read_secrets(role)])
        self._create_target(proxy)

        self.host = proxy.endpoint
        self.identifier = proxy.name
        self.security_group_id = group.id
        self.grantee = iam.Grantee(name=name, role_name=role.name, security_group_id=group.id)
        """The proxy's identity, which the instance lets in."""
        self.register_outputs(
            {
                "host": self.host,
                "identifier": self.identifier,
                "security_group_id": self.security_group_id,
            }
        )

    def _create_role(self) -> aws.iam.Role:
        # Unlike other roles, this one has no condition on the account: "RDS Proxy doesn't
        # support any global condition context keys".
        # docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations
        return iam.role_of_any_account(self._name, "rds.amazonaws.com", self)

    def _let_read_secrets(self, role: aws.iam.Role) -> aws.iam.RolePolicy:
        args = self._args
        region = args.environment.region
        return iam.grant(
            self._name,
            role.name,
            self,
            # A pattern is needed, because a role's policies have no room for the ARNs of 200
            # secrets.
            iam.allow(["secretsmanager:GetSecretValue"], [args.logins.arn_pattern]),
            key_use(args.kms_key_arn, ["kms:Decrypt"], service="secretsmanager", region=region),
        )

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        return log_group(
            self._name,
            f"/aws/rds/proxy/{self._args.identifier}",
            self._args.environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _create_proxy(
        self,
        group: aws.ec2.SecurityGroup,
        role: aws.iam.Role,
        requirements: Sequence[pulumi.Resource],
    ) -> aws.rds.Proxy:
        return aws.rds.Proxy(
            self._name,
            name=self._args.identifier,
            engine_family="POSTGRESQL",
            auths=[
                {
                    "auth_scheme": "SECRETS",
                    "client_password_auth_type": "POSTGRES_SCRAM_SHA_256",
                    "iam_auth": "DISABLED",
                    "description": program,
                    "secret_arn": secret_arn,
                }
                for program, secret_arn in sorted(self._args.logins.secret_arns.items())
            ],
            require_tls=True,
            # Debug logging would log the text of statements.
            debug_logging=False,
            idle_client_timeout=1800,
            role_arn=role.arn,
            vpc_security_group_ids=[group.id],
            # A proxy answers in two zones, however many subnets it gets, and more subnets replace
            # it. A new zone never changes the first two.
            vpc_subnet_ids=[*self._args.subnet_ids[:2]],
            # RDS would create the log group itself. Without the permission, or while the secrets
            # have no values yet, the proxy cannot log in and its target fails.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[*requirements, *self._args.logins.values]
            ),
        )

    def _create_target(self, proxy: aws.rds.Proxy) -> None:
        settings = self._args.settings
        targets = aws.rds.ProxyDefaultTargetGroup(
            self._name,
            db_proxy_name=proxy.name,
            connection_pool_config={
                "max_connections_percent": settings.max_connections_percent,
                "max_idle_connections_percent": settings.max_connections_percent // 2,
                "connection_borrow_timeout": settings.borrow_timeout_seconds,
                "init_query": ACT_AS_OWNER,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.rds.ProxyTarget(
            self._name,
            db_proxy_name=proxy.name,
            target_group_name=targets.name,
            db_instance_identifier=self._args.instance_identifier,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*self._args.target_requirements]),
        )
