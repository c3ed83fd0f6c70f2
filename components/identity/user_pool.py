"""A user pool of Amazon Cognito, which signs people in and issues their tokens.

    UserPool            people, their passwords and second factors
    UserPoolDomain      the address of its pages and of its endpoints for tokens
    ResourceServer      one for each API with scopes
    UserGroup           one for each group
    UserPoolClient      one for each application, with its flow and its addresses
    Secret + Version    one for each client that has a secret
    RolePolicy          one for each program with rights at its API

Left out: sign-in by other providers (SAML, OIDC, Google), text messages (each costs, and SNS has a
sandbox of its own), attributes beside Cognito's own (AWS can never take one back), triggers, and
the newer pages (managed login), which need a style of their own for each client.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.identity.client_secret import keep_secret
from components.identity.pool_rights import rights
from components.security import Grantee, grant_to
from config.identity import SCOPES_OF_PEOPLE, PoolAccess, UserPoolClient, UserPoolSettings
from config.identity import UserPool as UserPoolModel
from planning import Environment
from planning.identity import address, domain_prefix, sign_in_url

TYPE = "plinth:identity:UserPool"

_MFA = {"none": "OFF", "optional": "OPTIONAL", "required": "ON"}
_THREATS = {"none": "OFF", "audit": "AUDIT", "enforced": "ENFORCED"}


@dataclass(frozen=True, kw_only=True)
class UserPoolArgs:
    """The inputs from which a user pool is built."""

    environment: Environment
    pool: str
    """The pool's name in the workload."""
    declared: UserPoolModel
    """What the workload says. Another `sign_in` replaces the pool, and its users are lost."""
    settings: UserPoolSettings
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts secrets of clients."""
    mail_from: str | None
    """Address from which codes and invitations come; None for Cognito's own."""
    configuration_set: pulumi.Input[str] | None = None
    """The set by which bounces of that mail are counted."""
    after: Sequence[pulumi.Resource] = field(default_factory=tuple)
    """What must exist first: the identity by which SES takes mail from that address."""


