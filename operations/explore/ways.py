"""Ways between the places of a plan for the page: who reaches whom, by what, and what stops it."""

from typing import Any

from operations.explore.texts import Texts
from operations.plan import Resources
from operations.reach import Graph

_MOST_STOPS = 10_000
"""Pairs whose stops are told. Beyond it only pairs with a way are, for the page's size."""


def ways(resources: Resources, numbers: dict[str, int], texts: Texts) -> dict[str, Any]:
    """Returns places, every way between two of them, and the reason where there is none."""
    graph = Graph(resources)
    names = list(graph.places)
    places = [
        {"name": each.name, "kind": each.kind, "program": each.program, "is": numbers.get(each.urn)}
        for each in graph.places.values()
    ]
    found: dict[tuple[str, str], list[list[Any]]] = {}
    for name in names:
        for path in graph.paths_from(name):
            hops = [
                [
                    names.index(hop.target),
                    hop.port,
                    texts.number(hop.detail),
                    [[texts.number(by.said), numbers.get(by.urn)] for by in hop.by],
                ]
                for hop in path.hops
            ]
            kept = found.setdefault((path.source, path.target), [])
            if hops not in kept:
                kept.append(hops)
    pairs = [[names.index(a), names.index(b), each] for (a, b), each in found.items()]
    return {"places": places, "pairs": pairs, "stops": _stops(graph, names, numbers, texts)}


def _stops(
    graph: Graph, names: list[str], numbers: dict[str, int], texts: Texts
) -> list[list[Any]]:
    closed = [(a, b) for a in names for b in names if a != b and (a, b) not in graph.pairs]
    if len(closed) > _MOST_STOPS:
        return []
    found = []
    for source, target in closed:
        stop = graph.stop(source, target)
        row = [names.index(source), names.index(target), texts.number(stop.why)]
        found.append([*row, numbers.get(stop.urn)])
    return found
