"""The policies of a plan as grants: who may do what with which resource, and which resource says
so."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from operations.plan import Resource, Resources
from operations.rights.statements import Scope, Statement, statements

_OWNERS = {
    "s3.BucketPolicy": ("bucket", "policy", ("s3.Bucket", "s3.BucketV2")),
    "sqs.QueuePolicy": ("queueUrl", "policy", ("sqs.Queue",)),
    "sns.TopicPolicy": ("arn", "policy", ("sns.Topic",)),
    "kms.KeyPolicy": ("keyId", "policy", ("kms.Key",)),
    "secretsmanager.SecretPolicy": ("secretArn", "policy", ("secretsmanager.Secret",)),
    "ecr.RepositoryPolicy": ("repository", "policy", ("ecr.Repository",)),
    "opensearch.DomainPolicy": ("domainName", "accessPolicies", ("opensearch.Domain",)),
    "dynamodb.ResourcePolicy": ("resourceArn", "policy", ("dynamodb.Table",)),
    "efs.FileSystemPolicy": ("fileSystemId", "policy", ("efs.FileSystem",)),
}
"""Types that hold a resource's policy: the input that names the resource, the policy, the
resource's types."""
_WITHIN = {
    "s3.Bucket": "policy",
    "sqs.Queue": "policy",
    "sns.Topic": "policy",
    "kms.Key": "policy",
    "secretsmanager.Secret": "policy",
    "ec2.VpcEndpoint": "policy",
    "iam.Role": "assumeRolePolicy",
    "cloudwatch.LogResourcePolicy": "policyDocument",
}
"""Types that have a policy of their own among their inputs."""

_SECRET_PART = re.compile(r"(\$\{secretsmanager\.Secret [^{}]+\.arn\})(:[\w-]*){3}$")
"""A reference with the JSON key that a task definition adds to a secret's ARN."""


@dataclass(frozen=True)
class Grant:
    """One statement, of the role that has it or of the resource that it is about."""

    owner: Resource
    statement: Statement
    source: Resource
    """The resource of the plan in which it stands."""

    @property
    def is_of_role(self) -> bool:
        """True if it says what a role may do, false if it says who may use a resource."""
        return self.statement.principals is None


def grants(resources: Resources, *others: Resources) -> list[Grant]:
    """Returns the statements of every policy, with references in place of ARNs that this plan or
    one of the others knows. A plan writes an ARN as text where it can tell it beforehand."""
    known = (resources, *others)
    return [
        Grant(owner, _readable(known, statement), source)
        for owner, statement, source in (*_of_roles(resources), *_of_resources(resources))
    ]


Found = Iterator[tuple[Resource, Statement, Resource]]


def _of_roles(resources: Resources) -> Found:
    for each in resources.of("iam.RolePolicy"):
        for role in resources.referred(each.inputs.get("role"), "iam.Role"):
            for statement in statements(each.document()):
                yield role, statement, each
    for each in resources.of("iam.RolePolicyAttachment"):
        for role in resources.referred(each.inputs.get("role"), "iam.Role"):
            yield from _managed(resources, role, each.inputs.get("policyArn"), each)
    for role in resources.of("iam.Role"):
        for arn in role.inputs.get("managedPolicyArns") or []:
            yield from _managed(resources, role, arn, role)
        for row in role.inputs.get("inlinePolicies") or []:
            for statement in statements(_content(row.get("policy"))):
                yield role, statement, role


def _managed(resources: Resources, role: Resource, arn: object, source: Resource) -> Found:
    policies = resources.referred(arn, "iam.Policy")
    for policy in policies:
        for statement in statements(policy.document()):
            yield role, statement, policy
    if not policies and arn:
        # AWS's own policies are in no plan; the name is all that is known of them.
        whole = Scope((f"all of {str(arn).rpartition('/')[2]}",))
        yield role, Statement(True, whole, Scope(("*",))), source


def _of_resources(resources: Resources) -> Found:
    for kind, (named, key, owners) in _OWNERS.items():
        for each in resources.of(kind):
            for owner_kind in owners:
                for owner in resources.referred(each.inputs.get(named), owner_kind):
                    for statement in statements(each.document(key)):
                        yield owner, statement, each
    for kind, key in _WITHIN.items():
        for each in resources.of(kind):
            for statement in statements(each.document(key)):
                yield each, statement, each
    for each in resources.of("lambda.Permission"):
        for function in resources.referred(each.inputs.get("function"), "lambda.Function"):
            yield function, _permission(each, function), each


def _permission(each: Resource, function: Resource) -> Statement:
    given = each.inputs
    caller = str(given.get("principal") or "*")
    kind = "Service" if caller.endswith(".amazonaws.com") else "AWS"
    limits = {
        "aws:SourceArn": given.get("sourceArn"),
        "aws:SourceAccount": given.get("sourceAccount"),
        "aws:PrincipalOrgID": given.get("principalOrgId"),
    }
    conditions = [("StringEquals", key, (str(value),)) for key, value in limits.items() if value]
    if given.get("functionUrlAuthType") == "AWS_IAM":
        conditions.append(("StringEquals", "lambda:FunctionUrlAuthType", ("AWS_IAM",)))
    return Statement(
        allows=True,
        actions=Scope((str(given.get("action")),), any_case=True),
        resources=Scope((f"${{{function}.arn}}",)),
        principals=Scope(("*" if caller == "*" else f"{kind} {caller}",)),
        conditions=tuple(sorted(conditions)),
    )


def _content(text: object) -> dict[str, object]:
    found = json.loads(text) if isinstance(text, str) and text[:1] == "{" else {}
    return found if isinstance(found, dict) else {}


def _readable(known: Sequence[Resources], statement: Statement) -> Statement:
    def text(given: str) -> str:
        for each in known:
            given = each.readable(given)
        return _SECRET_PART.sub(r"\1", given)

    def scope(given: Scope) -> Scope:
        texts = dict.fromkeys(map(text, given.patterns))
        return Scope(tuple(texts), given.other_than, given.any_case)

    return Statement(
        allows=statement.allows,
        actions=statement.actions,
        resources=scope(statement.resources),
        principals=statement.principals and scope(statement.principals),
        conditions=tuple(
            (operator, key, tuple(sorted(map(text, values))))
            for operator, key, values in statement.conditions
        ),
        sid=statement.sid,
    )
