"""The page of environments from one service to fifty: it can be made, is small enough, and cuts no
text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.explore.drawn import drawn
from operations.explore.model import Source, model
from operations.explore.page import page
from operations.plan import Resources
from stacks import cloud
from tests.documents import document_of
from tests.factories import make_platform
from tests.operations.explore.browser import CHROMIUM, Browser, browser
from tests.operations.explore.test_in_browser import AUDIT

pytestmark = [
    pytest.mark.xdist_group("explore"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]

MOST_BYTES = {1: 2_000_000, 10: 2_000_000, 50: 5_000_000}
ROUTED = 40
"""Services with a route. Behind one load balancer AWS has no room for fifty with blue/green."""


def services(count: int) -> dict[str, Any]:
    """Services that call each other in a chain, with the same database, bucket and queue."""
    return {
        f"service-{number}": {
            "image": f"service-{number}:1",
            "port": 8080,
            "routes": [{"paths": [f"/api/service-{number}"]}] if number < ROUTED else [],
            "uses": {
                "databases": {"orders": "write"},
                "buckets": {"uploads": "read"},
                "queues": {"mails": "send"},
                "cache": number % 2 == 0,
                "services": [f"service-{number - 1}"] if number else [],
            },
        }
        for number in range(count)
    }


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.mark.parametrize("count", [1, 10, 50])
def test_a_page_of_few_and_many_services(tab: Browser, tmp_path: Path, count: int) -> None:
    platform = make_platform("prod", workload={"services": services(count)})
    plan = document_of(lambda: cloud.build(platform), stack="prod")
    data = model(Source(document=plan, said="the plan of a test", folder=None))
    text = page(data, drawn(Resources(plan)))
    assert len(text.encode()) < MOST_BYTES[count]
    file = tmp_path / "page.html"
    file.write_text(text)
    tab.complaints.clear()
    for width in (360, 1280):
        tab.size(width, 800)
        tab.open(file)
        for view in ("#summary", "#drawing", "#reach", "#cost", "#programs=service-0"):
            tab.go(view)
            audit = tab.value(AUDIT)
            assert audit["wrong"] == [], (width, view)
    assert tab.complaints == []
