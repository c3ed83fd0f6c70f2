"""The text form of a picture: everything that the drawing shows, in order, for people who cannot
see it."""

from collections.abc import Iterator

from operations.topology.forms.signs import MARKS, MEANINGS, marked
from operations.topology.model import Flow, Group, Node, Picture
from wording import counted


def told(picture: Picture) -> str:
    """Returns what stands where, as a tree, and then what flows between, by its source."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    things = counted(len(picture.nodes), "thing")
    flows = counted(len(picture.flows), "flow")
    yield f"{picture.title}: {things} and {flows}, at the level of detail `{picture.detail}`"
    for sign, mark in MARKS.items():
        if sign in picture.signs:
            yield f"{mark} {MEANINGS[sign]}"
    yield ""
    yield "What stands where"
    yield from _inside(picture, "", 1)
    yield ""
    yield "What flows"
    if not picture.flows:
        yield "  nothing"
    for node in picture.nodes:
        starting = [flow for flow in picture.flows if flow.source == node.id]
        if starting:
            yield f"  From {_name(picture, node)}"
            for flow in starting:
                yield f"    {marked(_flow(picture, flow), flow.sign)}"
    if picture.notes:
        yield ""
        yield from picture.notes


def _inside(picture: Picture, group: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for node in picture.inside(group):
        yield indent + marked(_node(node), node.sign)
    for inner in picture.below(group):
        yield indent + marked(_group(inner), inner.sign)
        yield from _inside(picture, inner.id, depth + 1)


def _group(group: Group) -> str:
    return f"{group.title}{_among(group.facts)}:"


def _node(node: Node) -> str:
    names = ", ".join(node.members)
    facts = tuple(fact for fact in node.facts if fact != names)
    members = f": {names}" if names else ""
    return f"{_called(node)}{_among(facts)}{members}"


def _called(node: Node) -> str:
    return f"tasks of {node.title}" if node.kind == "tasks" else f"{node.title}, {node.what}"


def _name(picture: Picture, node: Node) -> str:
    """Returns the name of a node, with its place if others are called the same."""
    called = _called(node)
    if sum(_called(each) == called for each in picture.nodes) == 1:
        return called
    around = list(picture.around(node.group))
    places = [group for group in around if group.kind in ("zone", "region")] or around
    return f"{called}, in {places[0].title}" if places else called


def _flow(picture: Picture, flow: Flow) -> str:
    target = _name(picture, picture.by_id[flow.target])
    said = "runs as" if flow.kind == "runs" else "to"
    labels = ", ".join(flow.labels)
    details = f" ({'; '.join(flow.details)})" if flow.details else ""
    return f"{said} {target}{': ' if labels else ''}{labels}{details}"


def _among(facts: tuple[str, ...]) -> str:
    return f" ({'; '.join(facts)})" if facts else ""
