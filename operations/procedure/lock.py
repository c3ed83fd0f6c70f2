"""The lock by which two operators are kept apart: one procedure at a time in an environment.

It is a parameter that Systems Manager creates for one of them only. A run that was killed leaves it
behind; the same machine sees that the process is gone, and on another one an operator says
`--take-over`. Whoever lost the lock notices before the next change.
"""

import getpass
import json
import os
import platform
import secrets
from collections.abc import Mapping
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.procedure.passing import Clock, patiently


def operator() -> str:
    """Returns who sits at this machine, for others to ask."""
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (OSError, KeyError):
        # A container may run as a user without a name.
        return platform.node()


class Lock:
    """The lock of an environment, for one run of a procedure."""

    def __init__(self, client: Any, name: str, clock: Clock) -> None:
        self._client, self._name, self._clock = client, name, clock
        self._mine = {
            "operator": operator(),
            "host": platform.node(),
            "process": os.getpid(),
            "token": secrets.token_hex(8),
        }

    def take(self, procedure: str, *, take_over: bool = False) -> None:
        """Takes the lock. Raises OperationError with the one who has it."""
        self._mine |= {"procedure": procedure, "since": self._clock.now().isoformat()}
        if self._created():
            return
        held = self._held()
        if held and not (take_over or self._is_left_over(held)):
            raise OperationError(
                f"{held.get('operator')} is at work on {held.get('procedure')} here, since "
                f"{held.get('since')}",
                remedy="ask them; if that run has ended without saying so, give --take-over",
            )
        self._delete()
        if not self._created():
            raise OperationError("another operator was faster", remedy="ask for `status`")

    def check(self) -> None:
        """Raises OperationError if another operator has taken over."""
        held = self._held()
        if not held or held.get("token") != self._mine["token"]:
            raise OperationError(
                f"{(held or {}).get('operator', 'somebody')} has taken over; this run ends here, "
                "between two steps",
                remedy="`status` shows how far it is",
            )

    def release(self) -> None:
        """Gives the lock back, if it is still this run's."""
        held = self._held()
        if held and held.get("token") == self._mine["token"]:
            self._delete()

    def _created(self) -> bool:
        try:
            patiently(
                self._clock,
                lambda: self._client.put_parameter(
                    Name=self._name, Value=json.dumps(self._mine), Type="String", Overwrite=False
                ),
            )
        except Exception as error:
            if accounts.code(error) != "ParameterAlreadyExists":
                raise
            # The answer to an earlier try may have been lost.
            return (self._held() or {}).get("token") == self._mine["token"]
        return True

    def _held(self) -> Mapping[str, Any] | None:
        try:
            answer = patiently(self._clock, lambda: self._client.get_parameter(Name=self._name))
            found: Mapping[str, Any] = json.loads(answer["Parameter"]["Value"])
        except ValueError:
            return {}
        except Exception as error:
            if accounts.code(error) == "ParameterNotFound":
                return None
            raise
        return found

    def _delete(self) -> None:
        try:
            patiently(self._clock, lambda: self._client.delete_parameter(Name=self._name))
        except Exception as error:
            if accounts.code(error) != "ParameterNotFound":
                raise

    def _is_left_over(self, held: Mapping[str, Any]) -> bool:
        if held.get("host") != platform.node():
            return False
        try:
            os.kill(int(held["process"]), 0)
        except ProcessLookupError:
            return True
        except (KeyError, TypeError, ValueError, OSError):
            return False
        return False
