"""A customer key of KMS that another owner has, used by its ARN.

Nothing is made: no key, no alias, no policy and no rotation. Nothing is looked up either: AWS
refuses a wrong ARN at the first resource that names it. The policy that the key must have is the
one that a key of ours would get.
"""

from dataclasses import dataclass

import pulumi

from components.security.key import KeyArgs, key_policy

TYPE = "plinth:security:ExistingKey"


@dataclass(frozen=True, kw_only=True)
class ExistingKeyArgs:
    """The inputs from which a key is known."""

    arn: str
    """The key's ARN. Another one encrypts what AWS can encrypt anew in place, and replaces the
    rest: databases, caches and image repositories among it."""
    wanted: KeyArgs
    """The arguments of a key in its place, which say who must be let in."""


class ExistingKey(pulumi.ComponentResource):
    """A key as the settings name it, with the outputs of `Key`.

    Its inputs say in a plan what is known of it and which policy it must have, for those who read
    plans.
    """

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: ExistingKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        known = {
            "arn": args.arn,
            "region": args.wanted.region or args.wanted.environment.region,
            "policy": key_policy(name, args.wanted),
        }
        super().__init__(TYPE, name, {"existing": known}, opts)
        self.arn = pulumi.Output.from_input(args.arn)
        self.key_id = pulumi.Output.from_input(args.arn.rpartition("/")[2])
        self.register_outputs({"arn": self.arn, "key_id": self.key_id})
