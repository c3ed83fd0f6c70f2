"""Things in an account that carry an environment's tags or name, and that nobody declared.

    Resource Groups Tagging API   everything with the tags `project` and `stack` of the program,
                                  in each of its regions
    IAM                           roles, policies and users by name, which that API does not have,
                                  and the policies that somebody added to declared roles
    AppConfig                     flags that were deployed past the program

AWS makes some things by itself and copies the tags onto them: `OF_AWS` has these. A failure to look
is a sentence, never a difference.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from operations.drift.deployed_flags import deployed_flags
from operations.drift.found import Finding, Reading

Clients = Callable[[str, str], Any]
"""Function that returns a boto3 client of a service in a region."""

OF_AWS: Mapping[str, str] = {
    r"appconfig:.*/deployment/": "the start of a version of flags, which AWS keeps",
    r"ecs:.*:task/": "a task of a service",
    r"ecs:.*:task-definition/": "an earlier revision, which stays for a rollback",
    r"ecs:.*:(service-deployment|service-revision|container-instance)/": "a step of a deployment",
    r"rds:.*:db:.*-aside-\d{14}$": "a database that lost its place: `failover back` removes it",
    r"rds:.*:db:.*-restored-\d{14}$": "a restored database that has no place yet",
    r"rds:.*:(snapshot|cluster-snapshot|auto-backup):": "a backup, which keeps the tags",
    r"backup:.*:recovery-point:": "a backup, which keeps the tags",
    r"ec2:.*:network-interface/": "the address of a task, a function or an endpoint",
    r"ec2:.*:snapshot/": "a backup, which keeps the tags",
    r"ec2:.*:vpc-endpoint-connection/": "made with its endpoint",
    r"elasticache:.*:snapshot:": "a backup, which keeps the tags",
    r"elasticache:.*:cluster:": "a node of a replication group",
    r"secretsmanager:.*:secret:rds!": "the password that RDS manages",
}
"""ARNs, as patterns behind `arn:aws:`, of things that AWS makes for a declared resource, or that a
recovery set aside, each with the reason."""

_SERVICE_PATHS = ("/aws-service-role/", "/aws-reserved/")
_KINDS = (
    ("role", "list_roles", "Roles", "RoleName", "list_role_tags"),
    ("policy", "list_policies", "Policies", "PolicyName", "list_policy_tags"),
    ("user", "list_users", "Users", "UserName", "list_user_tags"),
)
_IAM_REGION = "us-east-1"


def appeared(reading: Reading, clients: Clients, *, stack: str) -> tuple[list[Finding], list[str]]:
    """Returns the things that nobody declared, and the sentences about what could not be looked
    at."""
    from botocore.exceptions import BotoCoreError, ClientError

    project = reading.tags.get("project", "")
    found: list[Finding] = []
    notes: list[str] = []
    looks: list[tuple[str, Callable[[], Iterable[Finding]]]] = []
    if project and reading.tags.get("stack") == stack:
        tags = {"project": project, "stack": stack}
        looks = [
            (f"things with its tags in {region}", _tagged_in(region, tags, reading, clients))
            for region in reading.regions
        ]
        looks.append(("roles, policies and users", lambda: _by_name(reading, clients, tags)))
    else:
        notes.append(
            "the stack has no tags `project` and `stack`, so nothing is looked for by them"
        )
    looks.append(("policies of its roles", lambda: _of_roles(reading, clients)))
    if reading.deployments:
        looks.append(("deployments of flags", lambda: deployed_flags(reading.deployments, clients)))
    for what, look in looks:
        try:
            found += look()
        except (BotoCoreError, ClientError) as error:
            notes.append(f"{what} could not be looked for: {short(error)}")
    unique = {(each.urn, each.path, each.found): each for each in found}
    return list(unique.values()), notes


def _tagged_in(
    region: str, tags: Mapping[str, str], reading: Reading, clients: Clients
) -> Callable[[], Iterable[Finding]]:
    def look() -> Iterator[Finding]:
        client = clients("resourcegroupstaggingapi", region)
        filters = [{"Key": key, "Values": [value]} for key, value in tags.items()]
        for page in client.get_paginator("get_resources").paginate(TagFilters=filters):
            for each in page["ResourceTagMappingList"]:
                arn = str(each["ResourceARN"])
                known = _is_known(arn, reading.known) or _is_of_aws(arn)
                if not known and not _ends(arn, clients, region):
                    yield Finding("appeared", "", _kind(arn), found=arn, ids=(arn,))

    return look


def _is_known(arn: str, known: frozenset[str]) -> bool:
    """Returns true if a declared resource has this ARN, or the name at its end."""
    end = arn.split(":", 5)[-1]
    names = (arn, end, end.partition("/")[2], end.rpartition("/")[2], end.rpartition(":")[2])
    return any(name in known for name in names if name)


def _is_of_aws(arn: str) -> bool:
    behind = arn.split(":", 2)[-1]
    return any(re.match(pattern, behind) for pattern in OF_AWS)


def _ends(arn: str, clients: Clients, region: str) -> bool:
    """Returns true for a key or a secret that is deleted already, and that AWS keeps for some days
    in case somebody wants it back: what a replacement leaves."""
    service = arn.split(":")[2]
    if service == "kms":
        key = clients("kms", region).describe_key(KeyId=arn)["KeyMetadata"]
        return bool(key["KeyState"] == "PendingDeletion")
    if service == "secretsmanager":
        secret = clients("secretsmanager", region).describe_secret(SecretId=arn)
        return secret.get("DeletedDate") is not None
    return False


def _kind(arn: str) -> str:
    """Returns the kind of thing for people: `sqs`, `ec2 security-group`."""
    parts = arn.split(":", 5)
    below = re.match(r"([a-z-]+)[/:]", parts[5]) if len(parts) > 5 else None
    return f"{parts[2]} {below[1]}" if below else parts[2]


def _by_name(reading: Reading, clients: Clients, tags: Mapping[str, str]) -> Iterator[Finding]:
    client = clients("iam", _IAM_REGION)
    stems = {_stem(name, tags["stack"]) for name in reading.known} - {""}
    stems.add(f"{tags['project']}-{tags['stack']}-")
    for kind, operation, key, name_key, list_tags in _KINDS:
        scope = {"Scope": "Local"} if kind == "policy" else {}
        for page in client.get_paginator(operation).paginate(**scope):
            for each in page[key]:
                name, arn = str(each[name_key]), str(each["Arn"])
                service = str(each.get("Path", "/")).startswith(_SERVICE_PATHS)
                if service or {name, arn} & reading.known or f"-{tags['stack']}-" not in name:
                    continue
                who = {"PolicyArn": arn} if kind == "policy" else {name_key: name}
                given = {
                    tag["Key"]: tag["Value"] for tag in getattr(client, list_tags)(**who)["Tags"]
                }
                if _is_ours(given, tags, by_name=name.startswith(tuple(stems))):
                    yield Finding("appeared", "", f"iam {kind}", found=name, ids=(name, arn))


def _is_ours(given: Mapping[str, str], tags: Mapping[str, str], *, by_name: bool) -> bool:
    """Returns true if something has the environment's tags, or its kind of name and no tags of
    another product or stack."""
    if all(given.get(key) == value for key, value in tags.items()):
        return True
    return by_name and all(given.get(key, value) == value for key, value in tags.items())


def _stem(name: str, stack: str) -> str:
    """Returns the beginning that autonaming gives to all names of one kind: `orders-task-prod-`."""
    found = re.fullmatch(rf"(.+-{re.escape(stack)}-)[0-9a-f]{{6,}}", name)
    return found[1] if found else ""


def _of_roles(reading: Reading, clients: Clients) -> Iterator[Finding]:
    """Yields the policies that somebody added to declared roles."""
    if not reading.roles:
        return
    client = clients("iam", _IAM_REGION)
    for urn, name in reading.roles.items():
        inline = _policies(client, "list_role_policies", "PolicyNames", name)
        for policy in map(str, inline):
            if f"{name}:{policy}" not in reading.known:
                yield Finding("appeared", urn, "inline policy", found=policy, ids=(name,))
        attached = _policies(client, "list_attached_role_policies", "AttachedPolicies", name)
        for arn in (str(each["PolicyArn"]) for each in attached):
            if f"{name}/{arn}" not in reading.known:
                yield Finding("appeared", urn, "attached policy", found=arn, ids=(name,))


def _policies(client: Any, operation: str, key: str, role: str) -> Iterator[Any]:
    """Yields the policies of a role. One that is gone has none, and the reading tells it."""
    from botocore.exceptions import ClientError

    try:
        for page in client.get_paginator(operation).paginate(RoleName=role):
            yield from page[key]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "NoSuchEntity":
            raise


def short(error: Exception) -> str:
    """Returns an error's message in one line."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:197]}..."
