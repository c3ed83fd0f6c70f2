"""Rights of the roles, and the boundary that none of them can pass."""

from typing import Any

from operations.bootstrap import names
from operations.bootstrap.request import Request
from planning.identity import pool_name

SERVICES = {
    "acm": ("acm",),
    "acmpca": ("acm-pca",),
    "appautoscaling": ("application-autoscaling",),
    "appconfig": ("appconfig",),
    "autoscaling": ("autoscaling",),
    # A vault's storage has a prefix of its own, which is asked for when one is made.
    "backup": ("backup", "backup-storage"),
    "budgets": ("budgets",),
    "chatbot": ("chatbot",),
    "cloudfront": ("cloudfront",),
    "cloudwatch": ("cloudwatch", "events", "logs"),
    "cognito": ("cognito-idp",),
    "ec2": ("ec2",),
    "ecr": ("ecr",),
    "ecs": ("ecs",),
    "elasticache": ("elasticache",),
    "kms": ("kms",),
    "lambda": ("lambda",),
    "lb": ("elasticloadbalancing",),
    "opensearch": ("es",),
    "pricingplanmanager": ("pricingplanmanager",),
    "rds": ("rds",),
    "route53": ("route53",),
    "s3": ("s3",),
    "scheduler": ("scheduler",),
    "secretsmanager": ("secretsmanager",),
    "servicediscovery": ("servicediscovery",),
    "sesv2": ("ses",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "vpc": ("ec2",),
    "wafv2": ("wafv2",),
}
"""The prefixes of actions that each module of Pulumi's AWS provider needs. IAM is not among them:
its actions are listed below one by one."""
_READING = ("Describe", "Get", "List")
_CONTENT = (
    "ecr:GetDownloadUrlForLayer",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
)
_ON_PROGRAM_ROLES = (
    "CreateRole",
    "DeleteRole",
    "DeleteRolePolicy",
    "PassRole",
    "PutRolePolicy",
    "TagRole",
    "UntagRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
    "UpdateRoleDescription",
)

_KEPT = (("stacks", ".json*"), ("stacks", ".pulumi-tags"), ("history", "/*"), ("backups", "/*"))
"""What the CLI keeps of a stack in a bucket: pulumi/pkg/backend/diy/store.go, stack_tags.go."""

Statement = dict[str, Any]


def prefixes(request: Request) -> list[str]:
    """Returns the prefixes of all services that the program and the team's own resources use."""
    return sorted({each for group in SERVICES.values() for each in group} | {*request.services})


def preview(request: Request, stack: str) -> dict[str, Any]:
    """Returns the rights of a preview or a search for drift: what is configured, and the state.
    What is stored (objects, secrets, logs, messages) stays unread."""
    reads = [f"{prefix}:{verb}*" for prefix in prefixes(request) for verb in _READING]
    # What nobody declared is looked for by tags, and who changed something in CloudTrail.
    asks = ["cloudtrail:LookupEvents", "iam:Get*", "iam:List*", "tag:GetResources"]
    return _document(
        _allow("Read", [*reads, *asks], "*"),
        _deny("ContentStaysUnread", list(_CONTENT), "*"),
        _secrets_stay_unread(request, stack),
        _reads_clients(request, stack),
        {
            "Sid": "ObjectsStayUnread",
            "Effect": "Deny",
            "Action": ["s3:GetObject*"],
            "NotResource": _kept(request, stack),
        },
        *_state(request, stack, writes=False),
    )


def deploy(request: Request, stack: str) -> dict[str, Any]:
    """Returns the rights of a deployment: the services of the program, in its regions; roles by
    the names that the program gives them; and the state of its own stack.

    No role gets one of AWS's own policies, since none of the program's has any.
    """
    bucket = _bucket_arn(request)
    services = [f"{each}:*" for each in prefixes(request) if each != "s3"]
    objects = {
        "Sid": "Buckets",
        "Effect": "Allow",
        "Action": ["s3:*"],
        # States are no buckets of the program: of those, only the stack's own is listed below.
        "NotResource": [bucket, f"{bucket}/*"],
    }
    in_regions = {"StringEquals": {"aws:RequestedRegion": list(request.regions)}}
    roles = [f"iam:{each}" for each in _ON_PROGRAM_ROLES]
    return _document(
        {**_allow("Services", services, "*"), "Condition": in_regions},
        {**objects, "Condition": in_regions},
        _allow("ReadRights", ["iam:Get*", "iam:List*"], "*"),
        _allow("RolesOfPrograms", roles, names.program_roles(request, stack)),
        _allow("RolesOfServices", ["iam:CreateServiceLinkedRole"], _service_roles(request)),
        _secrets_stay_unread(request, stack),
        *_state(request, stack, writes=True),
    )


def boundary(request: Request) -> dict[str, Any]:
    """Returns the permissions boundary of both roles: whatever policies they get, they make no
    users or keys, change no role or policy of the bootstrap, take no other role, and cannot
    destroy earlier states."""
    iam = f"arn:aws:iam::{request.account}"
    bucket = _bucket_arn(request)
    rights = ["iam:Get*", "iam:List*", "iam:CreateServiceLinkedRole"]
    return _document(
        {
            "Sid": "Services",
            "Effect": "Allow",
            "NotAction": ["account:*", "iam:*", "organizations:*", "sts:*"],
            "Resource": "*",
        },
        _allow("RolesOnly", [*rights, *(f"iam:{each}" for each in _ON_PROGRAM_ROLES)], "*"),
        _allow("WhoAmI", ["sts:GetCallerIdentity"], "*"),
        # Said once more: a role that trusts one by name would need no right of that one.
        _deny("NoOtherRole", ["sts:AssumeRole"], "*"),
        {
            "Sid": "BootstrapStays",
            "Effect": "Deny",
            "NotAction": ["iam:Get*", "iam:List*"],
            "Resource": [f"{iam}:role{names.PATH}*", f"{iam}:policy{names.PATH}*"],
        },
        {
            "Sid": "StatesStay",
            "Effect": "Deny",
            "NotAction": ["s3:DeleteObject", "s3:Get*", "s3:List*", "s3:PutObject"],
            "Resource": [bucket, f"{bucket}/*"],
        },
        _deny("KeyOfStatesKeepsItsName", ["kms:*Alias"], _alias_arn(request)),
        {
            "Sid": "KeyOfStatesStays",
            "Effect": "Deny",
            "NotAction": [
                "kms:Decrypt",
                "kms:Describe*",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:Get*",
                "kms:List*",
            ],
            "Resource": [f"arn:aws:kms:*:{request.account}:key/*"],
            "Condition": _by_alias(request),
        },
    )


def bucket_policy(request: Request) -> Statement:
    """Returns the statement of the state's bucket that refuses requests without TLS."""
    bucket = _bucket_arn(request)
    return {
        "Sid": "PlinthTlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _state(request: Request, stack: str, *, writes: bool) -> list[Statement]:
    # A preview takes no lock and writes nothing, a refresh with --preview-only neither: backend.go.
    key = ["kms:Decrypt", *(["kms:Encrypt", "kms:GenerateDataKey"] if writes else [])]
    use = _allow("KeyOfState", key, f"arn:aws:kms:{request.region}:{request.account}:key/*")
    use["Condition"] = _by_alias(request)
    kept = _kept(request, stack)
    found = [
        _allow("StatesAreListed", ["s3:ListBucket"], _bucket_arn(request)),
        _allow("StateIsRead", ["s3:GetObject"], kept),
        use,
    ]
    if writes:
        found.append(_allow("StateIsWritten", ["s3:PutObject", "s3:DeleteObject"], kept))
    return found


def _kept(request: Request, stack: str) -> list[str]:
    bucket = f"{_bucket_arn(request)}/.pulumi"
    return [
        f"{bucket}/meta.yaml",
        *(f"{bucket}/{kind}/{request.program}/{stack}{rest}" for kind, rest in _KEPT),
        f"{bucket}/locks/organization/{request.program}/{stack}/*",
    ]


def _secrets_stay_unread(request: Request, stack: str) -> Statement:
    """Returns the refusal to read secrets, but for those of clients of user pools: the provider
    reads their values back, as it reads them from Cognito with the client."""
    return {
        "Sid": "SecretsStayUnread",
        "Effect": "Deny",
        "Action": ["secretsmanager:GetSecretValue"],
        "NotResource": [_secrets_of_clients(request, stack)],
    }


def _reads_clients(request: Request, stack: str) -> Statement:
    return {
        **_allow("SecretsOfClients", ["kms:Decrypt"], f"arn:aws:kms:*:{request.account}:key/*"),
        "Condition": {
            "StringLike": {"kms:EncryptionContext:SecretARN": _secrets_of_clients(request, stack)}
        },
    }


def _secrets_of_clients(request: Request, stack: str) -> str:
    name = f"{request.project}/{stack}/{pool_name('*')}"
    return f"arn:aws:secretsmanager:*:{request.account}:secret:{name}"


def _service_roles(request: Request) -> str:
    return f"arn:aws:iam::{request.account}:role/aws-service-role/*"


def _bucket_arn(request: Request) -> str:
    return f"arn:aws:s3:::{names.bucket(request)}"


def _alias_arn(request: Request) -> str:
    return f"arn:aws:kms:*:{request.account}:{names.alias(request)}"


def _by_alias(request: Request) -> dict[str, Any]:
    # By its alias, since a key's own number is AWS's choice and a plan shows policies before.
    return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": names.alias(request)}}


def _allow(sid: str, actions: list[str], resources: str | list[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _deny(sid: str, actions: list[str], resources: str | list[str]) -> Statement:
    return {"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resources}


def _document(*statements: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
