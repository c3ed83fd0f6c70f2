"""Rules that every environment keeps to, over its resources, wherever these are written down.

A rule is a pure function (`rule.py`) over a resource (`resources.py`); `rules/` has them all.
`judging.py` asks them about a preview or a state, `changes.py` about two of them, and `pack.py`
lets the Pulumi CLI ask. `waivers.py` reads what a team accepts for a while.
"""

from policies import waivers
from policies.changes import worsened
from policies.judging import Judgement, Violation, judge, judge_document
from policies.rule import Rule
from policies.rules import RULES

__all__ = [
    "RULES",
    "Judgement",
    "Rule",
    "Violation",
    "judge",
    "judge_document",
    "waivers",
    "worsened",
]
