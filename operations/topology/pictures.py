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
    around: bool = True,
) -> Picture:
    """Returns the picture of what a change adds, removes and opens: all of it, or the changed parts
    with their neighbours only."""
    graphs = graphs or (Graph(before), Graph(after))
    old, new = whole(before, graphs[0]), whole(after, graphs[1])
    ways = {
        (hop.source, hop.target)
        for each in opened(*graphs)
        if each.kind != "new place"
        for hop in each.path.hops
    }
    found = at(compared(old, new, ways), detail)
    return found if around else part(found)
