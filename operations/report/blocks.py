"""A report as blocks (headings, paragraphs, tables, folded lines, drawings) that Markdown and the
terminal show each in their way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """The title of the report (level 1) or of a part (2, 3)."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows under titles."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: bool = False
    """True if a row is too wide for a screen, so that a terminal shows it as a paragraph."""


@dataclass(frozen=True)
class Code:
    """Lines to be copied."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """Lines that are shown on demand, and left out first where room is short."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Diagram:
    """A drawing, which is shown whole or not at all."""

    title: str
    chart: tuple[str, ...]
    """Its lines in Mermaid, which GitHub draws."""
    told: tuple[str, ...]
    """The same as text, for a terminal."""


Block = Heading | Paragraph | Table | Code | Folded | Diagram
