"""The secret of a pool's client, in Secrets Manager, from where tasks get it."""

import pulumi
import pulumi_aws as aws

from planning import Environment


def keep_secret(
    name: str,
    client: "aws.cognito.UserPoolClient",
    environment: Environment,
    kms_key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """Creates the secret of a client with its value, and returns its ARN. Cost: 0.40 USD a month.

    Cognito makes the value, and the provider reads it into the state, where Pulumi encrypts it;
    this is the one way by which ECS gets it without a right of the program's to read clients. AWS
    gives a client another value only with another ID.
    """
    secret = aws.secretsmanager.Secret(
        name,
        name=f"{environment.project}/{environment.stack}/{name}",
        description="Made by Cognito",
        kms_key_id=kms_key_arn,
        # It can be read from Cognito again, so nothing is lost with it.
        recovery_window_in_days=0,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    version = aws.secretsmanager.SecretVersion(
        name,
        secret_id=secret.id,
        secret_string=client.client_secret,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    # A task that starts before the value is there fails.
    return pulumi.Output.all(secret.arn, version.id).apply(lambda known: str(known[0]))
