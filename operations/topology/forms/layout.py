"""The layout of a picture: Graphviz places boxes whose sizes are reckoned from their texts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from operations.topology.forms.letters import width, wrapped
from operations.topology.forms.signs import MARKS, marked
from operations.topology.model import Flow, FlowKind, Group, Node, Picture

if TYPE_CHECKING:
    from pygraphviz import AGraph

SMALL, LARGE, LABEL = 11.0, 13.0, 10.5
LINE = 15.0
_ROOM = 215.0
_LABEL_ROOM = 150.0
_PADDING = 10.0
_INCH = 72.0
PROGRAMS = ("service", "worker", "job")
"""Kinds of nodes that run a program of the team."""
CROWDED = 220
"""Most flows that have their labels in the drawing. Past it, they stand in the titles of the lines
and in the text form."""


@dataclass(frozen=True)
class Text:
    """One line of text."""

    text: str
    size: float
    style: str
    bold: bool = False

    @property
    def width(self) -> float:
        """The length that the line is drawn with."""
        return width(self.text, self.size, bold=self.bold)


@dataclass(frozen=True)
class Box:
    """A rectangle, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Wire:
    """The line of a flow."""

    path: tuple[tuple[float, float], ...]
    """The start, then three points for each piece of the curve."""
    head: tuple[tuple[float, float], ...]
    label: tuple[float, float] | None
    """The middle of the label."""


@dataclass(frozen=True)
class Layout:
    """The places of everything."""

    width: float
    height: float
    nodes: dict[str, Box]
    groups: dict[str, Box]
    wires: Mapping[tuple[str, str, FlowKind], Wire]


def node_texts(node: Node) -> list[Text]:
    """Returns the lines of a node."""
    what = "tasks of" if node.kind == "tasks" else node.what
    lines = [Text(what, SMALL, "what"), Text(marked(node.title, node.sign), LARGE, "name", True)]
    for fact in node.facts:
        lines += [Text(line, SMALL, "fact") for line in wrapped(fact, SMALL, _ROOM)]
    return lines


def group_texts(group: Group) -> list[Text]:
    """Returns the lines above a group."""
    lines = [Text(marked(group.title, group.sign), LARGE, "name", True)]
    return [*lines, *(Text(fact, SMALL, "fact") for fact in group.facts)]


def flow_texts(picture: Picture, flow: Flow) -> list[Text]:
    """Returns the lines beside a flow."""
    mark = [MARKS[flow.sign]] if flow.sign else []
    if len(picture.flows) > CROWDED and not flow.sign:
        return []
    said = " ".join([*mark, ", ".join(flow.labels)])
    lines = [said] if said else []
    return [
        Text(line, LABEL, "label")
        for text in (*lines, *flow.details)
        for line in wrapped(text, LABEL, _LABEL_ROOM)
    ]


def layout(picture: Picture) -> Layout:
    """Returns the places that Graphviz finds."""
    from pygraphviz import AGraph

    graph = AGraph(directed=True, strict=False, name="topology")
    crowded = len(picture.flows) > CROWDED
    graph.graph_attr.update(
        rankdir="LR",
        ranksep="0.7" if not crowded else "1.4",
        nodesep="0.22",
        margin="0",
        pad="0.2",
        newrank="false",
        labeljust="l",
    )
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    graph.edge_attr.update(arrowsize="0.7")
    _fill(graph, picture, "")
    nodes = {node.id: node for node in picture.nodes}
    for flow in picture.flows:
        key, calls = "|".join(flow.key), _is_call(nodes[flow.source], nodes[flow.target])
        graph.add_edge(
            flow.source, flow.target, key=key, id=key, **_edge(picture, flow, calls=calls)
        )
    for source, target in _hints(picture):
        graph.add_edge(source, target, key=f"hint|{source}|{target}", style="invis")
    found = _drawn(graph)
    if any("_draw_" not in edge for edge in found.get("edges", []) if edge.get("style") != "invis"):
        # Where flows between groups go in circles, Graphviz may rank none of them ("trouble in
        # init_rank") and lose edges. Its newer way of ranking does not.
        graph.graph_attr["newrank"] = "true"
        found = _drawn(graph)
    return _read(found, picture)


def _drawn(graph: "AGraph") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(graph.draw(format="json", prog="dot"))
    return found


