"""Passwords that AWS makes, keeps and rotates, and that Pulumi never sees.

    Secret           one for each user: {"username", "password"}; created without a value
    RolePolicy       what the function needs for these secrets and users, and no others
    Invocation       the function gives a password to each user who has none
    SecretRotation   and the right to start the function, only where `rotation_days` is given

The invocation's input and result hold names only. It is repeated when a user is added or leaves.
For a new password of a login or a cache user, invoke the function with
`{"rotate": [{"arn": ..., "kind": ..., "username": ...}]}`; then, for a login, run the database
setup again, and in both cases start new tasks. A cache user's former password works until the next
rotation; a login's does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components import iam
from components.environment import Environment
from components.function import Function, FunctionArgs
from components.key_use import key_use

TYPE = "plinth:security:Credentials"

Kind = Literal["login", "cache", "master"]


@dataclass(frozen=True, kw_only=True)
class CredentialsArgs:
    """What credentials are made from."""

    environment: Environment
    function: Function
    """What `credentials_function` gives; one for the environment."""
    kms_key_arn: pulumi.Input[str]
    """Encrypts the secrets."""
    kind: Kind
    """login: of PostgreSQL, told to the server by the database setup. cache: an ElastiCache user.
    master: the master user of an RDS instance."""
    usernames: Mapping[str, pulumi.Input[str]]
    """By the name of the program that logs in; the last part of the secret's name. An output makes
    the invocation wait until that user exists."""
    instance: pulumi.Input[str] | None = None
    """master only: the identifier of the RDS instance."""
    rotation_days: int | None = None
    """master only: Secrets Manager changes the password so often. 1 to 1000."""


def credentials_function(
    name: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions | None = None,
) -> Function:
    """The function that makes the passwords; `Credentials` lets it touch theirs."""
    args = FunctionArgs(
        environment=environment,
        module="create_credentials",
        description="Gives logins, cache users and the master user their passwords",
        # It waits for RDS and ElastiCache, which take minutes.
        timeout_seconds=900,
        kms_key_arn=kms_key_arn,
        statements=[],
    )
    return Function(name, args, opts)


def json_key(secret_arn: pulumi.Input[str], key: str) -> pulumi.Output[str]:
    """How ECS is told to inject one key of a JSON secret: username, password, or a login's
    verifier."""
    return pulumi.Output.concat(secret_arn, f":{key}::")


class Credentials(pulumi.ComponentResource):
    """The passwords of some users. Depend on this component, not on its outputs: a secret exists
    before it has a value. Cost: 0.40 USD a month for each (aws.amazon.com/secrets-manager/pricing).
    """

    secret_arns: dict[str, pulumi.Output[str]]
    """By program."""

    def __init__(
        self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.secret_arns = {user: self._create_secret(user).arn for user in sorted(args.usernames)}
        if args.usernames:
            granted = iam.grant(name, args.function.role_name, self, *self._statements())
            created = self._invoke(granted)
            self._rotate(created)
        self.register_outputs({"secret_arns": self.secret_arns})

    def password(self, user: str) -> pulumi.Output[str]:
        """What ECS injects as a user's password."""
        return json_key(self.secret_arns[user], "password")

    def _create_secret(self, user: str) -> aws.secretsmanager.Secret:
        return aws.secretsmanager.Secret(
            f"{self._name}-{user}",
            description=f"{self._args.kind} {user}: its password is made and changed by AWS",
            kms_key_id=self._args.kms_key_arn,
            recovery_window_in_days=30 if self._args.environment.protect else 0,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _statements(self) -> list[iam.Statement]:
        """Each ARN once: IAM takes 10,240 characters of policies in one role, enough for some 25
        programs that have a login and a user of the cache."""
        environment = self._args.environment
        of_kind: dict[Kind, list[str]] = {
            "login": [],
            # To keep the former password working through a rotation.
            "cache": ["secretsmanager:GetSecretValue"],
            "master": ["secretsmanager:GetSecretValue", "secretsmanager:UpdateSecretVersionStage"],
        }
        return [
            iam.allow(
                [
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:PutSecretValue",
                    *of_kind[self._args.kind],
                ],
                list(self.secret_arns.values()),
            ),
            key_use(
                self._args.kms_key_arn,
                ["kms:Decrypt", "kms:GenerateDataKey"],
                service="secretsmanager",
                region=environment.region,
            ),
            *self._tell_the_server(),
        ]

    def _tell_the_server(self) -> list[iam.Statement]:
        """A new password is ElastiCache's or RDS's as well; logins come by the database setup."""
        environment = self._args.environment
        if self._args.kind == "cache":
            users = [
                pulumi.Output.concat(environment.arn("elasticache", "user:"), username)
                for _, username in sorted(self._args.usernames.items())
            ]
            return [iam.allow(["elasticache:DescribeUsers", "elasticache:ModifyUser"], users)]
        if self._args.kind == "master":
            instance = pulumi.Output.concat(
                environment.arn("rds", "db:"), self._args.instance or ""
            )
            return [iam.allow(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], [instance])]
        return []

    def _invoke(self, granted: aws.iam.RolePolicy) -> aws.lambda_.Invocation:
        of_master = {"instance": self._args.instance} if self._args.kind == "master" else {}
        entries = [
            {
                "arn": self.secret_arns[user],
                "kind": self._args.kind,
                "username": username,
                **of_master,
            }
            for user, username in sorted(self._args.usernames.items())
        ]
        return aws.lambda_.Invocation(
            self._name,
            function_name=self._args.function.name,
            input=pulumi.Output.json_dumps({"create": entries}),
            # It may do nothing before.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[granted]),
        )

    def _rotate(self, created: aws.lambda_.Invocation) -> None:
        if self._args.rotation_days is None:
            return
        for user, secret_arn in self.secret_arns.items():
            called = aws.lambda_.Permission(
                f"{self._name}-{user}",
                function=self._args.function.name,
                action="lambda:InvokeFunction",
                principal="secretsmanager.amazonaws.com",
                source_arn=secret_arn,
                source_account=self._args.environment.account_id,
                opts=pulumi.ResourceOptions(parent=self),
            )
            aws.secretsmanager.SecretRotation(
                f"{self._name}-{user}",
                secret_id=secret_arn,
                rotation_lambda_arn=self._args.function.arn,
                rotation_rules={"automatically_after_days": self._args.rotation_days},
                rotate_immediately=False,
                # There must be a value to rotate, and the right to call.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[created, called]),
            )
