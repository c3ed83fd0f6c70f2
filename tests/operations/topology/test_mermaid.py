"""Mermaid: the real package parses each chart, with names that would break it, and its limits are
kept."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from operations.topology.forms.mermaid import EDGES, LIMIT, mermaid
from operations.topology.model import LEVELS, Flow, Group, Node, Picture, at
from tests.operations.topology.drawings import crowd, shop

pytestmark = pytest.mark.xdist_group("topology")

FOLDER = os.environ.get("PLINTH_MERMAID", "")
installed = pytest.mark.skipif(
    not (shutil.which("node") and FOLDER),
    reason="needs node, and PLINTH_MERMAID naming a folder with `npm install mermaid jsdom@26`",
)
NASTY = [
    "end",
    'a "quoted" name',
    "x; y # z",
    "<script>alert(1)</script>",
    "[orders] {a} (b) | c",
    "`code` *bold* _under_",
    "subgraph",
    "Größe 日本 %% --> -- ---",
    "click href \\",
]


def nasty() -> Picture:
    nodes = tuple(
        Node(f"node {number}/{name}", "service", name, name, "end", (name,))
        for number, name in enumerate(NASTY)
    )
    flows = tuple(
        Flow(nodes[0].id, node.id, "data", (node.title,), (node.title,)) for node in nodes
    )
    return Picture('a "title"; end', "services", (Group("end", "vpc", NASTY[1]),), nodes, flows)


def parsed(charts: list[str]) -> list[dict[str, Any]]:
    ended = subprocess.run(
        ["node", str(Path(__file__).with_name("parse.mjs"))],
        input=json.dumps(charts),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def pictures() -> list[Picture]:
    return [
        *(at(shop(stack), detail) for stack in ("prod", "staging", "dev") for detail in LEVELS),
        *(at(crowd(), detail) for detail in LEVELS),
        nasty(),
    ]


@installed
def test_the_real_package_reads_all_that_the_picture_has() -> None:
    drawn = pictures()
    results = parsed([*map(mermaid, drawn), "flowchart LR\n a --> ["])
    assert results.pop()["error"], "a broken chart is parsed, so this proves nothing"
    assert [each["error"] for each in results] == [None] * len(drawn)
    assert [each["vertices"] for each in results] == [len(each.nodes) for each in drawn]
    # Past its limits, flows are left out; here of the largest alone.
    kept = [each["edges"] for each in results]
    whole_ones = [len(each.flows) <= EDGES for each in drawn]
    assert whole_ones.count(False) == 1
    assert [n for n, fits in zip(kept, whole_ones, strict=True) if fits] == [
        len(each.flows) for each, fits in zip(drawn, whole_ones, strict=True) if fits
    ]


def test_limits_are_kept_and_what_is_left_out_is_said() -> None:
    for picture in pictures():
        chart = mermaid(picture)
        assert len(chart) <= LIMIT
        flows = sum("-->" in line or "-.->" in line for line in chart.splitlines()[2:])
        assert flows <= EDGES + len(NASTY)
        if len(picture.flows) > EDGES:
            assert "more flows are left out" in chart


def test_a_name_never_ends_its_quotes() -> None:
    chart = mermaid(nasty())
    for line in chart.splitlines():
        assert line.count('"') % 2 == 0
    assert "<script>" not in chart


def test_signs_have_marks_colours_and_a_legend() -> None:
    picture = at(shop(), "overview")
    signed = replace(picture, nodes=(replace(picture.nodes[0], sign="added"), *picture.nodes[1:]))
    chart = mermaid(signed)
    assert "<b>+ Users</b>" in chart
    assert "classDef added" in chart
    assert 'legend0["+ added"]:::added' in chart
    assert "classDef" not in mermaid(picture)
