"""A key that signs URLs and cookies, as CloudFront knows it.

    PublicKey    the public half of each generation
    KeyGroup     those that count

A generation that comes or goes is a key of its own, so the group changes in place, before the key
that went is deleted: AWS keeps a key that is in a group. The private halves are secrets that people
enter; nothing here knows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

TYPE = "plinth:edge:SigningKey"


@dataclass(frozen=True, kw_only=True)
class SigningKeyArgs:
    """The inputs from which a signing key is built."""

    public_keys: Mapping[str, str]
    """The public keys (PEM), by generation. Another one under the same name replaces the key."""


class SigningKey(pulumi.ComponentResource):
    """A key group for cache behaviors that give files to those with a signature only. It costs
    nothing."""

    group_id: pulumi.Output[str]
    key_ids: dict[str, pulumi.Output[str]]
    """The ID of each generation, which a signed URL names as its Key-Pair-Id."""

    def __init__(
        self, name: str, args: SigningKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        keys = {
            generation: aws.cloudfront.PublicKey(
                f"{name}-{generation}",
                comment=f"Signs for {name}",
                encoded_key=public_key,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for generation, public_key in args.public_keys.items()
        }
        self.key_ids = {generation: key.id for generation, key in keys.items()}
        group = aws.cloudfront.KeyGroup(
            name,
            comment="Keys whose signatures count",
            items=[self.key_ids[generation] for generation in sorted(keys)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.group_id = group.id
        self.register_outputs({"group_id": self.group_id, "key_ids": self.key_ids})
