"""Tables for drift of things that were not declared: AWS's defaults, and kinds of additions."""

from aws_account.drift.tables.defaults import DEFAULTS, AtDefault, completed
from aws_account.drift.tables.identity import IDENTITY
from aws_account.drift.tables.kind import Owned
from aws_account.drift.tables.network import NETWORK
from aws_account.drift.tables.programs import PROGRAMS
from aws_account.drift.tables.reasons import ALONE, EMPTY
from aws_account.drift.tables.rights import RIGHTS
from aws_account.drift.tables.undeclared import UNCOMPARED

OWNED = (*NETWORK, *RIGHTS, *PROGRAMS, *IDENTITY)
"""Child resources whose parent Plinth owns. Drift reports any that exist in AWS but were not
declared."""

__all__ = [
    "ALONE",
    "DEFAULTS",
    "EMPTY",
    "OWNED",
    "UNCOMPARED",
    "AtDefault",
    "Owned",
    "completed",
]