class UserPool(pulumi.ComponentResource):
    """People with their clients. AWS bills each user who is active in a month, above those that are
    free for each account (docs/user-pools.md)."""

    id: pulumi.Output[str]
    issuer: pulumi.Output[str]
    """The `iss` of its tokens. The keys are below it, at /.well-known/jwks.json."""
    sign_in_url: str
    client_ids: dict[str, pulumi.Output[str]]
    client_secrets: dict[str, pulumi.Output[str]]
    """ARNs of the secrets of those clients that have one."""

    def __init__(
        self, name: str, args: UserPoolArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._pool = self._create_pool()
        self._create_domain()
        servers = [self._create_server(each) for each in args.declared.scopes]
        for group in args.declared.groups:
            self._create_group(group)
        clients = {each: self._create_client(each, servers) for each in args.declared.clients}

        self.id = self._pool.id
        self.issuer = pulumi.Output.concat("https://", self._pool.endpoint)
        self.sign_in_url = sign_in_url(args.environment, self._prefix)
        self.client_ids = {each: client.id for each, client in clients.items()}
        self.client_secrets = {
            each: keep_secret(
                f"{name}-{each}", clients[each], args.environment, args.kms_key_arn, self
            )
            for each, declared in args.declared.clients.items()
            if declared.has_secret
        }
        self.register_outputs(
            {
                "id": self.id,
                "issuer": self.issuer,
                "sign_in_url": self.sign_in_url,
                "client_ids": self.client_ids,
                "client_secrets": self.client_secrets,
            }
        )

    @property
    def _prefix(self) -> str:
        args = self._args
        return domain_prefix(args.environment, args.pool, args.settings.domain_prefix)

    def allow_to(self, access: PoolAccess, grantee: Grantee) -> None:
        """Gives a program its rights at the pool's API. Call it once for each program."""
        if statement := rights(access, self._pool.arn):
            grant_to(f"{self._name}-{access}--{grantee.name}", grantee, self, statement)

    def _create_pool(self) -> "aws.cognito.UserPool":
        args, declared, settings = self._args, self._args.declared, self._args.settings
        by_mail = declared.sign_in == "email"
        return aws.cognito.UserPool(
            self._name,
            username_attributes=["email"] if by_mail else None,
            # Jane@example.com and jane@example.com are one person.
            username_configuration={"case_sensitive": False},
            auto_verified_attributes=["email"],
            # A new address counts after its owner has proven it, and the old one until then.
            user_attribute_update_settings={
                "attributes_require_verification_before_updates": ["email"]
            },
            account_recovery_setting={
                "recovery_mechanisms": [{"name": "verified_email", "priority": 1}]
            },
            admin_create_user_config={"allow_admin_create_user_only": not settings.self_sign_up},
            password_policy={
                "minimum_length": settings.password_min_length,
                "require_lowercase": True,
                "require_numbers": True,
                "require_symbols": False,
                "require_uppercase": True,
                "temporary_password_validity_days": 7,
            },
            mfa_configuration=_MFA[declared.mfa],
            # AWS refuses a factor of a pool that asks for none.
            software_token_mfa_configuration={"enabled": True} if declared.mfa != "none" else None,
            email_configuration=self._mail(),
            user_pool_tier=settings.plan.upper(),
            user_pool_add_ons={"advanced_security_mode": _THREATS[settings.threat_protection]},
            deletion_protection="ACTIVE" if args.environment.protect else "INACTIVE",
            opts=pulumi.ResourceOptions(
                parent=self, protect=args.environment.protect, depends_on=args.after
            ),
        )

    def _mail(self) -> "aws.cognito.UserPoolEmailConfigurationArgsDict":
        args = self._args
        if args.mail_from is None:
            # Said, because the provider keeps a sender that is left out.
            return {"email_sending_account": "COGNITO_DEFAULT"}
        return {
            "email_sending_account": "DEVELOPER",
            "from_email_address": args.mail_from,
            "source_arn": args.environment.arn("ses", f"identity/{args.environment.domain}"),
            "configuration_set": args.configuration_set,
        }

    def _create_domain(self) -> "aws.cognito.UserPoolDomain":
        return aws.cognito.UserPoolDomain(
            self._name,
            domain=self._prefix,
            user_pool_id=self._pool.id,
            managed_login_version=1,
            # A pool has one prefix, and the old one must go before the next comes.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _create_server(self, server: str) -> "aws.cognito.ResourceServer":
        scopes = self._args.declared.scopes[server]
        return aws.cognito.ResourceServer(
            f"{self._name}-{server}",
            user_pool_id=self._pool.id,
            identifier=server,
            name=server,
            # AWS wants a description of each.
            scopes=[
                {"scope_name": each, "scope_description": f"{each} of {server}"} for each in scopes
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_group(self, group: str) -> "aws.cognito.UserGroup":
        return aws.cognito.UserGroup(
            f"{self._name}-{group}",
            user_pool_id=self._pool.id,
            name=group,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_client(
        self, name: str, servers: Sequence[pulumi.Resource]
    ) -> "aws.cognito.UserPoolClient":
        client, settings = self._args.declared.clients[name], self._args.settings
        by_people = client.flow == "code"
        return aws.cognito.UserPoolClient(
            f"{self._name}-{name}",
            user_pool_id=self._pool.id,
            generate_secret=client.has_secret,
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=[client.flow],
            allowed_oauth_scopes=sorted([*client.scopes, *(SCOPES_OF_PEOPLE if by_people else ())]),
            # AWS answers an empty list with none, which would look like a change for ever.
            callback_urls=self._addresses(client, name) or None,
            logout_urls=[address(self._args.environment, each) for each in client.sign_outs]
            or None,
            supported_identity_providers=["COGNITO"],
            explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
            access_token_validity=settings.access_token_minutes,
            id_token_validity=settings.access_token_minutes,
            refresh_token_validity=settings.refresh_token_days,
            token_validity_units={
                "access_token": "minutes",
                "id_token": "minutes",
                "refresh_token": "days",
            },
            enable_token_revocation=True,
            # Answers do not tell whether somebody has an account.
            prevent_user_existence_errors="ENABLED",
            # AWS refuses a scope that no resource server has, and does not wait for one.
            opts=pulumi.ResourceOptions(parent=self, depends_on=servers),
        )

    def _addresses(self, client: UserPoolClient, name: str) -> list[str]:
        own = [address(self._args.environment, each) for each in client.callbacks]
        return [*own, *self._args.settings.callbacks.get(name, ())]
