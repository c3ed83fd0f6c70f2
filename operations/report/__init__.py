"""Reports as blocks, in Markdown for a comment or an issue, and for the terminal."""

from operations.report import markdown, terminal
from operations.report.blocks import Block, Code, Diagram, Folded, Heading, Paragraph, Table

__all__ = [
    "Block",
    "Code",
    "Diagram",
    "Folded",
    "Heading",
    "Paragraph",
    "Table",
    "markdown",
    "terminal",
]
