"""The report of a review on a terminal."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType

from operations.report import Block, terminal
from operations.review.blocks import is_bad


def parts(blocks: Iterable[Block]) -> Iterator[RenderableType]:
    """Yields the blocks as rich shows them. Hazards stand out."""
    return terminal.parts(blocks, is_bad=is_bad)
