"""The cost of environments: an estimate of a month from a plan or a state and the price list.

estimate(resources)    lines by resource and component, at low, expected and high usage
usage_in(resources)    the usage that a plan's own settings assume
cost                   the command
"""

from operations.cost import cost_text
from operations.cost.command import cost
from operations.cost.cost_json import as_json
from operations.cost.estimate import Estimate, Line, Unpriced, estimate
from operations.cost.levels import Levels
from operations.cost.usage import budget_in, usage_in

__all__ = [
    "Estimate",
    "Levels",
    "Line",
    "Unpriced",
    "as_json",
    "budget_in",
    "cost",
    "cost_text",
    "estimate",
    "usage_in",
]
