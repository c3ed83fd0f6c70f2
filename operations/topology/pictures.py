"""Pictures of a plan, and of what a change does to it, at a level of detail."""

from operations.plan import Resources
from operations.reach import Graph, opened
from operations.topology.model import Detail, Picture, at, compared, part
from operations.topology.reading import whole


def picture(
    resources: Resources, detail: Detail = "overview", *, graph: Graph | None = None
) -> Picture:
    """Returns the picture of a plan or of what stands."""
    return at(whole(resources, graph), detail)


def change(
    before: Resources,
    after: Resources,
    detail: Detail = "services",
    *,
    graphs: tuple[Graph, Graph] | None = None,
) -> Picture:
    """Returns the picture with what a change adds, removes and opens."""
    return at(_compared(before, after, graphs), detail)


def difference(
    before: Resources, after: Resources, graphs: tuple[Graph, Graph] | None = None
) -> Picture | None:
    """Returns the changed parts of the picture with their neighbours, as small as a reader takes in
    at once; None if nothing in the picture changes."""
    whole_change = _compared(before, after, graphs)
    found = [part(at(whole_change, detail)) for detail in _SMALLER]
    small = (each for each in found if len(each.nodes) <= _NODES and len(each.flows) <= _FLOWS)
    chosen = next(small, found[-1])
    return chosen if chosen.signs else None


def _compared(before: Resources, after: Resources, graphs: tuple[Graph, Graph] | None) -> Picture:
    graphs = graphs or (Graph(before), Graph(after))
    ways = {
        (hop.source, hop.target)
        for each in opened(*graphs)
        if each.kind != "new place"
        for hop in each.path.hops
    }
    return compared(whole(before, graphs[0]), whole(after, graphs[1]), ways)


_SMALLER: tuple[Detail, ...] = ("services", "overview")
_NODES, _FLOWS = 30, 60
"""Most parts of a drawing that a comment shows at the level of services."""
