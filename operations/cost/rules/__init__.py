"""The rules by which each resource type is billed, by service; a type without one is unpriced."""

from operations.cost.rules import compute, data, edge, messages, network, storage, watch
from operations.cost.rules.amount import Amount, Rules

RULES: Rules = {
    **compute.RULES,
    **data.RULES,
    **edge.RULES,
    **messages.RULES,
    **network.RULES,
    **storage.RULES,
    **watch.RULES,
}

__all__ = ["RULES", "Amount"]
