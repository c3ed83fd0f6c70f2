"""Levels of detail: a whole picture, with nodes folded into one or left out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from operations.topology.model.picture import LEFT_OUT, Detail, Flow, Group, Node, Picture, Sign
from wording import counted, listed

LEVELS: tuple[Detail, ...] = ("overview", "services", "everything")
_NAMES = 12
"""Most names that a folded node shows. All of them stand in the text form."""
_LABELS = 4
"""Most labels of a folded flow."""


def at(whole: Picture, detail: Detail) -> Picture:
    """Returns the picture at a level of detail."""
    if detail == "everything":
        return _tidy(replace(whole, detail=detail))
    homes = {node.id: _home(node, detail) for node in whole.nodes}
    folded: dict[str, list[Node]] = {}
    for node in whole.nodes:
        if homes[node.id]:
            folded.setdefault(homes[node.id], []).append(node)
    inner = {id_: list(_calls(whole.flows, homes, id_)) for id_ in folded}
    private = _private(whole)
    return _tidy(
        replace(
            whole,
            detail=detail,
            nodes=tuple(
                _fold(id_, [_asked(node, private) for node in nodes], inner[id_])
                for id_, nodes in folded.items()
            ),
            flows=tuple(_flows(_telling(whole, detail), homes, detail)),
            notes=(*whole.notes, *_left_out(whole.nodes, homes)),
        )
    )


def _private(whole: Picture) -> dict[str, int]:
    """Returns how many programs ask AWS's API by each endpoint."""
    ends = {node.id for node in whole.nodes if node.kind == "endpoint"}
    return Counter(flow.target for flow in whole.flows if flow.target in ends)


def _asked(node: Node, private: dict[str, int]) -> Node:
    if node.id not in private:
        return node
    return replace(node, facts=(*node.facts, f"asked by {counted(private[node.id], 'program')}"))


def _telling(whole: Picture, detail: Detail) -> Iterator[Flow]:
    """Yields the flows that tell something at a lower level. Nearly every program asks each
    endpoint, which a fact says in fewer lines, and each leads to each zone."""
    ends = {node.id for node in whole.nodes if node.kind == "endpoint"}
    for flow in whole.flows:
        if flow.target not in ends and not (detail == "services" and flow.kind == "runs"):
            yield flow


def _home(node: Node, detail: Detail) -> str:
    """Returns the ID of the node in which one is shown; "" if it is left out."""
    fold = node.folds.overview if detail == "overview" else node.folds.services
    if fold == LEFT_OUT:
        return ""
    # The group is part of it: tasks of two zones do not become one.
    return f"{node.group}.{fold}" if fold else node.id


def _fold(id_: str, nodes: list[Node], calls: list[str]) -> Node:
    first = nodes[0]
    if len(nodes) == 1 and first.kind != "tasks":
        # One alone looks like itself, in the place of those that may come.
        return replace(first, id=id_)
    names = tuple(dict.fromkeys(each.title for each in nodes if each.sign != "removed"))
    if first.kind == "tasks":
        kinds = Counter(each.what for each in nodes if each.sign != "removed")
        what, title = "tasks (ECS)", listed([counted(n, kind) for kind, n in kinds.items()])
    else:
        what, title = first.what, counted(len(names), _noun(first))
    facts = [", ".join(names)] if 0 < len(names) <= _NAMES else []
    facts += [fact for fact in first.facts if all(fact in each.facts for each in nodes)]
    if calls:
        facts.append(f"{counted(len(calls), 'call')} among them")
    for sign in ("added", "removed", "changed"):
        if differing := [each.title for each in nodes if each.sign == sign]:
            facts.append(f"{sign}: {', '.join(differing)}")
    return replace(
        first,
        id=id_,
        what=what,
        title=title or counted(len(nodes), _noun(first)),
        facts=tuple(facts),
        urn="",
        members=names,
        sign=_sign_of([each.sign for each in nodes]),
    )


def _sign_of(signs: Iterable[Sign]) -> Sign:
    """Returns what happens to several as one."""
    found = set(signs)
    if "opened" in found:
        return "opened"
    return found.pop() if len(found) == 1 else "changed"


def _noun(node: Node) -> str:
    """Returns the kind without AWS's name of it: `queue` for `queue (SQS)`."""
    return node.what.partition(" (")[0]


def _calls(flows: Iterable[Flow], homes: dict[str, str], id_: str) -> Iterator[str]:
    for flow in flows:
        if homes.get(flow.source) == id_ == homes.get(flow.target) and flow.source != flow.target:
            yield f"{flow.source} to {flow.target}"


def _flows(flows: Iterable[Flow], homes: dict[str, str], detail: Detail) -> Iterator[Flow]:
    found: dict[tuple[str, str, str], Flow] = {}
    for flow in flows:
        source, target = homes.get(flow.source, ""), homes.get(flow.target, "")
        if not source or not target or source == target:
            continue
        moved = replace(flow, source=source, target=target)
        known = found.get(moved.key)
        if known:
            moved = replace(
                known,
                labels=tuple(dict.fromkeys((*known.labels, *flow.labels))),
                details=tuple(dict.fromkeys((*known.details, *flow.details))),
                by=tuple(dict.fromkeys((*known.by, *flow.by))),
                hops=tuple(dict.fromkeys((*known.hops, *flow.hops))),
                sign=_sign_of((known.sign, flow.sign)),
            )
        found[moved.key] = moved
    for flow in found.values():
        yield _short(flow) if detail == "overview" else flow


def _short(flow: Flow) -> Flow:
    """Returns a flow without details, and with the ports of one protocol in one label."""
    ports = [label.split() for label in flow.labels]
    labels = list(flow.labels)
    if len(labels) > 1 and all(len(words) == 2 and words[1].isdigit() for words in ports):
        protocols = sorted({words[0] for words in ports})
        numbers = sorted({int(words[1]) for words in ports})
        labels = [f"{'/'.join(protocols)} {', '.join(map(str, numbers[:_LABELS]))}"]
        if len(numbers) > _LABELS:
            labels[0] += f" and {len(numbers) - _LABELS} more"
    return replace(flow, labels=tuple(labels), details=())


def _left_out(nodes: Iterable[Node], homes: dict[str, str]) -> Iterator[str]:
    gone = Counter(_noun(node) for node in nodes if not homes[node.id] and node.kind != "tasks")
    if gone:
        told = ", ".join(counted(number, kind) for kind, number in sorted(gone.items()))
        yield f"Left out at this level of detail: {told}"


def _tidy(picture: Picture) -> Picture:
    """Returns the picture without groups in which nothing stands."""
    used = {group.id for node in picture.nodes for group in picture.around(node.group)}
    return replace(picture, groups=tuple(_kept(picture.groups, used)))


def _kept(groups: Iterable[Group], used: set[str]) -> Iterator[Group]:
    for group in groups:
        if group.id in used:
            yield group
