"""SVG: the drawing for a page, self-contained, in light and dark, with an `id` and `data-`
attributes on every part so that a page can link it.

    <g class="group" id="group-ID" data-group data-kind data-urn>
    <g class="node"  id="node-ID"  data-node  data-kind data-urn data-group data-members>
    <g class="flow"  id="flow-SOURCE--TARGET--KIND" data-source data-target data-kind>
    <g class="flow"  id="flow-group-ID--TARGET--KIND" data-sources data-targets data-kind>

The last is a line for several flows, which begins or ends at a group's frame. It names both ends of
each flow, as a group does for the flows inside of it that have no line.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from operations.topology.forms.layout import (
    LINE,
    Layout,
    Text,
    Wire,
    curve,
    group_texts,
    layout,
    line_texts,
    node_texts,
)
from operations.topology.forms.letters import LARGE, width, wrapped
from operations.topology.forms.lines import Line, Lines, lines_of, told_flows
from operations.topology.forms.rows import Box
from operations.topology.forms.signs import MARKS, MEANINGS
from operations.topology.forms.style import STYLE
from operations.topology.model import Flow, Group, Node, Picture
from wording import counted

_MARGIN = 14.0
_NOTE_ROOM = 600.0
"""Least width that notes below the drawing have."""


def svg(picture: Picture, *, prefix: str = "") -> str:
    """Returns the drawing. `prefix` begins every ID, for a page with several drawings."""
    drawing = lines_of(picture)
    return "\n".join(_lines(drawing, layout(drawing), prefix)) + "\n"


def _lines(drawing: Lines, found: Layout, prefix: str) -> Iterator[str]:
    picture = drawing.picture
    legend = list(_legend(drawing, found.width, found.height + 2 * _MARGIN))
    wide = max([found.width + 2 * _MARGIN, *(end for end, _ in legend)])
    high = found.height + 2 * _MARGIN + (LINE * len(legend) + _MARGIN if legend else 0)
    nodes, flows = counted(len(picture.nodes), "thing"), counted(len(picture.flows), "flow")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="topology" role="img" '
        f'aria-labelledby="{prefix}topology-title {prefix}topology-desc" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}" '
        f"data-detail={quoteattr(picture.detail)}>"
    )
    yield f'<title id="{prefix}topology-title">{escape(picture.title)}</title>'
    said = ". ".join(
        [f"{nodes} and {flows}", *drawing.notes, "The text form has all of it in order."]
    )
    yield f'<desc id="{prefix}topology-desc">{escape(said)}</desc>'
    yield f"<style>{STYLE}</style>"
    yield f'<rect class="paper" width="{wide:.0f}" height="{high:.0f}"/>'
    yield f'<g transform="translate({_MARGIN:.0f} {_MARGIN:.0f})">'
    for group in picture.groups:
        if group.id in found.groups:
            yield from _group(drawing, group, found.groups[group.id], prefix)
    for line in drawing.lines:
        yield from _flow(drawing, line, found.wires[line.id], prefix)
    for node in picture.nodes:
        yield from _node(node, found.nodes[node.id], prefix)
    yield "</g>"
    yield from (line for _, line in legend)
    yield "</svg>"


def _group(drawing: Lines, group: Group, box: Box, prefix: str) -> Iterator[str]:
    among = drawing.among.get(group.id, ())
    yield (
        f"<g {_classes('group', group.kind, group.sign)} id={_id(prefix, 'group', group.id)} "
        f"data-group={quoteattr(group.id)} data-kind={quoteattr(group.kind)}"
        f"{_data('urn', group.urn)}{_data('parent', group.parent)}{_ends(among)}>"
    )
    if among:
        told = "\n".join(told_flows(drawing.picture, among))
        yield f"<title>{escape(told)}</title>"
    yield _rect(box, 6)
    yield from _texts(group_texts(group, len(among)), box.x + 12, box.y + 6)
    yield "</g>"


def _node(node: Node, box: Box, prefix: str) -> Iterator[str]:
    lines = node_texts(node)
    yield (
        f"<g {_classes('node', node.kind, node.sign)} id={_id(prefix, 'node', node.id)} "
        f"data-node={quoteattr(node.id)} data-kind={quoteattr(node.kind)}"
        f"{_data('urn', node.urn)}{_data('group', node.group)}"
        f"{_data('members', ' '.join(node.members))}>"
    )
    members = f": {', '.join(node.members)}" if node.members else ""
    yield f"<title>{escape(f'{node.title}, {node.what}{members}')}</title>"
    yield _rect(box, 14 if node.kind in ("users", "internet") else 4)
    yield f'<path class="edge-of" d="M{box.x + 2:.1f} {box.y + 5:.1f}v{box.height - 10:.1f}"/>'
    yield from _texts(lines, box.x + 12, box.y + 7)
    yield "</g>"


def _flow(drawing: Lines, line: Line, wire: Wire, prefix: str) -> Iterator[str]:
    one = not line.from_group and not line.to_group
    ends = _data("source", line.source) + _data("target", line.target) if one else _ends(line.flows)
    yield (
        f"<g {_classes('flow', line.kind, line.sign)} id={_id(prefix, 'flow', line.id)}{ends} "
        f"data-kind={quoteattr(line.kind)}>"
    )
    told = [] if one else [", ".join(line.labels)]
    told += told_flows(drawing.picture, line.flows)
    yield f"<title>{escape(chr(10).join(told))}</title>"
    yield f'<path class="line" d="{curve(wire)}"/>'
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in wire.head)
    if points:
        yield f'<polygon class="head" points="{points}"/>'
    lines = line_texts(drawing, line)
    if wire.label and lines:
        x, y = wire.label
        wide, high = max(line.width for line in lines), len(lines) * LINE
        yield _rect(Box(x - wide / 2 - 2, y - high / 2, wide + 4, high), 2)
        yield from _texts(lines, x - wide / 2, y - high / 2)
    yield "</g>"


def _ends(flows: Iterable[Flow]) -> str:
    """Returns both ends of several flows, in the same order."""
    sources, targets = (flow.source for flow in flows), (flow.target for flow in flows)
    return _data("sources", " ".join(sources)) + _data("targets", " ".join(targets))


def _texts(lines: list[Text], x: float, y: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        base = y + (number + 1) * LINE - 4
        yield (
            f'<text class="{line.style}" x="{x:.1f}" y="{base:.1f}" '
            f'textLength="{line.width:g}">'
            f"{escape(line.text)}</text>"
        )


def _legend(drawing: Lines, room: float, top: float) -> Iterator[tuple[float, str]]:
    """Yields a line for each sign that occurs and for each note, with where it ends."""
    kept = [sign for sign in MARKS if sign in drawing.picture.signs]
    lines = [(f"legend {sign}", f"{MARKS[sign]} {MEANINGS[sign]}", True) for sign in kept]
    for note in drawing.notes:
        lines += [("note", text, False) for text in wrapped(note, LARGE, max(room, _NOTE_ROOM))]
    for number, (style, text, bold) in enumerate(lines):
        wide = width(text, LARGE, bold=bold)
        yield (
            _MARGIN * 2 + wide,
            f'<text class="{style}" x="{_MARGIN:.0f}" y="{top + (number + 0.5) * LINE:.1f}" '
            f'textLength="{wide:g}">'
            f"{escape(text)}</text>",
        )


def _rect(box: Box, radius: int) -> str:
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="{radius}"/>'
    )


def _classes(*words: str) -> str:
    part, kind, sign = words
    return f'class="{part} {part}-{kind}{f" {sign}" if sign else ""}"'


def _id(prefix: str, part: str, id_: str) -> str:
    return quoteattr(f"{prefix}{part}-{id_}")


def _data(name: str, value: str) -> str:
    return f" data-{name}={quoteattr(value)}" if value else ""
