"""Procedures: steps that look before they act, with a journal in the account, so that a run can be
broken off anywhere, and carried on by anybody.

Step, Look   one change, and whether AWS says that it is done
Procedure    the steps of one, carried out in order
Store        the journals and the lock of an environment, in its account
Operated     a procedure as a command: shown, or run under the lock
notice       the step that tells the team
text         a plan, and the state of a run, as blocks of a report
"""

from operations.procedure import notice, text
from operations.procedure.journal import Entries, Journal
from operations.procedure.lock import Lock
from operations.procedure.operated import Operated, check_account, nothing_changed, say, show
from operations.procedure.passing import Clock, SystemClock, patiently
from operations.procedure.runner import Procedure
from operations.procedure.step import Look, Step, looked
from operations.procedure.store import Store

__all__ = [
    "Clock",
    "Entries",
    "Journal",
    "Lock",
    "Look",
    "Operated",
    "Procedure",
    "Step",
    "Store",
    "SystemClock",
    "check_account",
    "looked",
    "nothing_changed",
    "notice",
    "patiently",
    "say",
    "show",
    "text",
]
