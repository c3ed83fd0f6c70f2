"""A secret of the workload whose value somebody enters by hand: an API key, a partner's password.

    Secret    encrypted, without a value; a copy in the recovery region, if there is one

Its value is entered in the console, or by `aws secretsmanager put-secret-value`, and never by
Pulumi. Until then no task that uses it can start.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import iam
from components.security.key_use import key_use
from planning import Environment

TYPE = "plinth:security:Secret"


@dataclass(frozen=True, kw_only=True)
class SecretArgs:
    """The inputs from which a secret is built."""

    environment: Environment
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the value. A new key encrypts the next value; the present one stays as
    it is."""
    recovery_kms_key_arn: pulumi.Input[str] | None
    """A key in the recovery region; None keeps no copy there."""
    passing: bool = False
    """A secret that is given up for the next one as a matter of course: not even a protected
    environment keeps it from being deleted, but 30 days for who was too quick."""


class Secret(pulumi.ComponentResource):
    """A place for one value, with the fixed name `<project>/<stack>/<name>`, so that people find
    it.

    In a protected environment a deleted secret can be restored for 30 days, and its name cannot be
    used again before. Cost: 0.40 USD a month, and the same for the copy
    (aws.amazon.com/secrets-manager/pricing).
    """

    arn: pulumi.Output[str]
    """The ARN from which ECS injects the value."""

    def __init__(
        self, name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.arn = self._create_secret().arn
        self.register_outputs({"arn": self.arn})

    def grant_read(self, grantee: iam.Grantee) -> None:
        """Lets a program read the value while it runs. Values that ECS injects do not need this."""
        args = self._args
        iam.grant_to(
            f"{self._name}-to-{grantee.name}",
            grantee,
            self,
            iam.allow(["secretsmanager:GetSecretValue"], [self.arn]),
            key_use(
                args.kms_key_arn,
                ["kms:Decrypt"],
                service="secretsmanager",
                region=args.environment.region,
            ),
        )

    def _create_secret(self) -> aws.secretsmanager.Secret:
        args, environment = self._args, self._args.environment
        copies: list[aws.secretsmanager.SecretReplicaArgsDict] = []
        if environment.recovery_region is not None and args.recovery_kms_key_arn is not None:
            copies = [
                {"region": environment.recovery_region, "kms_key_id": args.recovery_kms_key_arn}
            ]
        return aws.secretsmanager.Secret(
            self._name,
            name=f"{environment.project}/{environment.stack}/{self._name}",
            description="Its value is entered by hand",
            kms_key_id=args.kms_key_arn,
            recovery_window_in_days=30 if environment.protect else 0,
            replicas=copies,
            opts=pulumi.ResourceOptions(
                parent=self, protect=environment.protect and not args.passing
            ),
        )
