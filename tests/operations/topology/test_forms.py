"""The three forms say the same: each node, group and flow is in all of them."""

import re
import xml.etree.ElementTree as ET

import pytest

from operations.topology.forms import mermaid, svg, told
from operations.topology.forms.lines import CROWDED, MANY, lines_of
from operations.topology.model import LEVELS, Detail, Flow, Group, Node, Picture, at
from tests.operations.topology.drawings import crowd, shop

SVG = "{http://www.w3.org/2000/svg}"


def ends(parts: list[ET.Element]) -> list[tuple[str, str]]:
    """Both ends of every flow that a line or a frame is for."""
    found = [(each.get("data-source", ""), each.get("data-target", "")) for each in parts]
    for each in parts:
        sources, targets = each.get("data-sources", ""), each.get("data-targets", "")
        found += zip(sources.split(), targets.split(), strict=True)
    return sorted(each for each in found if each != ("", ""))


@pytest.mark.parametrize("detail", LEVELS)
@pytest.mark.parametrize("stack", ["prod", "staging", "dev"])
def test_each_form_has_every_node_and_flow(stack: str, detail: Detail) -> None:
    picture = at(shop(stack), detail)
    assert picture.nodes
    assert picture.flows
    text, chart, drawing = told(picture), mermaid(picture), ET.fromstring(svg(picture))
    for node in picture.nodes:
        assert node.title in text
        assert f"<b>{node.title}</b>" in chart
    parts = list(drawing.iter(f"{SVG}g"))
    assert {each.get("data-node") for each in parts} - {None} == set(picture.by_id)
    assert {each.get("data-group") for each in parts if "data-parent" in each.attrib} <= set(
        picture.groups_by_id
    )
    assert ends(parts) == sorted(flow.key[:2] for flow in picture.flows)
    assert len(re.findall(r"(?:-->|-\.->|==>)", chart)) == len(picture.flows)
    told_flows = [line for line in text.splitlines() if re.match(r"    (to|runs as) ", line)]
    assert len(told_flows) == len(picture.flows)


def test_ids_are_unique_and_stable() -> None:
    drawing = svg(shop())
    ids = re.findall(r' id="([^"]+)"', drawing)
    assert len(ids) == len(set(ids))
    assert drawing == svg(shop())
    assert {"node-service-orders", "node-database-database", "group-vpc-network"} <= set(ids)
    assert 'id="b-node-service-orders"' in svg(shop(), prefix="b-")


@pytest.mark.parametrize("detail", LEVELS[1:])
def test_many_flows_of_a_kind_are_one_line_that_names_each(detail: Detail) -> None:
    picture = at(crowd(), detail)
    drawing = svg(picture)
    parts = list(ET.fromstring(drawing).iter(f"{SVG}g"))
    lines = [each for each in parts if (each.get("class") or "").startswith("flow ")]
    assert len(lines) < MANY < len(picture.flows)
    assert ends(parts) == sorted(flow.key[:2] for flow in picture.flows)
    titles = "\n".join(each.findtext(f"{SVG}title", "") for each in parts)
    assert all(
        name in titles for name in ("service-0 to mails: sends", "service-49 to mails: sends")
    )
    notes = lines_of(picture).notes
    assert any(re.match(r"\d+ flows of a kind drawn as \d+ lines", note) for note in notes)
    shown = " ".join(each.text or "" for each in ET.fromstring(drawing).iter(f"{SVG}text"))
    assert all(note in shown for note in notes)


def test_flows_inside_of_a_frame_are_counted_by_it() -> None:
    names = [f"s{number}" for number in range(40)]
    nodes = [Node(name, "service", "service (ECS)", name, "programs") for name in names]
    pairs = [(one, other) for one in names[:4] for other in names if one != other]
    picture = Picture(
        "prod",
        "services",
        (Group("programs", "tier", "Programs"),),
        tuple(nodes),
        tuple(Flow(*pair, labels=("tcp 8080",)) for pair in pairs),
    )
    drawing = svg(picture)
    assert f"{len(pairs)} flows among them" in drawing
    assert "s3 to s39: tcp 8080" in drawing
    assert ends(list(ET.fromstring(drawing).iter(f"{SVG}g"))) == sorted(pairs)


def test_a_drawing_says_that_its_labels_are_in_titles() -> None:
    nodes = [Node(f"n{number}", "service", "service (ECS)", f"n{number}") for number in range(22)]
    flows = [Flow(one.id, other.id, labels=("tcp 1",)) for one in nodes[:11] for other in nodes[1:]]
    flows = [flow for flow in flows if flow.source != flow.target]
    few, many = (
        lines_of(Picture("prod", "services", (), tuple(nodes), tuple(flows[:number])))
        for number in (CROWDED - 10, CROWDED + 1)
    )
    assert few.notes == ()
    (note,) = many.notes
    assert note.startswith(f"Labels of {CROWDED + 1} lines stand in their titles")
