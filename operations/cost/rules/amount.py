"""The form of a rule: it says which amounts of which products a resource is billed for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from operations.cost.levels import HOURS, Levels, always
from operations.cost.scene import Scene
from operations.plan import Resource


@dataclass(frozen=True)
class Amount:
    """An amount of a product for which a resource is billed."""

    key: str
    """Key of the product in the price list."""
    levels: Levels
    """Amounts in the product's unit."""
    says: str = ""
    """Words beside the product's name, such as from what an amount comes."""
    region: str = ""
    """Region in which it is billed, if not that of the resource."""


Rule = Callable[[Resource, Scene], Iterator[Amount]]
Rules = Mapping[str, Rule]


def hours(key: str, count: float = 1, says: str = "") -> Amount:
    """Returns what exists all month, in hours."""
    return Amount(key, always(HOURS * count), says)


def month(key: str, count: float = 1, says: str = "") -> Amount:
    """Returns what is billed by the month."""
    return Amount(key, always(count), says)
