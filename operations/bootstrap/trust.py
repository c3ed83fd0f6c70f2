"""Trust of the roles: which job of which repository may take them. Each condition is exact."""

from typing import Any

from operations.bootstrap import names
from operations.bootstrap.request import Request

AUDIENCE = "sts.amazonaws.com"


def trust(request: Request, kind: str, stack: str) -> dict[str, Any]:
    """Returns the trust policy of a role.

    GitHub: a job that deploys belongs to the environment of the stack's name, whose protection (who
    approves, which branches) thus stands before the credentials. A job that only reads runs on the
    branch. A pull request's job takes neither.
    GitLab: its tokens carry no environment in `sub`, so both are bound to the branch, which has to
    be a protected one.
    """
    statements = []
    if request.github:
        place = (
            f"environment:{stack}" if kind == names.DEPLOY else f"ref:refs/heads/{request.branch}"
        )
        subject = f"repo:{request.github}:{place}"
        statements.append(_statement(request, names.GITHUB, AUDIENCE, subject))
    if request.gitlab:
        subject = f"project_path:{request.gitlab}:ref_type:branch:ref:{request.branch}"
        host = names.gitlab_host(request)
        statements.append(_statement(request, host, request.gitlab_address, subject))
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(request: Request, host: str, audience: str, subject: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": names.provider_arn(request, host)},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{host}:aud": audience, f"{host}:sub": subject}},
    }
