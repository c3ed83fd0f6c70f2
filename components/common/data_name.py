"""Fixed names for RDS and ElastiCache, which accept only letters, digits and single hyphens, and a
letter first."""

import hashlib

import pulumi

from planning import Environment, physical_name, words

_DIGEST = 6


def data_name(environment: Environment, name: str, limit: int) -> str:
    """Returns `<project>-<stack>-<name>`, shortened if it exceeds `limit` characters.

    >>> from tests.factories import make_environment
    >>> data_name(make_environment(project="The Shop", stack="prod"), "orders", 40)
    'the-shop-prod-orders'
    """
    full = words(f"{environment.project}-{environment.stack}-{name}")
    short = physical_name(full, limit)
    return short if short == full else f"n{physical_name(full, limit - 1)}"


def final_snapshot(
    identifier: str, subnet_group: pulumi.Input[str], kms_key_arn: pulumi.Input[str]
) -> pulumi.Output[str]:
    """Returns the name of the snapshot that a deletion leaves behind:
    `<identifier>-final-<digest>`.

    AWS refuses a deletion if its snapshot exists already, for example from an earlier deletion. So
    the digest covers two things that are new whenever the database or cache is rebuilt: the subnet
    group, whose name has a random end, and the key. It stays the same from one `pulumi up` to the
    next.
    """

    def name(parts: list[str]) -> str:
        digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:_DIGEST]
        return f"{identifier}-final-{digest}"

    return pulumi.Output.all(subnet_group, kms_key_arn).apply(name)
