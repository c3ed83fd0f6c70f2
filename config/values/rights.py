"""Checks of least privilege for rights that go beyond the vocabulary of `uses`; pure.

The same checks apply to a statement in the workload and to one that own/ exports.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from config.values import aws_facts
from wording import closest

PLACEHOLDERS = ("account_id", "domain", "environment", "partition", "project", "region", "stack")
"""Names that a resource or a condition may contain as `${...}`. Each stands for the environment's
own value."""

_IDENTITY = {
    "account": "changes the account itself",
    "iam": "decides who may do what, so the program could give itself every right",
    "identitystore": "decides who may log in",
    "organizations": "changes the organization's accounts and their limits",
    "sso": "decides who may log in",
    "sso-directory": "decides who may log in",
}
_RUNS_CODE = {
    "cloudformation": "CreateStack UpdateStack CreateChangeSet ExecuteChangeSet",
    "codebuild": "StartBuild StartBuildBatch UpdateProject",
    "datapipeline": "PutPipelineDefinition",
    "ec2": "RunInstances SendDiagnosticInterrupt ModifyInstanceAttribute",
    "ec2-instance-connect": "SendSSHPublicKey SendSerialConsoleSSHPublicKey",
    "ecs": "ExecuteCommand RegisterTaskDefinition RunTask StartTask UpdateService",
    "glue": "CreateDevEndpoint CreateJob UpdateDevEndpoint UpdateJob",
    "lambda": "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration",
    "sagemaker": "CreateNotebookInstance CreatePresignedNotebookInstanceUrl",
    "ssm": "SendCommand StartAutomationExecution StartSession",
    "states": "CreateStateMachine UpdateStateMachine",
}
"""Actions by which a program runs code under the role of something else."""

_ACTION = re.compile(r"([a-z0-9-]+):([A-Za-z0-9]+)")
_ARN = re.compile(r"arn:([^:]+):([a-z0-9-]+):([^:]*):([^:]*):(.+)")
_PLACEHOLDER = re.compile(r"\$\{([^}:]*)\}")
_SERVICE_OF_ARNS = {"kafka-cluster": "kafka", "sts": "iam"}
"""Services whose resources have ARNs that name another service."""

_CONDITION = re.compile(
    r"((ForAnyValue|ForAllValues):)?"
    r"(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?"
    r"|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress"
    r"|Arn(Not)?(Equals|Like))(IfExists)?|Null"
)
"""Pattern of the condition operators of IAM. Source:
docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""
_CONDITION_KEY = re.compile(r"[a-z0-9-]+:[A-Za-z0-9./:_${}-]+")


def action_problem(action: str, resources: Sequence[str] = ()) -> str:
    """Returns the reason why an action is refused, or an empty text. `resources` are the
    statement's, as far as known."""
    if "*" in action or "?" in action:
        return "grants more than is said; name each action, such as dynamodb:GetItem"
    parts = _ACTION.fullmatch(action)
    if parts is None:
        return "must be a service and an action, such as dynamodb:GetItem"
    service, name = parts[1], parts[2]
    if service in _IDENTITY:
        return f"{_IDENTITY[service]}; no program gets it"
    if service == "sts":
        return _role_problem(name, resources)
    if name.lower() in _lower(aws_facts.PERMISSION_ACTIONS.get(service, ())):
        return "changes who may do what; no program gets it: let own/resources.py set it once"
    if name.lower() in _lower(_RUNS_CODE.get(service, "").split()):
        return (
            "runs code under another role, whose rights the program would have; no program gets it"
        )
    return ""


def unknown_problem(action: str) -> str:
    """Returns the reason why IAM knows no such action, as far as this release knows, or an empty
    text. IAM takes a policy with it, and the program is denied what it needs."""
    service, _, name = action.partition(":")
    if not _ACTION.fullmatch(action) or service in _IDENTITY:
        return ""
    if service not in aws_facts.ACTION_SERVICES:
        return f"{service} is no service of IAM{closest(service, aws_facts.ACTION_SERVICES)}"
    known = aws_facts.ACTIONS.get(service)
    if known is None or name.lower() in _lower(known):
        return ""
    return f"{service} has no such action{closest(name, known)}"


