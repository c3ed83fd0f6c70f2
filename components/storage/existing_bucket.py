"""A bucket of the workload that another owner has, used by its name.

    RolePolicy               one for each program that reads or writes

Nothing of the bucket is made: no policy, encryption, versioning, lifecycle, lock, replica, log or
notification. Nothing is looked up either: a program is refused at its first request if the name is
wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.security import Grantee, Statement, grant_to
from components.storage.bucket_rights import reading, writing
from config.existing import ExistingBucket as Given
from planning import Environment

TYPE = "plinth:storage:ExistingBucket"


@dataclass(frozen=True, kw_only=True)
class ExistingBucketArgs:
    """The inputs from which a bucket is known."""

    environment: Environment
    given: Given
    """The name and the key of the bucket, as the settings have them."""


class ExistingBucket(pulumi.ComponentResource):
    """A bucket as the settings name it, with the outputs and grants of `Bucket`.

    Its inputs say in a plan what is known of it, for those who read plans.
    """

    bucket: pulumi.Output[str]
    """The bucket's name."""
    arn: pulumi.Output[str]
    regional_domain_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: ExistingBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        environment, bucket = args.environment, args.given.name
        arn = f"arn:{environment.partition}:s3:::{bucket}"
        known = {"bucket": bucket, "arn": arn, "region": environment.region, "key": args.given.key}
        super().__init__(TYPE, name, {"existing": known}, opts)
        self._name, self._args = name, args
        self.bucket = pulumi.Output.from_input(bucket)
        self.arn = pulumi.Output.from_input(arn)
        domain = f"{bucket}.s3.{environment.region}.amazonaws.com"
        self.regional_domain_name = pulumi.Output.from_input(domain)
        self.guards: Sequence[pulumi.Resource] = ()
        """Always empty: what guards the objects is the owner's, and there already."""
        self.register_outputs(
            {
                "bucket": self.bucket,
                "arn": self.arn,
                "regional_domain_name": self.regional_domain_name,
            }
        )

    def grant_read(self, grantee: Grantee, prefix: str = "") -> None:
        """Lets a program list and read the objects below a prefix. Call it once for each
        program."""
        self._grant("read", grantee, *reading(self.arn, prefix, *self._place()))

    def grant_write(self, grantee: Grantee, prefix: str = "") -> None:
        """Lets a program store and delete objects below a prefix. It cannot read them, nor delete
        their old versions. Call it once for each program."""
        self._grant("write", grantee, *writing(self.arn, prefix, *self._place()))

    def _grant(self, verb: str, grantee: Grantee, *statements: Statement) -> None:
        grant_to(f"{self._name}-{verb}--{grantee.name}", grantee, self, *statements)

    def _place(self) -> tuple[Environment, str | None]:
        return self._args.environment, self._args.given.key
