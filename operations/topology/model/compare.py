"""Two pictures of one environment as one: what is added, removed, changed and opened."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from operations.topology.model.picture import Flow, Group, Node, Picture, Sign

_Part = TypeVar("_Part", Group, Node)


def compared(before: Picture, after: Picture, opened: Collection[tuple[str, str]] = ()) -> Picture:
    """Returns the later picture with what a change does to it, and with what it removes. `opened`
    are steps of reachability that were not open before, by the names of both places."""
    nodes = _parts(before.nodes, after.nodes)
    groups = _parts(before.groups, after.groups)
    flows = _flows(before.flows, after.flows, set(opened))
    notes = tuple(dict.fromkeys((*after.notes, *before.notes)))
    return replace(after, groups=tuple(_in_order(groups)), nodes=nodes, flows=flows, notes=notes)


def part(picture: Picture) -> Picture:
    """Returns the differences of a compared picture, with their neighbours and frames."""
    flows = [flow for flow in picture.flows if flow.sign]
    touched = {node.id for node in picture.nodes if node.sign}
    touched |= {
        node.id for node in picture.nodes if any(group.sign for group in picture.around(node.group))
    }
    seen = touched | {end for flow in flows for end in (flow.source, flow.target)}
    flows = [
        flow
        for flow in picture.flows
        if flow.sign or flow.source in touched or flow.target in touched
    ]
    seen |= {end for flow in flows for end in (flow.source, flow.target)}
    nodes = [node for node in picture.nodes if node.id in seen]
    around = {group.id for node in nodes for group in picture.around(node.group)}
    around |= {
        outer.id for group in picture.groups if group.sign for outer in picture.around(group.id)
    }
    return replace(
        picture,
        groups=tuple(group for group in picture.groups if group.id in around),
        nodes=tuple(nodes),
        flows=tuple(flows),
        notes=(),
    )


def _parts(before: tuple[_Part, ...], after: tuple[_Part, ...]) -> tuple[_Part, ...]:
    old = {each.id: each for each in before}
    found = tuple(_signed(each, old.get(each.id)) for each in after)
    kept = {each.id for each in after}
    return found + tuple(replace(each, sign="removed") for each in before if each.id not in kept)


def _signed(part: _Part, before: _Part | None) -> _Part:
    if before is None:
        return replace(part, sign="added")
    lost = [fact for fact in before.facts if fact not in part.facts]
    same = not lost and len(before.facts) == len(part.facts) and before.title == part.title
    if same:
        return part
    told: list[str] = [f"before: {', '.join(lost)}"] if lost else []
    if before.title != part.title:
        told.insert(0, f"before: {before.title}")
    return replace(part, sign="changed", facts=(*part.facts, *told))


def _flows(
    before: tuple[Flow, ...], after: tuple[Flow, ...], opened: set[tuple[str, str]]
) -> tuple[Flow, ...]:
    old = {flow.key: flow for flow in before}
    new = {flow.key for flow in after}
    found = []
    for flow in after:
        was = old.get(flow.key)
        sign: Sign = ""
        if was is None:
            sign = "added"
        elif (set(was.labels), set(was.details)) != (set(flow.labels), set(flow.details)):
            sign = "changed"
        if sign and opened.intersection(flow.hops):
            sign = "opened"
        found.append(replace(flow, sign=sign))
    gone = [replace(flow, sign="removed") for flow in before if flow.key not in new]
    return (*found, *gone)


def _in_order(groups: Iterable[Group]) -> list[Group]:
    """Returns groups with each after the one that it stands in."""
    waiting, done = list(groups), list[Group]()
    known = {""}
    while waiting:
        ready = [group for group in waiting if group.parent in known]
        if not ready:
            return [*done, *waiting]
        done += ready
        known |= {group.id for group in ready}
        waiting = [group for group in waiting if group.id not in known]
    return done
