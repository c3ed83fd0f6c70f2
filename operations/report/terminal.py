"""A report on a terminal."""

from collections.abc import Callable, Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from operations.report.blocks import Block, Code, Diagram, Folded, Heading, Paragraph, Table


def parts(
    blocks: Iterable[Block], *, is_bad: Callable[[str], bool] = lambda _: False
) -> Iterator[RenderableType]:
    """Yields the blocks as rich shows them, with everything that a comment would fold. A row that
    opens with a bad word stands out."""
    for block in blocks:
        match block:
            case Heading(text, level):
                yield Text(
                    f"\n{text}" if level > 1 else text,
                    style="bold" if level > 2 else "bold underline",
                )
            case Paragraph(text):
                yield Text(text)
            case Code(lines):
                yield Text("\n".join(f"    {line}" for line in lines))
            case Table(columns, rows):
                yield _records(columns, rows, is_bad) if block.wide else _table(columns, rows)
            case Folded(title, lines) | Diagram(title=title, told=lines):
                yield Text(f"\n{title}", style="bold")
                yield Text("\n".join(f"  {line}" for line in lines))


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> RichTable:
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    table = _plain()
    for index in used:
        table.add_column(columns[index], overflow="fold")
    for row in rows:
        table.add_row(*(Text(row[index]) for index in used))
    return table


def _records(
    columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], is_bad: Callable[[str], bool]
) -> RichTable:
    """Returns a table whose rows are too wide for a screen: one paragraph for each."""
    table = _plain(show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for row in rows:
        style = "bold red" if is_bad(row[0]) else "bold"
        table.add_row(Text(row[0], style=style), Text(row[1], style="bold"))
        for title, value in zip(columns[2:], row[2:], strict=True):
            if value:
                table.add_row(Text(f"  {title}", style="dim"), Text(value))
    return table


def _plain(*, show_header: bool = True) -> RichTable:
    return RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=show_header)
