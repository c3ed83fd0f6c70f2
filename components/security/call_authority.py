"""The authority that signs the certificates by which services know each other in their calls.

    CertificateAuthority              a root of its own; issues certificates of seven days
    Certificate                       the authority's own, signed by itself
    CertificateAuthorityCertificate   puts it to use
    Role + RolePolicy                 for ECS, which asks for certificates and keeps their keys

An authority that exists takes the place of the first three.

ECS asks for a certificate for each service, renews it every five days, and keeps the private key in
a secret of its own (`ecs-sc!...`), which no program may read.
docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html

Left out: a list of revoked certificates. Service Connect reads none, and a certificate of seven
days ends before it would matter.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pulumi
import pulumi_aws as aws

from components.common import known_once
from components.security import iam
from planning import Environment, physical_name

TYPE = "plinth:security:CallAuthority"

_ALGORITHM = "SHA256WITHECDSA"
_ROOT, _SERVICE = "RootCACertificate", "EndEntityCertificate"


@dataclass(frozen=True, kw_only=True)
class CallAuthorityArgs:
    """The inputs from which the authority is built."""

    environment: Environment
    cluster_name: pulumi.Input[str]
    """The name of the ECS cluster whose services get certificates."""
    until: date | None = None
    """The last day of the authority's certificate. Another day gives it another certificate for the
    same key, in place. None for an authority that exists."""
    authority_arn: str | None = None
    """The authority that exists. None makes one."""
    port: int
    """The port at which the proxies of services take encrypted calls."""
    kms_key_arn: pulumi.Input[str]
    """The key, a symmetric one, that encrypts the services' private keys."""


class CallAuthority(pulumi.ComponentResource):
    """A private certificate authority for calls between services, or one that exists, with the role
    by which ECS uses it.

    Plinth's own costs 50 USD a month, as its mode is that of short-lived certificates, and 0.058
    USD for each certificate (aws.amazon.com/private-ca/pricing). AWS keeps a deleted one for 30
    days in a protected environment, 7 (the least) elsewhere, and charges nothing for it.
    """

    arn: pulumi.Output[str]
    """The authority's ARN, known once it can sign."""
    role_arn: pulumi.Output[str]
    """The role by which ECS asks for certificates, known once its policy exists."""

    def __init__(
        self, name: str, args: CallAuthorityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.port = args.port
        self.kms_key_arn = args.kms_key_arn
        if args.authority_arn:
            named = self.arn = pulumi.Output.from_input(args.authority_arn)
        else:
            authority = self._create_authority()
            named = authority.arn
            self.arn = known_once(self._install(authority, self._sign(authority)), named)
        # AWS documents this role without a condition of the account:
        # docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html
        role = iam.role_of_any_account(name, "ecs.amazonaws.com", self)
        policy = iam.grant(name, role.name, self, *self._keep_keys(), *self._ask(named))
        self.role_arn = known_once(policy, role.arn)
        self.register_outputs({"arn": self.arn, "role_arn": self.role_arn})

    def _create_authority(self) -> "aws.acmpca.CertificateAuthority":
        environment = self._args.environment
        name = physical_name(f"{environment.project}-{environment.stack}-{self._name}", 64)
        return aws.acmpca.CertificateAuthority(
            self._name,
            type="ROOT",
            # AWS fixes the mode when the authority is made, although its provider plans a change of
            # it in place.
            usage_mode="SHORT_LIVED_CERTIFICATE",
            certificate_authority_configuration={
                "key_algorithm": "EC_prime256v1",
                "signing_algorithm": _ALGORITHM,
                "subject": {"common_name": name},
            },
            permanent_deletion_time_in_days=30 if environment.protect else 7,
            # ECS uses no authority without this tag.
            tags={"AmazonECSManaged": "true"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _sign(self, authority: "aws.acmpca.CertificateAuthority") -> "aws.acmpca.Certificate":
        """Signs the authority's own certificate. Its end is a day, not a number of years, so a
        preview says when it comes; the mode's seven days hold for other certificates only:
        docs.aws.amazon.com/privateca/latest/userguide/short-lived-certificates.html"""
        return aws.acmpca.Certificate(
            self._name,
            certificate_authority_arn=authority.arn,
            certificate_signing_request=authority.certificate_signing_request,
            signing_algorithm=_ALGORITHM,
            template_arn=self._template(_ROOT),
            validity={"type": "END_DATE", "value": f"{self._args.until}T23:59:59Z"},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _install(
        self,
        authority: "aws.acmpca.CertificateAuthority",
        certificate: "aws.acmpca.Certificate",
    ) -> "aws.acmpca.CertificateAuthorityCertificate":
        return aws.acmpca.CertificateAuthorityCertificate(
            self._name,
            certificate_authority_arn=authority.arn,
            certificate=certificate.certificate,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _template(self, name: str) -> str:
        return f"arn:{self._args.environment.partition}:acm-pca:::template/{name}/V1"

    def _keep_keys(self) -> list[iam.Statement]:
        """Returns the rights at the secrets that hold the services' private keys. They are those of
        AWS's AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity (version 4),
        for the services of this cluster and secrets of this account and region."""
        environment = self._args.environment
        secrets = [environment.arn("secretsmanager", "secret:ecs-sc!*")]
        services = pulumi.Output.concat(
            environment.arn("ecs", "service/"), self._args.cluster_name, "/*"
        )
        made: dict[str, dict[str, Any]] = {
            "ArnLike": {"aws:RequestTag/AmazonECSCreated": services},
            "StringEquals": {"aws:RequestTag/AmazonECSManaged": "true"},
        }
        owner = "secretsmanager:ResourceTag/aws:secretsmanager:owningService"
        return [
            iam.allow(
                ["secretsmanager:CreateSecret", "secretsmanager:TagResource"],
                secrets,
                condition=made,
            ),
            iam.allow(
                [
                    "secretsmanager:DeleteSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:RotateSecret",
                    "secretsmanager:UpdateSecret",
                    "secretsmanager:UpdateSecretVersionStage",
                ],
                secrets,
                condition={"StringEquals": {owner: "ecs-sc"}},
            ),
            iam.allow(["secretsmanager:DescribeSecret"], secrets),
            iam.allow(
                [
                    "kms:Decrypt",
                    "kms:Encrypt",
                    "kms:GenerateDataKey",
                    "kms:GenerateDataKeyPair",
                ],
                [self._args.kms_key_arn],
            ),
        ]

    def _ask(self, authority_arn: pulumi.Output[str]) -> list[iam.Statement]:
        """Returns the rights at the authority: certificates of services, and none of another
        authority."""
        return [
            iam.allow(
                [
                    "acm-pca:DescribeCertificateAuthority",
                    "acm-pca:GetCertificate",
                    "acm-pca:GetCertificateAuthorityCertificate",
                ],
                [authority_arn],
            ),
            iam.allow(
                ["acm-pca:IssueCertificate"],
                [authority_arn],
                condition={"StringEquals": {"acm-pca:TemplateArn": self._template(_SERVICE)}},
            ),
        ]
