"""The layout of a drawing: Graphviz places boxes whose sizes are reckoned from their texts. Boxes
of one group to which no line leads stand in rows, as one box for Graphviz."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from operations.topology.forms.letters import LABEL, LARGE, SMALL, width, wrapped
from operations.topology.forms.lines import Line, Lines
from operations.topology.forms.rows import Block, Box, block_of
from operations.topology.forms.signs import MARKS, marked
from operations.topology.model import Group, Node
from wording import counted

if TYPE_CHECKING:
    from pygraphviz import AGraph

LINE = 15.0
_ROOM = 215.0
_LABEL_ROOM = 150.0
_PADDING = 10.0
_INCH = 72.0
PROGRAMS = ("service", "worker", "job")
"""Kinds of nodes that run a program of the team."""
_CLUSTER, _BLOCK = "cluster|", "rows|"
"""Beginnings of names that Graphviz knows groups and rows by."""
_ROWS_FROM = 4
"""Fewest nodes without lines that stand in rows."""


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
    wires: Mapping[str, Wire]
    """Wires by the IDs of lines."""


def node_size(node: Node) -> tuple[float, float]:
    """Returns the width and height of a node."""
    lines = node_texts(node)
    wide = max(line.width for line in lines) + 2 * _PADDING + 4
    return wide, len(lines) * LINE + 2 * _PADDING - 4


def node_texts(node: Node) -> list[Text]:
    """Returns the lines of a node."""
    what = "tasks of" if node.kind == "tasks" else node.what
    lines = [Text(what, SMALL, "what"), Text(marked(node.title, node.sign), LARGE, "name", True)]
    for fact in node.facts:
        lines += [Text(line, SMALL, "fact") for line in wrapped(fact, SMALL, _ROOM)]
    return lines


def group_texts(group: Group, among: int = 0) -> list[Text]:
    """Returns the lines above a group, with how many flows inside of it have no line."""
    lines = [Text(marked(group.title, group.sign), LARGE, "name", True)]
    facts = [*group.facts, f"{counted(among, 'flow')} among them"] if among else group.facts
    return [*lines, *(Text(fact, SMALL, "fact") for fact in facts)]


def line_texts(drawing: Lines, line: Line) -> list[Text]:
    """Returns the lines of text beside a line."""
    if drawing.crowded and not line.sign:
        return []
    mark = [MARKS[line.sign]] if line.sign else []
    said = " ".join([*mark, ", ".join(line.labels)])
    lines = [said] if said else []
    return [
        Text(part, LABEL, "label")
        for text in (*lines, *line.details)
        for part in wrapped(text, LABEL, _LABEL_ROOM)
    ]


def layout(drawing: Lines) -> Layout:
    """Returns the places that Graphviz finds."""
    return _Layouting(drawing).layout()


class _Layouting:
    """The layout in the making."""

    def __init__(self, drawing: Lines) -> None:
        self._drawing = drawing
        self._picture = drawing.picture
        self._blocks: dict[str, Block] = {}
        """Boxes in rows, by the group."""
        self._anchors: dict[str, str] = {}
        """What Graphviz knows of each node: itself, or its rows."""

    def layout(self) -> Layout:
        """Returns the places of everything."""
        graph = self._graph()
        self._fill(graph, "")
        for line in self._drawing.lines:
            graph.add_edge(*self._ends(line), key=line.id, id=line.id, **self._edge(line))
        for source, target in dict.fromkeys(self._hints()):
            graph.add_edge(source, target, key=f"hint|{source}|{target}", style="invis")
        found = _drawn(graph)
        shown = [edge for edge in found.get("edges", []) if edge.get("style") != "invis"]
        if any("_draw_" not in edge for edge in shown):
            # Where flows between groups go in circles, Graphviz may rank none of them ("trouble in
            # init_rank") and lose edges. Its newer way of ranking does not.
            graph.graph_attr["newrank"] = "true"
            found = _drawn(graph)
        return _read(found, self._drawing, self._blocks)

    def _graph(self) -> "AGraph":
        from pygraphviz import AGraph

        graph = AGraph(directed=True, strict=False, name="topology")
        graph.graph_attr.update(
            rankdir="LR",
            ranksep="1.4" if self._drawing.crowded else "0.7",
            nodesep="0.22",
            margin="0",
            pad="0.2",
            newrank="false",
            labeljust="l",
            compound="true",
        )
        graph.node_attr.update(shape="box", fixedsize="true", label="")
        graph.edge_attr.update(arrowsize="0.7")
        return graph

    @cached_property
    def _met(self) -> set[str]:
        """The nodes at which a line begins or ends."""
        lines = self._drawing.lines
        found = {line.source for line in lines if not line.from_group}
        return found | {line.target for line in lines if not line.to_group}

    def _fill(self, graph: "AGraph", group: str) -> None:
        nodes = self._picture.inside(group)
        free = [node for node in nodes if node.id not in self._met] if group else []
        if len(free) >= _ROWS_FROM:
            block = block_of({node.id: node_size(node) for node in free})
            name = f"{_BLOCK}{group}"
            self._blocks[name] = block
            self._add(graph, name, block.width, block.height)
            self._anchors |= {node.id: name for node in free}
            nodes = [node for node in nodes if node not in free]
        for node in nodes:
            self._add(graph, node.id, *node_size(node))
            self._anchors[node.id] = node.id
        for inner in self._picture.below(group):
            lines = group_texts(inner, len(self._drawing.among.get(inner.id, ())))
            wide, high = max(line.width for line in lines) + 8, len(lines) * LINE + 6
            below = graph.add_subgraph(
                name=f"{_CLUSTER}{inner.id}", label=_room(wide, high), labeljust="l", margin="12"
            )
            self._fill(below, inner.id)

    def _add(self, graph: "AGraph", name: str, wide: float, high: float) -> None:
        graph.add_node(name, width=f"{wide / _INCH:.3f}", height=f"{high / _INCH:.3f}")

    def _ends(self, line: Line) -> tuple[str, str]:
        return self._end(line.source, line.from_group), self._end(line.target, line.to_group)

    def _end(self, id_: str, is_group: bool) -> str:
        """Returns what a line meets. A line of a group's frame leads to the middle of its nodes and
        is cut at the frame."""
        if not is_group:
            return self._anchors[id_]
        anchors = list(dict.fromkeys(self._anchors[node.id] for node in self._picture.inside(id_)))
        rows = f"{_BLOCK}{id_}"
        return rows if rows in anchors else anchors[len(anchors) // 2]

    def _edge(self, line: Line) -> dict[str, str]:
        lines = line_texts(self._drawing, line)
        found = {"weight": "3"} if line.kind == "request" else {}
        if not lines and self._is_call(line):
            # Programs then stand in one column: a chain of calls would make a column of each, and
            # Graphviz would search for minutes where fifty call each other. A label between two of
            # one column, though, is a fault at which Graphviz ends the process.
            found = {"constraint": "false"}
        if line.from_group:
            found["ltail"] = f"{_CLUSTER}{line.source}"
        if line.to_group:
            found["lhead"] = f"{_CLUSTER}{line.target}"
        if lines:
            wide = max(line.width for line in lines) + 10
            found["label"] = _room(wide, len(lines) * LINE + 2)
        return found

    def _is_call(self, line: Line) -> bool:
        """Returns true if a program calls another one of its tier."""
        if line.from_group or line.to_group:
            return False
        ends = [self._picture.by_id[each] for each in (line.source, line.target)]
        return all(end.kind in PROGRAMS for end in ends) and ends[0].group == ends[1].group

    def _hints(self) -> Iterator[tuple[str, str]]:
        """Yields invisible edges: without one, tasks and endpoints that nothing leads to would
        stand before the entry of the environment."""
        nodes = self._picture.nodes
        reached = {flow.target for flow in self._picture.flows}
        programs = [node.id for node in nodes if node.kind in PROGRAMS]
        for node in nodes:
            if node.kind in ("tasks", "endpoint") and node.id not in reached and programs:
                yield self._anchors[programs[0]], self._anchors[node.id]


def _drawn(graph: "AGraph") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(graph.draw(format="json", prog="dot"))
    return found


def _room(wide: float, high: float) -> str:
    """Returns a label that keeps a room free. Its text is drawn later."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{wide:.0f}" HEIGHT="{high:.0f}"'
    return f'<<TABLE BORDER="0" CELLPADDING="0" CELLSPACING="0" {size}><TR><TD></TD></TR></TABLE>>'


