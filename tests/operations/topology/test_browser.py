"""The drawing in a real browser: no text leaves its box, and no box covers another, with 1, 10 and
50 services, measured as the browser draws them."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from operations.topology.forms import svg
from operations.topology.model import LEVELS, Picture, at
from operations.topology.reading import whole
from tests.operations.topology.drawings import crowd, planned, shop

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.xdist_group("topology"),
    pytest.mark.skipif(BROWSER is None, reason="needs chromium"),
]

MEASURE = Path(__file__).with_name("measure.js").read_text("utf-8")


def measured(drawings: list[str], folder: Path) -> list[dict[str, Any]]:
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><body>{"".join(drawings)}'
        f'<pre id="said"></pre><script>{MEASURE}</script></body>',
        encoding="utf-8",
    )
    words = ["--headless=new", "--no-sandbox", "--virtual-time-budget=60000", "--dump-dom"]
    ended = subprocess.run(
        [str(BROWSER), *words, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    found = re.search(r'<pre id="said">(.*?)</pre>', ended.stdout, re.S)
    assert found, ended.stderr
    said: list[dict[str, Any]] = json.loads(
        found[1].replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    )
    return said


def test_no_text_is_cut_and_nothing_overlaps(tmp_path: Path) -> None:
    sizes = {1: whole(planned()), 10: shop(), 50: crowd()}
    pictures: list[Picture] = [at(each, detail) for each in sizes.values() for detail in LEVELS]
    pictures += [at(shop("dev"), detail) for detail in LEVELS]
    drawings = [svg(each, prefix=f"d{number}-") for number, each in enumerate(pictures)]
    for picture, said in zip(pictures, measured(drawings, tmp_path), strict=True):
        where = f"{picture.title}, {picture.detail}"
        assert said["boxes"] == len(picture.nodes), where
        assert said["texts"] > len(picture.nodes), where
        assert said["faults"] == [], where
        assert said["stretched"] == [], where


def test_the_measure_finds_what_is_cut(tmp_path: Path) -> None:
    drawing = svg(at(shop("dev"), "overview"))
    moved = re.sub(r'(<text class="name" x=")(\d+)', r"\g<1>9\2", drawing)
    (said,) = measured([moved], tmp_path)
    assert said["faults"]
