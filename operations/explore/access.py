"""Rights turned round: who may use a bucket, a queue, a topic, a secret, a key, by which policy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from operations.plan import Resource, Resources
from operations.rights import Grant, Right, Role, meet

_ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "s3.Bucket": {
        "read objects": (
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:GetObjectVersionForReplication",
        ),
        "write objects": ("s3:PutObject", "s3:ReplicateObject"),
        "delete objects": ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ReplicateDelete"),
        "list objects": ("s3:ListBucket", "s3:ListBucketVersions"),
    },
    "sqs.Queue": {
        "receive messages": ("sqs:ReceiveMessage",),
        "send messages": ("sqs:SendMessage",),
    },
    "sns.Topic": {"publish": ("sns:Publish",)},
    "secretsmanager.Secret": {
        "read the value": ("secretsmanager:GetSecretValue",),
        "change the value": ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret"),
    },
    "kms.Key": {
        "decrypt": ("kms:Decrypt", "kms:ReEncryptFrom"),
        "encrypt": ("kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptTo"),
    },
    "dynamodb.Table": {
        "read items": ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"),
        "write items": ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
    },
    "ecr.Repository": {"fetch images": ("ecr:BatchGetImage",), "push images": ("ecr:PutImage",)},
    "lambda.Function": {"run it": ("lambda:InvokeFunction",)},
}
"""Questions by the type of the thing, each with the actions that answer it."""


@dataclass(frozen=True)
class Holder:
    """One role or caller that may do it."""

    who: str
    """Program with the purpose of its role, or the caller of the thing's own policy."""
    program: str
    grant: Grant
    because: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One thing that can be done with a resource, and everybody who may."""

    verb: str
    actions: tuple[str, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class Thing:
    """One resource with the answers to its questions."""

    resource: Resource
    questions: tuple[Question, ...]
    limits: tuple[Grant, ...]
    """Statements of its own policy that deny."""


def things(resources: Resources, roles: Sequence[Role], policies: Sequence[Role]) -> list[Thing]:
    """Returns every resource that somebody can be asked about."""
    own = {policy.owner.urn: policy for policy in policies}
    found = []
    for resource in resources.of(*_ASKED):
        policy = own.get(resource.urn)
        rights = policy.rights if policy else ()
        found.append(
            Thing(
                resource,
                tuple(
                    Question(verb, actions, tuple(_holders(resource, actions, roles, policy)))
                    for verb, actions in _ASKED[resource.kind].items()
                ),
                tuple(each.grant for each in rights if not each.grant.statement.allows),
            )
        )
    return found


def _holders(
    thing: Resource, actions: Sequence[str], roles: Sequence[Role], policy: Role | None
) -> Iterator[Holder]:
    for role in roles:
        about = [each for each in role.rights if _is_about(each.grant, thing, actions)]
        if any(map(_denies, about)):
            continue
        who = f"{role.program}: {role.purpose}" if role.purpose else f"{role.owner.name} (role)"
        for right in about:
            if right.grant.statement.allows:
                because = tuple(cause.said for cause in right.causes)
                yield Holder(who, role.program, right.grant, because)
    for right in policy.rights if policy else ():
        statement = right.grant.statement
        if statement.allows and any(map(statement.actions.has, actions)):
            yield Holder(str(statement.principals), "", right.grant, ())


def _denies(right: Right) -> bool:
    return not right.grant.statement.allows and not right.grant.statement.conditions


def _is_about(grant: Grant, thing: Resource, actions: Sequence[str]) -> bool:
    statement = grant.statement
    if not any(map(statement.actions.has, actions)):
        return False
    found = any(_means(pattern, thing) for pattern in statement.resources.patterns)
    return found != statement.resources.other_than


def _means(pattern: str, thing: Resource) -> bool:
    """Returns true if the resource of a statement is a thing, or a part of it."""
    reference = f"${{{thing}.arn}}"
    if pattern in ("*", reference) or pattern.startswith((f"{reference}/", f"{reference}:")):
        return True
    service, _, name = _parts(pattern)
    if service != thing.kind.partition(".")[0] or not name:
        return False
    # AWS ends a secret's ARN with six characters of its own.
    ending = "-??????" if service == "secretsmanager" else ""
    names = [f"{given}{ending}" for given in _names(thing)]
    return any(meet(name, each) or meet(name, f"{each}/*") for each in names)


def _parts(pattern: str) -> tuple[str, str, str]:
    """Returns service, account and name of an ARN; empty texts for another text."""
    parts = pattern.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return "", "", ""
    # The type stands before the name: `secret:shop/prod/key`, `table/carts`, `key/...`.
    service, name = parts[2], parts[5]
    for start in ("secret:", "table/", "repository/", "function:", "key/"):
        name = name.removeprefix(start)
    return service, parts[4], name


def _names(thing: Resource) -> list[str]:
    """Returns the physical name, or a pattern of the one that Pulumi will choose."""
    given = next((thing.inputs[key] for key in ("name", "bucket") if key in thing.inputs), None)
    if isinstance(given, str):
        return [given]
    return [f"{thing.name}-*"] if thing.kind != "kms.Key" else []
