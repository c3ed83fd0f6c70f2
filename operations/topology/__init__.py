"""Topology: the drawing of an environment, read from its plan, as text, Mermaid and SVG."""

from operations.topology.command import topology
from operations.topology.forms import mermaid, svg, told
from operations.topology.model import Detail, Flow, Group, Node, Picture
from operations.topology.pictures import change, difference, picture

__all__ = [
    "Detail",
    "Flow",
    "Group",
    "Node",
    "Picture",
    "change",
    "difference",
    "mermaid",
    "picture",
    "svg",
    "told",
    "topology",
]
