"""`bootstrap` and `access`: what an account needs before anything can be deployed into it."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from operations.bootstrap.clients import Account
    from operations.bootstrap.step import Finding, Step

Branch = Annotated[str, typer.Option(help="The branch that is deployed.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def bootstrap(
    stacks: Annotated[
        list[str] | None, typer.Argument(help="The stacks of one account.", show_default=False)
    ] = None,
    account: Annotated[
        str, typer.Option(help="All stacks of this account, instead of naming them.")
    ] = "",
    repository: Annotated[
        str,
        typer.Option(
            envvar="GITHUB_REPOSITORY",
            help="Who may deploy, on GitHub: owner/name, or owner@NUMBER/name@NUMBER.",
        ),
    ] = "",
    gitlab: Annotated[str, typer.Option(help="Who may deploy, on GitLab: group/project.")] = "",
    gitlab_address: Annotated[
        str, typer.Option(help="The GitLab that issues the tokens.")
    ] = "https://gitlab.com",
    branch: Branch = "main",
    service: Annotated[
        list[str] | None,
        typer.Option(help="A further service that your own resources need, such as dynamodb."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Make what is missing, and change what differs.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="End with status 2 if anything is missing or differs.")
    ] = False,
    as_json: Json = False,
    folder: Folder = PROJECT,
) -> None:
    """Prepare an account, once: where states are kept, and who may deploy. Shows what it would
    make, and makes it with --apply; run again it changes nothing."""
    from operations.bootstrap import clients, request, text
    from operations.bootstrap.step import THERE

    if bool(stacks) == bool(account):
        raise OperationError(
            "the account is not named, or is named twice",
            remedy="give STACK=prod, or ACCOUNT=111122223333 for all stacks of it",
        )
    named = stacks or request.stacks_of_account(folder, account)
    request.check_on_aws(folder, named)
    if not (repository or gitlab):
        raise OperationError(
            "nobody may deploy: REPOSITORY is missing",
            remedy="say which may: REPOSITORY=owner/name on GitHub, or GITLAB=group/project",
        )
    wanted = request.request(
        folder,
        named,
        branch=branch,
        github=repository,
        gitlab=gitlab,
        gitlab_address=gitlab_address,
        services=tuple(service or ()),
    )
    found = _findings(clients.account(wanted), apply=apply)
    if as_json:
        print(json.dumps([each.document() for each in found], indent=2))
    else:
        print(text.text(wanted, found, applied=apply))
    if check and any(each.state != THERE for each in found):
        raise Ended(Ended.FOUND)


def access(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    kind: Annotated[str, typer.Argument(help="preview, which reads, or deploy.")],
    folder: Folder = PROJECT,
) -> None:
    """Print the role that a workflow takes, with its region and the state, as NAME=VALUE lines. All
    follow from the stack's file; nothing is asked of AWS."""
    from operations.bootstrap import names, request
    from operations.bootstrap.identity import SECONDS

    if kind not in SECONDS:
        raise OperationError(f"the kind of access must be preview or deploy, got {kind!r}")
    wanted = request.request(folder, [stack])
    for name, value in {
        "role": names.role_arn(wanted, kind, stack),
        "region": wanted.region,
        "seconds": SECONDS[kind],
        "backend": names.backend(wanted),
        "secrets_provider": names.secrets_provider(wanted),
    }.items():
        print(f"{name}={value}")


def _steps(account: "Account") -> list["Step"]:
    from operations.bootstrap import identity, names, state

    roles = [
        step
        for stack in account.request.stacks
        for kind in (names.PREVIEW, names.DEPLOY)
        for step in identity.role_steps(account, kind, stack)
    ]
    return [
        *state.key_steps(account),
        *state.bucket_steps(account),
        *identity.provider_steps(account),
        *identity.boundary_steps(account),
        *roles,
    ]


def _findings(account: "Account", *, apply: bool) -> list["Finding"]:
    from operations.bootstrap.step import THERE, observe

    steps = _steps(account)
    found = observe(steps)
    if not apply:
        return found
    for each in found:
        # Looked at again: a role is made with its trust, which is then no step of its own.
        if each.state != THERE and observe([each.step])[0].state != THERE:
            print(f"{each.step.thing}: {each.step.aspect}", file=sys.stderr)
            each.step.make()
    return observe(steps)
