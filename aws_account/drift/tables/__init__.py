"""What AWS shows and holds beyond what was declared: defaults, and what is added beside."""

from aws_account.drift.tables.defaults import DEFAULTS, AtDefault, completed
from aws_account.drift.tables.kind import Owned
from aws_account.drift.tables.network import NETWORK
from aws_account.drift.tables.programs import PROGRAMS
from aws_account.drift.tables.reasons import ALONE, EMPTY
from aws_account.drift.tables.rights import RIGHTS
from aws_account.drift.tables.undeclared import UNCOMPARED

OWNED = (*NETWORK, *RIGHTS, *PROGRAMS)
"""What the platform owns the parent of: who adds to it by hand adds to the platform."""

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
