"""Three questions of somebody who does not know the system, answered from the page alone in a few
clicks, and the answers held to the plan."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.cost import estimate
from operations.loss import Losses
from planning import database_sql
from tests.operations.explore.browser import CHROMIUM, Browser, browser
from tests.operations.explore.shown import shop_page
from tests.operations.plans import Plan

pytestmark = [
    pytest.mark.xdist_group("explore"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]

MOST_CLICKS = 5


class Visitor:
    """Somebody who opens the page and clicks on what it says."""

    def __init__(self, tab: Browser) -> None:
        self.tab = tab
        self.clicks = 0

    def click(self, text: str) -> None:
        """Clicks on the link with exactly this text."""
        found = self.tab.value(
            f"""(() => {{
                document.querySelector("[data-meant]")?.removeAttribute("data-meant");
                const link = [...document.querySelectorAll("a")].find(
                    (each) => each.textContent.trim() === {json.dumps(text)});
                link?.setAttribute("data-meant", "");
                return Boolean(link);
            }})()"""
        )
        assert found, f"no link says {text}"
        self.tab.click("[data-meant]")
        self.clicks += 1
        assert self.clicks < MOST_CLICKS

    def column(self, number: int) -> list[str]:
        """The cells of a column of the first table."""
        rows = "[...document.querySelector('main table').tBodies[0].rows]"
        return [
            str(each)
            for each in self.tab.value(f"{rows}.map((row) => row.cells[{number}].innerText.trim())")
        ]


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def visitor(tab: Browser, tmp_path: Path) -> Visitor:
    file = tmp_path / "prod.html"
    file.write_text(shop_page())
    tab.size(1280, 900)
    tab.open(file)
    return Visitor(tab)


def test_which_service_may_read_the_orders_database(visitor: Visitor) -> None:
    visitor.click("Which program may read the database orders?")
    (setup,) = [
        each
        for each in Plan().resources().of("ecs.TaskDefinition")
        if each.name == "database-setup"
    ]
    (container,) = setup.opened("containerDefinitions")
    (sql,) = [row["value"] for row in container["environment"] if row["name"] == "SETUP_SQL"]
    declared = database_sql.declared(sql)
    assert declared
    logins = [name for name, used in declared.logins.items() if "orders" in used]
    assert visitor.column(2) == logins
    assert [database_sql.sql_name(each) for each in visitor.column(0)] == logins


def test_what_it_costs(visitor: Visitor) -> None:
    visitor.click("What does it cost?")
    total = estimate(Plan().resources()).total
    rows = list(zip(*map(visitor.column, range(4)), strict=True))
    name, *shown = rows[-1]
    assert name == "Total"
    assert [float(each.replace(",", "")) for each in shown] == [round(each, 2) for each in total]
    told = str(visitor.tab.value("document.querySelector('main .lead').innerText"))
    assert re.search(rf"\b{total.expected:,.0f} US dollars a month", told)


def test_what_happens_when_zone_b_is_lost(visitor: Visitor) -> None:
    visitor.click("What happens when zone eu-central-1b is lost?")
    losses = Losses(Plan().resources()).of("eu-central-1b")
    assert losses
    assert visitor.column(0) == [str(each.resource) for each in losses]
    assert visitor.column(2) == [each.said for each in losses]
    remains = [" and ".join(each.remains).replace(" and ", ", ") or "nowhere" for each in losses]
    assert visitor.column(3) == remains