def _role_problem(name: str, resources: Sequence[str]) -> str:
    """Returns the reason why an action of `sts` is refused: a role of another account may be
    assumed, but none of this account."""
    if name.lower() not in ("assumerole", "tagsession"):
        return "gives other rights than the program's own; no program gets it"
    for resource in resources:
        parts = _ARN.fullmatch(resource)
        if parts is None or not re.fullmatch(r"\d{12}", parts[4]) or "*" in parts[5]:
            return (
                "takes on another role: name one role of another account by its whole ARN, with "
                "its twelve digits; a role of this account would be a way to its rights"
            )
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Returns a text with an environment's values for PLACEHOLDERS. A policy variable such as
    `${aws:userid}` stays."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def plinths_own(resource: str, values: Mapping[str, str]) -> str:
    """Returns the reason why a filled resource is refused in an environment, or an empty text. It
    is refused if it is a part of Plinth's that runs with rights which no program has."""
    start = filled("arn:${partition}:lambda:${region}:${account_id}:function:", values)
    functions = [
        f"{start}{name}-{values['stack']}-"
        for name in ("credentials", "late-calls", "task-runner", "verifier")
    ]
    parameters = filled(
        "arn:${partition}:ssm:${region}:${account_id}:parameter/${project}/${stack}/", values
    )
    entries = [f"{parameters}{name}/" for name in ("task-runner", "verifier")]
    for part in (*functions, *entries):
        if resource.startswith(part) or fnmatchcase(f"{part}0a1b2c", resource):
            return "is a part of Plinth's that runs with other rights; no program gets it"
    return ""


def in_account(action: str, resources: Sequence[str], account_id: str) -> str:
    """Returns the reason why a role may not be assumed. This check needs the environment's
    account."""
    if action.lower() == "sts:assumerole" and any(f"::{account_id}:" in each for each in resources):
        return "would take on a role of the environment's own account; no program gets that"
    return ""


def is_without_resources(action: str) -> bool:
    """Returns true if IAM accepts only the resource `*` for an action."""
    service, _, name = action.partition(":")
    return name.lower() in _lower(aws_facts.ACTIONS_WITHOUT_RESOURCES.get(service, ()))


def resource_problem(resource: str, actions: Sequence[str]) -> str:
    """Returns the reason why a resource is refused, or an empty text. `limitable_problem` checks
    `*`."""
    for name in _PLACEHOLDER.findall(resource):
        if name not in PLACEHOLDERS:
            hint = closest(name, PLACEHOLDERS) or f"; there are {', '.join(PLACEHOLDERS)}"
            return f"has an unknown ${{{name}}}{hint}"
    parts = _ARN.fullmatch(_PLACEHOLDER.sub("x", resource))
    if parts is None:
        return (
            "must be an ARN such as "
            "arn:aws:dynamodb:${region}:${account_id}:table/sessions, or '*' with a reason"
        )
    if any("*" in part or "?" in part for part in parts.groups()[:4]):
        return "must name partition, service, region and account without `*`"
    services = {action.split(":")[0] for action in actions if ":" in action}
    if services and parts[2] not in {_SERVICE_OF_ARNS.get(each, each) for each in services}:
        return f"is of {parts[2]}, which none of the actions ({', '.join(sorted(services))}) is for"
    kind, *rest = re.split(r"[/:]", parts[5], maxsplit=1)
    if parts[2] == "secretsmanager" and re.search(r"[*?]", parts[5].removesuffix("-??????")):
        return "is several secrets; name one, with -?????? for the end that AWS draws"
    if kind.startswith("*") or (rest and not re.search(r"[A-Za-z0-9]", rest[0])):
        what = kind if rest else "resource"
        return f"is every {what} of the account; name the one that is meant"
    return ""


def limitable_problem(actions: Sequence[str]) -> str:
    """Returns the reason why the resource `*` is refused for these actions, or an empty text. It
    uses a table of AWS's, so a person can overrule it."""
    # Of an action that is not known here, that alone is told.
    known = [action for action in actions if not unknown_problem(action)]
    named = [action for action in known if not is_without_resources(action)]
    if not named:
        return ""
    return (
        f"is everything, and {', '.join(named)} can be limited to resources as far as is known "
        "here; name them"
    )


def condition_problems(conditions: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yields an operator, or an operator and a key, with what is wrong there."""
    for operator, tests in conditions.items():
        if not _CONDITION.fullmatch(operator):
            yield operator, "is no operator of IAM, such as StringEquals or ArnLike"
        for key in tests:
            if not _CONDITION_KEY.fullmatch(key):
                yield operator, f"{key} is no condition key, such as aws:SourceVpc"


def _lower(names: Sequence[str]) -> set[str]:
    """Returns the names in lower case, because IAM compares actions without regard to case."""
    return {name.lower() for name in names}
