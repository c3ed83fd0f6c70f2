"""The table in docs/cost.md, which is what the command prints for the example."""

import io
import re

import pytest

from operations.cost import cost_text, estimate
from operations.plan import plan_text
from tests.factories import ROOT
from tests.operations.plans import Plan


@pytest.mark.xdist_group("plans of the shop")
def test_the_page_shows_what_the_command_prints() -> None:
    page = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- cost -->\n```\n(.*?)\n```\n<!-- /cost -->", page, re.S)
    assert shown
    printed = io.StringIO()
    plan_text.show(cost_text.table("prod", estimate(Plan().resources()), "component"), printed)
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    told = [line for line in shown[1].splitlines() if line != "..."]
    assert len(told) > 10
    assert [line for line in told if line not in lines] == []