def _read(found: dict[str, Any], drawing: Lines, blocks: Mapping[str, Block]) -> Layout:
    _, _, wide, high = map(float, found["bb"].split(","))
    nodes: dict[str, Box] = {}
    groups: dict[str, Box] = {}
    for each in found.get("objects", []):
        if each["name"].startswith(_CLUSTER):
            left, low, right, top = map(float, each["bb"].split(","))
            groups[each["name"].removeprefix(_CLUSTER)] = Box(
                left, high - top, right - left, top - low
            )
        elif "pos" in each:
            x, y = map(float, each["pos"].split(","))
            w, h = float(each["width"]) * _INCH, float(each["height"]) * _INCH
            box = Box(x - w / 2, high - y - h / 2, w, h)
            if each["name"] in blocks:
                nodes |= blocks[each["name"]].at(box.x, box.y)
            else:
                nodes[each["name"]] = box
    ids = {line.id for line in drawing.lines}
    wires = {
        edge["id"]: _wire(edge, high) for edge in found.get("edges", []) if edge.get("id") in ids
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


def curve(wire: Wire) -> str:
    """Returns the path of a wire in the language of SVG."""
    start, *rest = wire.path
    parts = [f"M{start[0]:.1f} {start[1]:.1f}"]
    for index in range(0, len(rest) - 2, 3):
        piece = rest[index : index + 3]
        parts.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in piece))
    return "".join(parts)
