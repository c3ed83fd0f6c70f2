"""The request: which account is prepared, for which environments, and who may deploy from where."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from operations.errors import OperationError
from operations.pulumi_cli import on_docker, settings_file, settings_of, stacks_of

_OWNER = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:@\d+)?"
_GITHUB = re.compile(rf"{_OWNER}/[A-Za-z0-9._-]{{1,100}}(?:@\d+)?")
_GITLAB = re.compile(r"[A-Za-z0-9_][\w.-]*(?:/[A-Za-z0-9_][\w.-]*)+")
_BRANCH = re.compile(r"[\w./-]+")
# A bucket's name has 63 characters, of which the account, the region and a word take 41.
_PROJECT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class Request:
    """The account and all that its bootstrap depends on; nothing is asked of AWS for it."""

    account: str
    region: str
    regions: tuple[str, ...]
    """Every region that a stack of the account uses, the recovery region included."""
    project: str
    """`tags.project`, with which names begin."""
    program: str
    """The name in Pulumi.yaml, under which states are kept."""
    stacks: tuple[str, ...]
    branch: str = "main"
    github: str = ""
    """`owner/name`, or `owner@1/name@2` for a repository whose tokens carry the numbers."""
    gitlab: str = ""
    gitlab_address: str = "https://gitlab.com"
    services: tuple[str, ...] = ()
    """Further services of AWS that resources of the team's own need."""


def check_on_aws(folder: Path, stacks: list[str]) -> None:
    """Raises OperationError if one of the stacks has no account, or is none."""
    for stack in stacks:
        if on_docker(folder, stack):
            raise OperationError(
                "runs on Docker (`target: docker`), so it has no account to prepare",
                file=settings_file(folder, stack),
            )


def request(
    folder: Path,
    stacks: list[str],
    *,
    branch: str = "main",
    github: str = "",
    gitlab: str = "",
    gitlab_address: str = "https://gitlab.com",
    services: tuple[str, ...] = (),
) -> Request:
    """Returns the request for the account that the stacks share. Raises OperationError if they
    differ in it, or if a value cannot become part of a policy."""
    check_on_aws(folder, stacks)
    account = _same(folder, stacks, "account_id")
    region = _same(folder, stacks, "region")
    project = _same(folder, stacks, "project")
    if not _PROJECT.fullmatch(project):
        raise OperationError(
            f"plinth:settings.tags.project: names of the state's bucket begin with it, which takes"
            f" at most 20 of a-z, 0-9 and -, got {project!r}",
            file=settings_file(folder, stacks[0]),
        )
    _check("--repository", github, _GITHUB, "owner/name, or owner@NUMBER/name@NUMBER")
    _check("--gitlab", gitlab, _GITLAB, "group/project")
    _check("--branch", branch, _BRANCH, "the name of a branch")
    for service in services:
        _check("--service", service, re.compile(r"[a-z0-9-]+"), "a prefix such as dynamodb")
    recovery = [settings_of(folder, stack).get("recovery_region") for stack in stacks]
    return Request(
        account=account,
        region=region,
        # Certificates and rules of CloudFront are in us-east-1 only, as are all global services.
        regions=tuple(sorted({region, "us-east-1", *(str(each) for each in recovery if each)})),
        project=project,
        program=_program(folder),
        stacks=tuple(sorted(stacks)),
        branch=branch,
        github=github,
        gitlab=gitlab,
        gitlab_address=gitlab_address.rstrip("/"),
        services=services,
    )


def stacks_of_account(folder: Path, account: str) -> list[str]:
    """Returns the stacks of an account. Raises OperationError if no file names it."""
    found = [
        stack
        for stack in stacks_of(folder)
        if not on_docker(folder, stack) and _value(folder, stack, "account_id") == account
    ]
    if not found:
        raise OperationError(
            f"no Pulumi.<stack>.yaml has account_id {account!r}",
            remedy="name a stack, or write the account into its file",
        )
    return found


def _same(folder: Path, stacks: list[str], key: str) -> str:
    values = {stack: _value(folder, stack, key) for stack in stacks}
    place = "tags.project" if key == "project" else key
    for stack, value in values.items():
        if not value:
            raise OperationError(
                f"plinth:settings.{place}: is missing", file=settings_file(folder, stack)
            )
        if value != values[stacks[0]]:
            raise OperationError(
                f"plinth:settings.{place}: is {value!r}, but {values[stacks[0]]!r} in that of"
                f" {stacks[0]}",
                file=settings_file(folder, stack),
                remedy="one bootstrap is for one account, region and project: run it for each",
            )
    return values[stacks[0]]


def _value(folder: Path, stack: str, key: str) -> str:
    settings = settings_of(folder, stack)
    tags = settings.get("tags")
    found = (tags if isinstance(tags, dict) else {}) if key == "project" else settings
    return str(found.get(key) or "")


def _program(folder: Path) -> str:
    loaded = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))
    return str(loaded["name"])


def _check(option: str, value: str, pattern: re.Pattern[str], form: str) -> None:
    # Each becomes part of a trust policy, where a star would let others in.
    if value and not pattern.fullmatch(value):
        raise OperationError(f"{option} must be {form}, got {value!r}")
