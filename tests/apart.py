"""Work that a child process does for a test, where only what it returns is looked at.

A run of a large program leaves millions of objects that know each other in circles. To take them
apart costs a third of the run again; a process that ends has no need to.
"""

import gc
import os
import pickle
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_a_child(work: Callable[[], T]) -> T:
    """Returns what a function returns, or raises what it raises, from a copy of this process that
    ends with it. Whatever else the function changes stays there. On macOS, whose own libraries
    bear no fork, this process does the work itself."""
    if sys.platform == "darwin":
        return work()
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Python warns that other threads may hold locks. Those of pytest's workers only wait.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _answer(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    assert answer, f"the child process ended with {os.waitstatus_to_exitcode(status)}"
    found, raised = pickle.loads(answer)
    if raised is not None:
        raise raised
    returned: T = found
    return returned


def _answer(work: Callable[[], object], writer: int) -> None:
    gc.disable()
    try:
        try:
            answer = pickle.dumps((work(), None))
        except BaseException as error:
            answer = _raised(error)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _raised(error: BaseException) -> bytes:
    error.add_note(traceback.format_exc())
    try:
        answer = pickle.dumps((None, error))
        pickle.loads(answer)
    except Exception:
        # An exception whose arguments are more than its message has no way through a pickle.
        return pickle.dumps((None, AssertionError(traceback.format_exc())))
    return answer
