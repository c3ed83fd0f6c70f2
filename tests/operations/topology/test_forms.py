"""The three forms say the same: each node, group and flow is in all of them."""

import re
import xml.etree.ElementTree as ET

import pytest

from operations.topology.forms import mermaid, svg, told
from operations.topology.model import LEVELS, Detail, at
from tests.operations.topology.drawings import shop

SVG = "{http://www.w3.org/2000/svg}"


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
    ends = {(each.get("data-source"), each.get("data-target")) for each in parts}
    assert ends - {(None, None)} == {(flow.source, flow.target) for flow in picture.flows}
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
