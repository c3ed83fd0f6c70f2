"""The cost of a month for the page: by component, by resource, and what each line multiplies."""

from typing import Any

import prices
from operations.cost import Estimate, Levels, Line, budget_in, cost_text, estimate
from operations.errors import OperationError
from operations.explore.texts import Texts
from operations.plan import Resources


class Priced:
    """The estimate of a plan, or the reason why there is none."""

    def __init__(self, resources: Resources) -> None:
        self.estimate: Estimate | None = None
        self.why = "It runs in containers on this machine, which cost nothing at AWS."
        self._budget = budget_in(resources)
        if not resources.all:
            return
        try:
            self.estimate = estimate(resources)
        except OperationError as error:
            self.why = str(error)

    @property
    def said(self) -> str:
        """The estimate in a sentence."""
        if self.estimate is None:
            return self.why
        low, expected, high = map(_usd, self.estimate.total)
        told = f"About {expected} US dollars a month at expected usage, from {low} to {high}. "
        told += f"Most of it: {cost_text.dominating(self.estimate)}."
        return told + (f" The budget is {_usd(self._budget)}." if self._budget is not None else "")

    def as_json(self, numbers: dict[str, int], texts: Texts) -> dict[str, Any]:
        """Returns everything for the page."""
        if self.estimate is None:
            return {"why": self.why}
        by_component = self.estimate.by_component.items()
        return {
            "said": self.said,
            "total": _levels(self.estimate.total),
            "budget": self._budget,
            "components": [[name, _levels(usd)] for name, usd in by_component],
            "lines": [self._line(each, numbers, texts) for each in self.estimate.lines],
            "unpriced": [
                [numbers[each.urn], texts.number(each.why)] for each in self.estimate.unpriced
            ],
            "free": self.estimate.free,
            "read": str(self.estimate.read or ""),
        }

    def _line(self, line: Line, numbers: dict[str, int], texts: Texts) -> list[Any]:
        return [
            numbers[line.urn],
            texts.number(line.says),
            texts.number(line.arithmetic),
            _levels(line.usd),
            texts.number(prices.source(line.region, line.price)),
            texts.number(str(line.price.read)),
            texts.number(line.component),
        ]


def _levels(usd: Levels) -> list[float]:
    return [round(value, 4) for value in usd]


def _usd(value: float) -> str:
    return f"{value:,.0f}"
