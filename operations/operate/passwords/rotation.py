"""New passwords, step by step, each of which may be interrupted and asked for again.

    1   a new password, which the function `credentials` makes and nobody sees
    2   of a login: the database setup tells the server its verifier
    3   new tasks, which read it as they start

A password that is newer than the tasks of its program is half of a rotation that was interrupted.
Then the first step is left out: a second new password would end the one that tasks still use.
"""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.operate.passwords.entries import Account, setup
from operations.operate.programs import Program, changes, running
from operations.plan import Resource
from operations.sites import Site

_FUNCTION_SECONDS = 900
"""The longest time that a function of Lambda runs."""
_POLL_SECONDS = 10
_CURRENT = "AWSCURRENT"


def current(site: Site, secret: str) -> tuple[str, datetime]:
    """Returns the current version of a secret, and when it was made. Raises OperationError if it
    has none."""
    client = site.client("secretsmanager")
    more: dict[str, str] = {}
    with accounts.asking(f"the versions of {_short(secret)}"):
        while True:
            page = client.list_secret_version_ids(SecretId=secret, **more)
            for each in page["Versions"]:
                if _CURRENT in each.get("VersionStages", ()):
                    return str(each["VersionId"]), each["CreatedDate"]
            if not page.get("NextToken"):
                break
            more = {"NextToken": page["NextToken"]}
    raise OperationError(
        f"{_short(secret)} has no value yet", remedy=f"`make up STACK={site.stack}` makes the first"
    )


def unfinished(site: Site, program: Program, account: Account) -> bool:
    """Returns true if a service or worker has not been deployed since its password was made. Of a
    job nobody can tell: each run reads the password anew."""
    if not program.service:
        return False
    primary = running.primary(running.service(site, program))
    return bool(primary) and current(site, account.secret)[1] > primary["createdAt"]


def new_password(site: Site, account: Account) -> None:
    """Has the function make a password, once. Where its answer is lost, the secret tells whether
    it did: the function stores the password last, and the verifier of a login after that."""
    stored = [account.secret, *([account.entry["verifiers"]] if account.kind == "login" else [])]
    before = {arn: current(site, arn)[0] for arn in stored}

    def made() -> bool:
        for _ in range(_FUNCTION_SECONDS // _POLL_SECONDS):
            if all(current(site, arn)[0] != before[arn] for arn in stored):
                return True
            changes.pause(_POLL_SECONDS)
        return False

    answer = _invoke(site, account.function, json.dumps({"rotate": [dict(account.entry)]}), made)
    if answer is not None and account.entry["username"] not in answer.get("rotated", ()):
        raise OperationError(
            f"the function {account.function} did not change {account.title}",
            remedy="its log says why: `python -m operations logs credentials --stack "
            f"{site.stack}`",
        )


def tell_the_server(site: Site) -> None:
    """Runs the database setup, which gives the server the verifiers of all logins. It may be
    repeated, and its runner waits for one that runs already."""
    function, content = setup(site)
    _invoke(site, function, content, lambda: False)


def _invoke(site: Site, function: str, content: str, made: Callable[[], bool]) -> Any:
    """Returns the function's answer; None if it was lost and `made` finds its work done."""
    client = site.single("lambda", read_seconds=_FUNCTION_SECONDS)
    answer = changes.once(
        lambda: client.invoke(FunctionName=function, Payload=content.encode()),
        made,
        what=f"the function {function}",
    )
    if answer is None:
        return None
    text = answer["Payload"].read().decode(errors="replace")
    if answer.get("FunctionError"):
        raise OperationError(
            f"the function {function} failed: {_message(text)}",
            remedy="what it had done stays, and the same command goes on from there",
        )
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise OperationError(
            f"the function {function} answered {text[:80]!r}, as only an emulated account does",
            remedy="functions run on AWS only",
        )
    return found


def _message(text: str) -> str:
    try:
        return str(json.loads(text)["errorMessage"])
    except (ValueError, KeyError, TypeError):
        return text[:400]


def rotate_master(site: Site, secret: Resource) -> None:
    """Has Secrets Manager change the master user's password, and waits for it. Its token makes a
    repeated call the same rotation."""
    client, arn = site.client("secretsmanager"), str(secret.outputs["arn"])
    token = _pending(site, arn) or str(uuid.uuid4())
    with accounts.asking("the rotation of the master user's password"):
        client.rotate_secret(SecretId=arn, ClientRequestToken=token)
    for _ in range(_FUNCTION_SECONDS // _POLL_SECONDS):
        if _CURRENT in _stages(site, arn).get(token, ()):
            return
        changes.pause(_POLL_SECONDS)
    raise OperationError(
        "the master user's password was not changed in time",
        remedy="the function's log says why: `python -m operations logs credentials --stack "
        f"{site.stack}`; the same command goes on with the same rotation",
    )


def _pending(site: Site, arn: str) -> str:
    """Returns the version of a rotation that has begun and not ended; empty if there is none."""
    for version, stages in _stages(site, arn).items():
        if "AWSPENDING" in stages and _CURRENT not in stages:
            return version
    return ""


def _stages(site: Site, arn: str) -> dict[str, list[str]]:
    with accounts.asking(f"the versions of {_short(arn)}"):
        answer = site.client("secretsmanager").describe_secret(SecretId=arn)
    found: dict[str, list[str]] = answer.get("VersionIdsToStages") or {}
    return found


def _short(arn: str) -> str:
    return arn.rpartition(":secret:")[2] or arn
