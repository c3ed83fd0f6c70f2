"""The whole picture of a plan, on AWS or on Docker."""

from operations.plan import Resources
from operations.reach import Graph
from operations.topology.model import Picture
from operations.topology.reading import (
    copies,
    data,
    docker,
    entry,
    hops,
    messages,
    others,
    programs,
    storage,
    uses,
)
from operations.topology.reading.canvas import Canvas
from operations.topology.reading.frames import Frames


def whole(resources: Resources, graph: Graph | None = None) -> Picture:
    """Returns the picture of everything. `graph` is that of the resources, where it is known."""
    if resources.docker and not resources.all:
        return docker.whole(resources)
    canvas = Canvas()
    frames = Frames(resources, canvas, graph or Graph(resources))
    # The order is that of the text form: from the outside to the copies.
    for part in (entry, programs, data, messages, storage, copies, others):
        part.draw(frames)
    hops.draw(frames)
    uses.draw(frames)
    return canvas.picture(frames.title)
