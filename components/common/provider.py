"""The one AWS provider of a stack, which tags everything and refuses any other account."""

import pulumi
import pulumi_aws as aws

from config.settings import EPHEMERAL_KEY, EphemeralSettings, Tags
from planning import Environment


def aws_provider(
    environment: Environment, tags: Tags, ephemeral: EphemeralSettings | None = None
) -> aws.Provider:
    """Creates the provider. Resources in other regions name theirs by `region=`, so no second
    provider is needed."""
    return aws.Provider(
        "aws",
        region=environment.region,
        allowed_account_ids=[environment.account_id],
        default_tags={"tags": tags_of_all(environment, tags, ephemeral)},
        opts=pulumi.ResourceOptions(),
    )


def tags_of_all(
    environment: Environment, tags: Tags, ephemeral: EphemeralSettings | None = None
) -> dict[str, str]:
    """Returns the tags of everything in an environment. The provider's default tags reach neither a
    group of machines nor what it starts: these get them by their own inputs."""
    life = {EPHEMERAL_KEY: str(ephemeral.until)} if ephemeral else {}
    return {
        **tags.extra,
        "environment": environment.name,
        "project": tags.project,
        "owner": tags.owner,
        "cost-center": tags.cost_center,
        "stack": environment.stack,
        **life,
    }
