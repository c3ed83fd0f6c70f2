"""A change that AWS must not make twice, the question before it, and the pauses between two looks.

AWS's own client repeats a call whose answer was lost. Most calls may be repeated; for the others
the account is asked first whether the change was made.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import typer

from operations import accounts
from operations.errors import OperationError

_ATTEMPTS = 5
_THROTTLED = {
    "RequestLimitExceeded",
    "RequestThrottled",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TooManyUpdates",
}


def pause(seconds: float) -> None:
    """Waits between two looks."""
    time.sleep(seconds)


def confirm(question: str, *, yes: bool) -> None:
    """Asks before something is changed. Raises OperationError if nobody can answer."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise OperationError(
            f"{question} This needs an answer, and there is no terminal to ask on",
            remedy="add --yes",
        )
    typer.confirm(f"{question} Go on?", abort=True)


def once(call: Callable[[], Any], made: Callable[[], bool], *, what: str) -> Any:
    """Makes a change that must not happen twice, through a client that does not repeat calls.
    Returns the answer, or None if it was lost and `made` finds the change. Where AWS is too busy,
    or `made` finds nothing, it calls again."""
    from botocore.exceptions import ClientError, HTTPClientError

    with accounts.asking(what):
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return call()
            except ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                throttled = accounts.code(error) in _THROTTLED
                if attempt == _ATTEMPTS or not (throttled or status >= 500):
                    raise
                if not throttled and made():
                    return None
            except HTTPClientError:
                if made():
                    return None
                if attempt == _ATTEMPTS:
                    raise
            pause(2**attempt / 2)
    return None
