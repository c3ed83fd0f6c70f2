"""Bills computed by hand (worked.yaml) against the estimate."""

import ast
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.usage import UsageSettings
from operations.cost import estimate
from tests.operations.cost.planned import planned

EXAMPLES = yaml.safe_load(Path(__file__).with_name("worked.yaml").read_text(encoding="utf-8"))
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def computed(text: str) -> float:
    """The result of written arithmetic."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.Constant):
            return float(node.value)  # type: ignore[arg-type]
        assert isinstance(node, ast.BinOp)
        return _OPERATORS[type(node.op)](value(node.left), value(node.right))

    return value(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["title"])
def test_an_estimate_is_the_bill_computed_by_hand(example: dict[str, Any]) -> None:
    resources = planned(example["resources"], region=example.get("region", "eu-central-1"))
    found = estimate(resources, UsageSettings.model_validate(example.get("usage") or {}))
    usd = sum(line.usd.expected for line in found.lines if line.key == example["key"])
    assert computed(str(example["worked"])) == pytest.approx(example["usd"], abs=0.0051)
    assert usd == pytest.approx(example["usd"], abs=0.01)


def test_there_are_enough_examples_with_sources() -> None:
    assert len(EXAMPLES) >= 25
    assert all(each["source"] for each in EXAMPLES)
    assert len({each["title"] for each in EXAMPLES}) == len(EXAMPLES)
