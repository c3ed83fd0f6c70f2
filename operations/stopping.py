"""Ctrl-C and SIGTERM, by which a person or the machine ends a command: in order, with one line."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = 128 + signal.SIGINT
"""Exit status that the command line gives to a KeyboardInterrupt."""
_LINE = "error: interrupted"
_received: list[int] = []


def at_once() -> None:
    """Lets both end the process where it stands, while it imports and has done nothing yet."""
    _set(_exit)


def in_order() -> None:
    """Lets both raise KeyboardInterrupt, so that nothing half written or half started stays.

    Without a function of its own here, Python's event loop would put Ctrl-C off until the program
    that it runs has registered all its resources."""
    _set(_raise)


def tell() -> None:
    """Says that the command was ended from outside, and exits with the status of that."""
    print(_LINE, file=sys.stderr)
    sys.exit(128 + _received[-1] if _received else INTERRUPTED)


def _set(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in _NUMBERS:
        # What runs in the background of a script is not to hear of that script's Ctrl-C.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _exit(number: int, _frame: FrameType | None) -> None:
    os.write(2, f"{_LINE}\n".encode())
    os._exit(128 + number)


def _raise(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
