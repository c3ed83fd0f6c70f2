"""Pictures: an environment as nodes in groups with flows between them, and what is done with a
picture before it is shown."""

from operations.topology.model.compare import compared, part
from operations.topology.model.detail import LEVELS, at
from operations.topology.model.picture import (
    LEFT_OUT,
    Detail,
    Flow,
    FlowKind,
    Folds,
    Group,
    Node,
    Picture,
    Sign,
)

__all__ = [
    "LEFT_OUT",
    "LEVELS",
    "Detail",
    "Flow",
    "FlowKind",
    "Folds",
    "Group",
    "Node",
    "Picture",
    "Sign",
    "at",
    "compared",
    "part",
]
