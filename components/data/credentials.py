"""Passwords that AWS makes, keeps and rotates, and that Pulumi never sees.

    Secret           one for each user: {"username", "password"}; created without a value
    Secret           of logins: the verifiers of all, by login, for the database setup
    RolePolicy       the function's rights to these secrets and users, and no others
    Invocation       the function gives a password to each user who has none
    SecretRotation   and the right to start the function, only if `rotation_days` is given

The invocation's input and result contain names only. It is repeated when a user is added or leaves.
For a new password of a login or a cache user, invoke the function with `{"rotate": [...]}` and the
user's entry of the invocation's input. Then, for a login, run the database setup again, and in both
cases start new tasks. A cache user's former password works until the next rotation; a login's does
not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.functions import Function, FunctionArgs
from components.security import iam, key_use
from config.values import DatabaseEngine
from planning import Environment

TYPE = "plinth:security:Credentials"

ACCOUNT_TAG = "plinth:account"
"""The tag of a secret that names the account whose password it may hold."""

Kind = Literal["login", "cache", "master"]
_VERIFIERS: Mapping[DatabaseEngine, str] = {
    "postgres": "SCRAM verifiers",
    "mysql": "SHA-256 verifiers",
}


@dataclass(frozen=True, kw_only=True)
class CredentialsArgs:
    """The inputs from which credentials are built."""

    environment: Environment
    function: Function
    """The function from `credentials_function`; one for the environment."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the secrets."""
    kind: Kind
    """The kind of account. login: a login of a database, which the setup tells to the server.
    cache: an ElastiCache user. master: the master user of an RDS instance."""
    usernames: Mapping[str, pulumi.Input[str]]
    """User names by the name of the program that logs in, which is the last part of the secret's
    name. An output makes the invocation wait until that user exists."""
    user_ids: str | None = None
    """cache only: a pattern, with `*`, of the IDs that this environment's users have in
    ElastiCache."""
    engine: DatabaseEngine = "postgres"
    """login and master: the server's engine, by which verifiers are made."""
    instance: pulumi.Input[str] | None = None
    """master only: the identifier of the RDS instance."""
    rotation_days: int | None = None
    """master only: the days after which Secrets Manager changes the password, 1 to 1000."""


def credentials_function(
    name: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions | None = None,
) -> Function:
    """Creates the function that makes the passwords. `Credentials` gives it the rights to its
    secrets and users."""
    args = FunctionArgs(
        environment=environment,
        module="create_credentials",
        beside=["verifiers"],
        description="Gives logins, cache users and the master user their passwords",
        # It waits for RDS and ElastiCache, which take minutes.
        timeout_seconds=900,
        kms_key_arn=kms_key_arn,
        statements=[],
    )
    return Function(name, args, opts)


def json_key(secret_arn: pulumi.Input[str], key: str) -> pulumi.Output[str]:
    """Returns the text by which ECS injects one key of a JSON secret: username or password."""
    return pulumi.Output.concat(secret_arn, f":{key}::")