def _fill(graph: "AGraph", picture: Picture, group: str) -> None:
    for node in picture.inside(group):
        lines = node_texts(node)
        graph.add_node(
            node.id,
            width=f"{(max(line.width for line in lines) + 2 * _PADDING + 4) / _INCH:.3f}",
            height=f"{(len(lines) * LINE + 2 * _PADDING - 4) / _INCH:.3f}",
        )
    for inner in picture.below(group):
        lines = group_texts(inner)
        wide, high = max(line.width for line in lines) + 8, len(lines) * LINE + 6
        below = graph.add_subgraph(
            name=f"cluster|{inner.id}", label=_room(wide, high), labeljust="l", margin="12"
        )
        _fill(below, picture, inner.id)


def _room(wide: float, high: float) -> str:
    """Returns a label that keeps a room free. Its text is drawn later."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{wide:.0f}" HEIGHT="{high:.0f}"'
    return f'<<TABLE BORDER="0" CELLPADDING="0" CELLSPACING="0" {size}><TR><TD></TD></TR></TABLE>>'


def _edge(picture: Picture, flow: Flow, *, calls: bool) -> dict[str, str]:
    lines = flow_texts(picture, flow)
    found = {"weight": "3"} if flow.kind == "request" else {}
    if calls and not lines:
        # Programs then stand in one column: a chain of calls would make a column of each, and
        # Graphviz would search for minutes where fifty call each other. A label between two of one
        # column, though, is a fault at which Graphviz ends the process.
        found = {"constraint": "false"}
    if lines:
        wide = max(line.width for line in lines) + 10
        found["label"] = _room(wide, len(lines) * LINE + 2)
    return found


def _is_call(source: Node, target: Node) -> bool:
    """Returns true if a program calls another one of its tier."""
    programs = source.kind in PROGRAMS and target.kind in PROGRAMS
    return programs and source.group == target.group


def _hints(picture: Picture) -> Iterator[tuple[str, str]]:
    """Yields invisible edges: without one, tasks and endpoints that nothing leads to would stand
    before the entry of the environment."""
    reached = {flow.target for flow in picture.flows}
    programs = [node.id for node in picture.nodes if node.kind in PROGRAMS]
    for node in picture.nodes:
        if node.kind in ("tasks", "endpoint") and node.id not in reached and programs:
            yield programs[0], node.id


def _read(found: dict[str, Any], picture: Picture) -> Layout:
    _, _, wide, high = map(float, found["bb"].split(","))
    nodes: dict[str, Box] = {}
    groups: dict[str, Box] = {}
    for each in found.get("objects", []):
        if each["name"].startswith("cluster|"):
            left, low, right, top = map(float, each["bb"].split(","))
            groups[each["name"].partition("|")[2]] = Box(left, high - top, right - left, top - low)
        elif "pos" in each:
            x, y = map(float, each["pos"].split(","))
            w, h = float(each["width"]) * _INCH, float(each["height"]) * _INCH
            nodes[each["name"]] = Box(x - w / 2, high - y - h / 2, w, h)
    keys = {"|".join(flow.key): flow.key for flow in picture.flows}
    wires = {
        keys[edge["id"]]: _wire(edge, high)
        for edge in found.get("edges", [])
        if edge.get("id") in keys
    }
    return Layout(wide, high, nodes, groups, wires)


def _wire(edge: dict[str, Any], high: float) -> Wire:
    points: list[tuple[float, float]] = []
    for part in edge["_draw_"]:
        if part["op"] == "b":
            points = [(x, high - y) for x, y in part["points"]]
    head: list[tuple[float, float]] = []
    for part in edge.get("_hdraw_", []):
        if part["op"] == "P":
            head = [(x, high - y) for x, y in part["points"]]
    label = None
    if "lp" in edge:
        x, y = map(float, edge["lp"].split(","))
        label = (x, high - y)
    return Wire(tuple(points), tuple(head), label)


def overlaps(found: Layout) -> list[tuple[str, str]]:
    """Returns the pairs of nodes that cover each other."""
    boxes = sorted(found.nodes.items(), key=lambda each: each[1].x)
    pairs = []
    for number, (one, first) in enumerate(boxes):
        for other, second in boxes[number + 1 :]:
            if second.x >= first.x + first.width:
                break
            apart = second.y >= first.y + first.height or first.y >= second.y + second.height
            if not apart:
                pairs.append((one, other))
    return pairs


def curve(wire: Wire) -> str:
    """Returns the path of a wire in the language of SVG."""
    start, *rest = wire.path
    parts = [f"M{start[0]:.1f} {start[1]:.1f}"]
    for index in range(0, len(rest) - 2, 3):
        piece = rest[index : index + 3]
        parts.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in piece))
    return "".join(parts)
