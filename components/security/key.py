"""A customer key of KMS, with the AWS services that may use it besides this account's IAM.

    Key      rotated every year
    Alias    alias/<project>-<stack>-<name>

It encrypts everything at rest. Those who reach encrypted data through IAM (a task's role, RDS,
ElastiCache, SQS, ECR, Secrets Manager) need no line in the key's policy, because the account is in
it. AWS services that come under their own name need one, and get it by `services`.

Left out: multi-region keys. A copy in the recovery region is encrypted again there, with a key of
that region, so the loss of one key or one region never takes the other's data with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.security import iam
from planning import Environment

TYPE = "plinth:security:Key"

Condition = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class ServiceUse:
    """The use that an AWS service that comes under its own name makes of a key."""

    principal: str
    """The service's principal; `{region}` stands for the key's region."""
    actions: tuple[str, ...]
    condition: Callable[[Environment, str], Condition] | None
    """The limit to this account's resources (no confused deputy), from the environment and the
    key's region. None if AWS sends nothing that could be compared."""


def _this_account(environment: Environment, region: str) -> Condition:
    del region
    return {"StringEquals": {"aws:SourceAccount": environment.account_id}}


def _own_log_groups(environment: Environment, region: str) -> Condition:
    arn = environment.arn("logs", "*", region=region)
    return {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn}}


def _own_distributions(environment: Environment, region: str) -> Condition:
    del region
    arn = environment.arn("cloudfront", "distribution/*", region="")
    return {"ArnLike": {"aws:SourceArn": arn}}


def _own_clusters(environment: Environment, region: str) -> Condition:
    del region
    return {
        "StringEquals": {"kms:EncryptionContext:aws:ecs:clusterAccount": environment.account_id},
        "ForAllValues:StringEquals": {"kms:GrantOperations": "Decrypt"},
    }


_PUBLISH = ("kms:Decrypt", "kms:GenerateDataKey*")
"""The rights to write into an encrypted topic or queue; one data key serves several messages."""
_STORE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")

SERVICES: dict[str, ServiceUse] = {
    # docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    "logs": ServiceUse(
        principal="logs.{region}.amazonaws.com", actions=_STORE, condition=_own_log_groups
    ),
    # docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html
    "delivery.logs": ServiceUse(
        principal="delivery.logs.amazonaws.com", actions=_STORE, condition=_this_account
    ),
    # For a topic that delivers to an encrypted queue.
    # docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
    "sns": ServiceUse(principal="sns.amazonaws.com", actions=_PUBLISH, condition=_this_account),
    # For events of buckets that go to an encrypted queue or topic.
    # docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    "s3": ServiceUse(principal="s3.amazonaws.com", actions=_PUBLISH, condition=_this_account),
    # For alarms, backup jobs, budgets and database events that go to an encrypted topic.
    # docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    "cloudwatch": ServiceUse(
        principal="cloudwatch.amazonaws.com", actions=_PUBLISH, condition=_this_account
    ),
    "backup": ServiceUse(
        principal="backup.amazonaws.com", actions=_PUBLISH, condition=_this_account
    ),
    "budgets": ServiceUse(
        principal="budgets.amazonaws.com", actions=_PUBLISH, condition=_this_account
    ),
    "events.rds": ServiceUse(
        principal="events.rds.amazonaws.com", actions=_PUBLISH, condition=_this_account
    ),
    # Source conditions in a key's policy are not supported for EventBridge (same page). The topic's
    # or queue's own policy names the rule that may write.
    "events": ServiceUse(principal="events.amazonaws.com", actions=_PUBLISH, condition=None),
    # For origin access control, which reads a bucket encrypted with this key.
    # docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/
    # private-content-restricting-access-to-s3.html
    "cloudfront": ServiceUse(
        principal="cloudfront.amazonaws.com",
        actions=("kms:Decrypt",),
        condition=_own_distributions,
    ),
    # For the disks of Fargate's tasks. Fargate makes a grant for each task, for decryption and
    # nothing else. A request that makes no grant names no such operations, and passes the second
    # condition.
    # docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-create-storage-key.html
    "fargate": ServiceUse(
        principal="fargate.amazonaws.com",
        actions=("kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext"),
        condition=_own_clusters,
    ),
}
"""The services by the names that `KeyArgs.services` takes. SQS is not here: it always acts with the
rights of its caller."""


@dataclass(frozen=True, kw_only=True)
class KeyArgs:
    """The inputs from which a key is built."""

    environment: Environment
    description: str
    """The purpose of the key, for the console. It changes in place."""
    services: tuple[str, ...] = ()
    """AWS services that come under their own name, from `SERVICES`. They change in place."""
    statements: Sequence[iam.Statement] = ()
    """Further statements of the key's policy, such as those for partners. They change in place."""
    region: str | None = None
    """Another region than the environment's, for copies kept there. Changing it replaces the key,
    and all that is encrypted with it must be written again."""


class Key(pulumi.ComponentResource):
    """A symmetric key that KMS rotates every year; data of former years stays readable.

    Deleting it makes everything encrypted with it unreadable for ever. KMS waits before it does:
    30 days in a protected environment, 7 (the least) elsewhere; until then
    `aws kms cancel-key-deletion` brings it back. Cost: 1 USD a month, 2 and 3 from the first and
    second rotation on, and 0.03 USD for 10,000 requests (aws.amazon.com/kms/pricing).
    """

    arn: pulumi.Output[str]
    key_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: KeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        key = self._create_key()
        self._create_alias(key)

        self.arn = key.arn
        self.key_id = key.key_id
        self.register_outputs({"arn": self.arn, "key_id": self.key_id})

    def _create_key(self) -> aws.kms.Key:
        return aws.kms.Key(
            self._name,
            description=self._args.description,
            enable_key_rotation=True,
            deletion_window_in_days=30 if self._args.environment.protect else 7,
            policy=key_policy(self._name, self._args),
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )

    def _create_alias(self, key: aws.kms.Key) -> aws.kms.Alias:
        environment = self._args.environment
        return aws.kms.Alias(
            self._name,
            # The name is fixed, because people look a key up by it. An alias is valid in one
            # region.
            name=f"alias/{environment.project}-{environment.stack}-{self._name}",
            target_key_id=key.key_id,
            region=self._args.region,
            opts=pulumi.ResourceOptions(parent=self),
        )


def key_policy(name: str, args: KeyArgs) -> pulumi.Output[str]:
    """Returns the key's own policy, in which the resource `*` means this key and no other."""
    account = iam.allow(
        # IAM decides about the rights of the account's members. Without this line nobody would
        # have any, and a key whose policy went wrong could never be repaired.
        ["kms:*"],
        ["*"],
        principal={"AWS": args.environment.root_arn},
        sid="AccountDecidesByIam",
    )
    used_by = (_service_statement(name, args, each) for each in sorted(set(args.services)))
    return iam.document(account, *used_by, *args.statements)


def _service_statement(key: str, args: KeyArgs, name: str) -> iam.Statement:
    if name not in SERVICES:
        known = ", ".join(sorted(SERVICES))
        raise ValueError(f"key {key}: services: must be among {known}, got {name}")
    use = SERVICES[name]
    region = args.region or args.environment.region
    return iam.allow(
        use.actions,
        ["*"],
        principal={"Service": use.principal.format(region=region)},
        condition=use.condition(args.environment, region) if use.condition else None,
        sid="Service" + "".join(part.title() for part in name.split(".")),
    )