class Credentials(pulumi.ComponentResource):
    """The passwords of some users, in secrets `<project>/<stack>/<name>/<program>`. Depend on this
    component, not on its outputs: a secret exists before it has a value. Each costs 0.40 USD a
    month (aws.amazon.com/secrets-manager/pricing).

    A secret that is removed is deleted at once, and its name is free again: nothing is lost with a
    password that AWS can make anew.
    """

    secret_arns: dict[str, pulumi.Output[str]]
    """Secrets by program."""
    verifiers_arn: pulumi.Output[str] | None
    """login only: the secret with the verifier of each login."""

    def __init__(
        self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        with_verifiers = args.kind == "login" and args.usernames
        self.verifiers_arn = self._create_verifiers().arn if with_verifiers else None
        self.secret_arns = {user: self._create_secret(user).arn for user in sorted(args.usernames)}
        self.arn_pattern = self._arn(f"{name}/*")
        """A pattern of all secrets in `secret_arns`, and no others, for one line of a policy."""
        self.values: list[pulumi.Resource] = []
        """Resources after which each secret has its value, and the server knows the passwords."""
        if args.usernames:
            granted = iam.grant(name, args.function.role_name, self, *self._statements())
            created = self._invoke(granted)
            self.values.append(created)
            self._rotate(created)
        self.register_outputs(
            {"secret_arns": self.secret_arns, "verifiers_arn": self.verifiers_arn}
        )

    def password(self, user: str) -> pulumi.Output[str]:
        """Returns the text by which ECS injects a user's password."""
        return json_key(self.secret_arns[user], "password")

    def _create_secret(self, user: str) -> aws.secretsmanager.Secret:
        return aws.secretsmanager.Secret(
            f"{self._name}-{user}",
            name=self._secret_name(f"{self._name}/{user}"),
            description=f"{self._args.kind} {user}: its password is made and changed by AWS",
            kms_key_id=self._args.kms_key_arn,
            recovery_window_in_days=0,
            # The function trusts this tag, and not the event that it gets.
            tags={ACCOUNT_TAG: self._account_tag(user)},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _account_tag(self, user: str) -> pulumi.Output[str]:
        """Returns the tag's value, in the form of `create_credentials.account_tag`."""
        args = self._args
        instance = args.instance if args.kind == "master" else None
        parts = [args.kind, args.usernames[user], instance, self.verifiers_arn]
        return pulumi.Output.all(*(part for part in parts if part is not None)).apply(" ".join)

    def _create_verifiers(self) -> aws.secretsmanager.Secret:
        """Creates the secret of verifiers. Secrets Manager allows 65,536 bytes in a secret: enough
        for some 360 logins."""
        return aws.secretsmanager.Secret(
            # No program's name begins with a hyphen, so no program's secret has this name.
            f"{self._name}--verifiers",
            name=self._secret_name(f"{self._name}-verifiers/all"),
            description=f"{_VERIFIERS[self._args.engine]} of all logins, for the database setup; "
            "no passwords",
            kms_key_id=self._args.kms_key_arn,
            recovery_window_in_days=0,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _secret_name(self, name: str) -> str:
        return self._args.environment.path(name).removeprefix("/")

    def _arn(self, name: str) -> str:
        return self._args.environment.arn("secretsmanager", f"secret:{self._secret_name(name)}")

    def _statements(self) -> list[iam.Statement]:
        """Returns the function's rights, by patterns. IAM allows 10,240 characters of policies in
        one role, enough for the ARNs of only some 25 programs that have a login and a user of the
        cache."""
        environment = self._args.environment
        of_kind: dict[Kind, list[str]] = {
            "login": [],
            # The function reads the former password, which must keep working through a rotation.
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
                [self.arn_pattern],
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
        """Returns the rights to tell ElastiCache or RDS a new password; for logins, the right to
        the verifiers, which the database setup passes on."""
        environment = self._args.environment
        if self.verifiers_arn is not None:
            actions = ("DescribeSecret", "GetSecretValue", "PutSecretValue")
            return [iam.allow([f"secretsmanager:{each}" for each in actions], [self.verifiers_arn])]
        if self._args.kind == "cache":
            users = environment.arn("elasticache", f"user:{self._args.user_ids}")
            return [iam.allow(["elasticache:DescribeUsers", "elasticache:ModifyUser"], [users])]
        if self._args.kind == "master":
            instance = pulumi.Output.concat(
                environment.arn("rds", "db:"), self._args.instance or ""
            )
            return [iam.allow(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], [instance])]
        return []

    def _invoke(self, granted: aws.iam.RolePolicy) -> aws.lambda_.Invocation:
        more: dict[str, pulumi.Input[str] | None] = {}
        if self._args.kind == "master":
            more["instance"] = self._args.instance
        if self.verifiers_arn is not None:
            more["verifiers"] = self.verifiers_arn
        if self._args.engine != "postgres":
            more["engine"] = self._args.engine
        entries = [
            {
                "arn": self.secret_arns[user],
                "kind": self._args.kind,
                "username": username,
                **more,
            }
            for user, username in sorted(self._args.usernames.items())
        ]
        return aws.lambda_.Invocation(
            self._name,
            function_name=self._args.function.name,
            input=pulumi.Output.json_dumps({"create": entries}),
            # The function has no rights before this grant.
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
                # A rotation needs a value, and the right to call the function.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[created, called]),
            )
