"""Answers about reachability as text for people, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from operations.reach.checks import Finding
from operations.reach.graph import Graph, Path
from operations.reach.hops import Hop
from operations.reach.places import PROGRAMS, RELAYS


def answer(graph: Graph, source: str, target: str) -> Iterator[RenderableType]:
    """Yields the ways from one place to another with what permits each hop, or what stops it."""
    paths = graph.paths(source, target)
    for path in paths:
        yield Text(str(path), style="bold")
        for hop in path.hops:
            yield Text(f"  {hop.source} -> {hop.place}")
            for permit in hop.by:
                yield Text(f"      {permit.said}")
    if not paths:
        yield Text(f"{source} does not reach {target}", style="bold")
        yield from _stops(graph, source, target)


def _stops(graph: Graph, source: str, target: str) -> Iterator[Text]:
    """Yields where the direct way ends, where each way by a door or a proxy ends, and which
    programs stand between."""
    yield Text(f"  {source} -> {target}: {graph.stop(source, target).why}")
    for name, place in graph.places.items():
        relayed = graph.path(name, target)
        if place.kind in RELAYS and relayed and relayed.hops[0].forwards and name != source:
            arrived = graph.path(source, name)
            if arrived is None:
                yield Text(f"  {source} -> {name} -> {target}: {graph.stop(source, name).why}")
    between = [
        name
        for name, place in graph.places.items()
        if place.kind in PROGRAMS
        and (source, name) in graph.pairs
        and (name, target) in graph.pairs
    ]
    if between:
        programs = ", ".join(between)
        yield Text(f"  Between them stand programs, which decide what they ask for: {programs}")


def table(graph: Graph) -> Iterator[RenderableType]:
    """Yields the table of who reaches whom, with every way from the internet on its own line."""
    rows = [("From", "reaches")]
    for name in graph.places:
        if name == "internet":
            ways = [str(path).removeprefix("internet -> ") for path in graph.paths_from(name)]
            rows += [("" if number else name, way) for number, way in enumerate(ways)]
        elif reached := list(_reached(graph, name)):
            rows.append((name, ", ".join(reached)))
    width = max(len(name) for name, _ in rows)
    for name, reached_places in rows:
        yield Text(f"{name:<{width}}  {reached_places}")


def _reached(graph: Graph, name: str) -> Iterator[str]:
    endpoints = 0
    for (source, target), path in graph.pairs.items():
        if source != name:
            continue
        if graph.places[target].kind == "endpoint":
            endpoints += 1
            continue
        by = f" by {path.hops[-1].source}" if len(path.hops) > 1 else ""
        yield f"{path.hops[-1].place}{by}"
    if endpoints:
        yield f"{endpoints} endpoints of AWS's services"


def unknown(graph: Graph) -> list[str]:
    """Returns what no plan can say about what another owner made."""
    networks = [
        f"{each.inputs['id']} exists already: its routes and access lists are not in the plan. "
        "Security groups are; that public subnets have an internet gateway, private ones a way "
        "out and data none is what the settings say"
        for each in graph.resources.of("ec2.Vpc")
        if each.given
    ]
    keys = [
        f"{each.inputs['arn']} exists already: whom its policy lets in is not in the plan (`make "
        "existing LIVE=1` asks AWS)"
        for each in graph.resources.of("kms.Key")
        if each.given
    ]
    certificates = [
        f"{each.inputs['arn']} exists already: which hosts it covers and when it ends are not in "
        "the plan (`make existing LIVE=1` asks AWS)"
        for each in graph.resources.of("acm.Certificate")
        if each.given
    ]
    buckets = [
        f"{each.inputs['arn']} exists already: whom its policy lets in, and whether it is closed "
        "to the public, are not in the plan (`make existing LIVE=1` asks AWS)"
        for each in graph.resources.of("s3.Bucket")
        if each.given
    ]
    servers = [
        f"{each.inputs['arn']} exists already: whom else its security group lets in, and whether "
        "it has an address on the internet, are not in the plan (`make existing LIVE=1` asks AWS)"
        for each in graph.resources.of("rds.Instance", "rds.Cluster")
        if each.given
    ]
    return networks + certificates + keys + buckets + servers


def told(found: Sequence[Finding]) -> Iterator[RenderableType]:
    """Yields what is open without being meant."""
    if found:
        yield Text("\nOpen, and not meant", style="bold red")
    for each in found:
        yield Text(f"  {each}")


def as_json(graph: Graph, paths: Sequence[Path], found: Sequence[Finding]) -> dict[str, Any]:
    """Returns places, ways and findings for programs."""
    return {
        "places": [
            {"name": place.name, "kind": place.kind, "urn": place.urn}
            for place in graph.places.values()
        ],
        "paths": [
            {
                "from": path.source,
                "to": path.target,
                "said": str(path),
                "hops": [_hop(hop) for hop in path.hops],
            }
            for path in paths
        ],
        "unknown": unknown(graph),
        "findings": [
            {"rule": each.rule, "place": each.place, "said": each.said, "urn": each.urn}
            for each in found
        ],
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "from": hop.source,
        "to": hop.target,
        "protocol": hop.protocol,
        "port": hop.port or None,
        "detail": hop.detail,
        "by": [{"said": permit.said, "urn": permit.urn} for permit in hop.by],
    }
