"""The cost of environments: an estimate of a month from a plan or a state and the price list.

estimate(resources)    lines by resource and component, at low, expected and high usage
usage_in(resources)    the usage that a plan's own settings assume
cost                   the command
"""

from operations.cost import cost_text, difference
from operations.cost.command import cost
from operations.cost.cost_json import as_json
from operations.cost.difference import Difference, between
from operations.cost.estimate import Estimate, Line, Unpriced, estimate
from operations.cost.levels import Levels
from operations.cost.refresh import prices_app
from operations.cost.usage import budget_in, usage_in

__all__ = [
    "Difference",
    "Estimate",
    "Levels",
    "Line",
    "Unpriced",
    "as_json",
    "between",
    "budget_in",
    "cost",
    "cost_text",
    "difference",
    "estimate",
    "prices_app",
    "usage_in",
]
