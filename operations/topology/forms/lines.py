"""The lines of a drawing: one for each flow, and one for many of a kind where there are more than a
reader can follow."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from operations.topology.model import Flow, FlowKind, Picture, Sign
from wording import counted

MANY = 120
"""Most flows that each have a line. Past it those of a kind between the same places have one."""
CROWDED = 220
"""Most lines that have their labels in the drawing. Past it, they stand in the titles of the lines
and in the text form."""
_ALIKE = 5
"""Fewest flows that become one line."""
_AMONG = 15
"""Fewest flows inside of a frame that have no line."""
_LABELS = 3
"""Most labels of a line for several flows."""


@dataclass(frozen=True)
class Line:
    """One line, for a flow or for several."""

    flows: tuple[Flow, ...]
    source: str
    target: str
    labels: tuple[str, ...]
    details: tuple[str, ...] = ()
    from_group: bool = False
    """True if it begins at a group's frame."""
    to_group: bool = False

    @property
    def kind(self) -> FlowKind:
        """The kind of its flows."""
        return self.flows[0].kind

    @property
    def sign(self) -> Sign:
        """The sign of its flows."""
        return self.flows[0].sign

    @property
    def id(self) -> str:
        """The ID, which no other line of the drawing has."""
        source = f"group-{self.source}" if self.from_group else self.source
        target = f"group-{self.target}" if self.to_group else self.target
        signed = [self.sign] if self.sign and len(self.flows) > 1 else []
        return "--".join([source, target, self.kind, *signed])


@dataclass(frozen=True)
class Lines:
    """All lines of a picture, and the flows that have none."""

    picture: Picture
    lines: tuple[Line, ...]
    among: dict[str, tuple[Flow, ...]]
    """Flows inside of a group, which its frame says, by the group."""

    @property
    def crowded(self) -> bool:
        """True if labels stand in titles."""
        return len(self.lines) > CROWDED

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Sentences about all that the drawing does not show by itself, and where it stands."""
        found = [*self.picture.notes]
        merged = [line for line in self.lines if len(line.flows) > 1]
        if merged:
            flows = sum(len(line.flows) for line in merged)
            found.append(
                f"{counted(flows, 'flow')} of a kind drawn as {counted(len(merged), 'line')}, from "
                "or to a frame; each line's title names them, and so does the text form"
            )
        if inside := sum(map(len, self.among.values())):
            found.append(
                f"{counted(inside, 'flow')} inside of a frame without a line; the frame says how "
                "many, its title and the text form which"
            )
        if self.crowded:
            found.append(
                f"Labels of {counted(len(self.lines), 'line')} stand in their titles and in the "
                f"text form: a drawing has them up to {CROWDED} lines"
            )
        return tuple(found)


def lines_of(picture: Picture) -> Lines:
    """Returns the lines of a picture."""
    if len(picture.flows) <= MANY:
        return Lines(picture, tuple(map(_own, picture.flows)), {})
    return _Merging(picture).lines()


def _own(flow: Flow) -> Line:
    return Line((flow,), flow.source, flow.target, flow.labels, flow.details)


class _Merging:
    """The merging of flows into lines, from the most telling way to the least."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._home = {node.id: node.group for node in picture.nodes}
        self._sizes = {group.id: len(picture.inside(group.id)) for group in picture.groups}

    def lines(self) -> Lines:
        """Returns what has a line and what has none."""
        among, rest = self._split(self._picture.flows, self._inside, _AMONG)
        found: list[Line] = []
        for place, made in (
            (self._into, self._from_group),
            (self._out_of, self._to_group),
            (self._between, self._from_group_to_group),
        ):
            several, rest = self._split(rest, place)
            found += map(made, several)
        found += map(_own, rest)
        order = {flow.key: number for number, flow in enumerate(self._picture.flows)}
        found.sort(key=lambda line: order[line.flows[0].key])
        inside: dict[str, tuple[Flow, ...]] = {}
        for flows in among:
            group = self._home[flows[0].source]
            inside[group] = (*inside.get(group, ()), *flows)
        return Lines(self._picture, tuple(found), inside)

    def _split(
        self, flows: Iterable[Flow], place: Callable[[Flow], Hashable], fewest: int = _ALIKE
    ) -> tuple[list[tuple[Flow, ...]], list[Flow]]:
        """Returns the flows that are several in one place, together, and the others."""
        placed: dict[Hashable, list[Flow]] = {}
        alone: list[Flow] = []
        for flow in flows:
            where = place(flow)
            if where is None:
                alone.append(flow)
            else:
                placed.setdefault((where, flow.kind, flow.sign), []).append(flow)
        several = [tuple(each) for each in placed.values() if len(each) >= fewest]
        alone += [flow for each in placed.values() if len(each) < fewest for flow in each]
        return several, alone

    def _inside(self, flow: Flow) -> Hashable:
        group = self._home[flow.source]
        return group if group and group == self._home[flow.target] and not flow.sign else None

    def _into(self, flow: Flow) -> Hashable:
        return self._leaves(flow.source, flow.target) and (self._home[flow.source], flow.target)

    def _out_of(self, flow: Flow) -> Hashable:
        return self._leaves(flow.target, flow.source) and (flow.source, self._home[flow.target])

    def _between(self, flow: Flow) -> Hashable:
        both = self._into(flow) and self._out_of(flow)
        return both and (self._home[flow.source], self._home[flow.target])

    def _leaves(self, inner: str, other: str) -> bool | None:
        """Returns true if the frame around a node is not around another one, so that a line can
        begin at the frame."""
        group = self._home[inner]
        around = {each.id for each in self._picture.around(self._home[other])}
        return True if group and group not in around else None

    def _from_group(self, flows: tuple[Flow, ...]) -> Line:
        group = self._home[flows[0].source]
        said = self._part("from", len({flow.source for flow in flows}), group)
        return Line(flows, group, flows[0].target, _labels(said, flows), from_group=True)

    def _to_group(self, flows: tuple[Flow, ...]) -> Line:
        group = self._home[flows[0].target]
        said = self._part("to", len({flow.target for flow in flows}), group)
        return Line(flows, flows[0].source, group, _labels(said, flows), to_group=True)

    def _from_group_to_group(self, flows: tuple[Flow, ...]) -> Line:
        source, target = self._home[flows[0].source], self._home[flows[0].target]
        labels = _labels(counted(len(flows), "flow"), flows)
        return Line(flows, source, target, labels, from_group=True, to_group=True)

    def _part(self, way: str, number: int, group: str) -> str:
        all_ = self._sizes[group]
        return f"{way} all {all_}" if number == all_ else f"{way} {number} of {all_}"


def _labels(said: str, flows: Iterable[Flow]) -> tuple[str, ...]:
    """Returns the labels of flows behind how many they are."""
    found = list(dict.fromkeys(label for flow in flows for label in flow.labels))
    more = [f"{len(found) - _LABELS} more"] if len(found) > _LABELS else []
    told = ", ".join([*found[:_LABELS], *more])
    return (f"{said}: {told}" if told else said,)


def told_flows(picture: Picture, flows: Iterable[Flow]) -> Iterator[str]:
    """Yields each of several flows, with both ends."""
    for flow in flows:
        ends = [picture.by_id[each].title for each in (flow.source, flow.target)]
        said = "; ".join([", ".join(flow.labels), *flow.details]).strip("; ")
        yield f"{ends[0]} to {ends[1]}: {said}".removesuffix(": ")
