"""Rights: who may do what by a plan's policies, why, and what a change adds to it."""

from operations.rights import rights
from operations.rights.causes import Causes
from operations.rights.changes import Widened, is_wider, widened
from operations.rights.grants import Grant, grants
from operations.rights.patterns import matches, meet
from operations.rights.roles import PLATFORM, Right, Role, of_resources, roles
from operations.rights.statements import Decision, Statement, evaluate, is_public, statements

__all__ = [
    "PLATFORM",
    "Causes",
    "Decision",
    "Grant",
    "Right",
    "Role",
    "Statement",
    "Widened",
    "evaluate",
    "grants",
    "is_public",
    "is_wider",
    "matches",
    "meet",
    "of_resources",
    "rights",
    "roles",
    "statements",
    "widened",
]
