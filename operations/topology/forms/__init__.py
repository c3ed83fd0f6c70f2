"""Forms of a picture: Mermaid for documents, SVG for pages, and text."""

from operations.topology.forms.lines import lines_of
from operations.topology.forms.mermaid import mermaid
from operations.topology.forms.svg import svg
from operations.topology.forms.told import told

__all__ = ["lines_of", "mermaid", "svg", "told"]
