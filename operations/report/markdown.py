"""A report in Markdown, as a comment or an issue on GitHub: never longer than one may be."""

import re
from collections.abc import Iterable

from operations.report.blocks import Block, Code, Diagram, Folded, Heading, Paragraph, Table

LIMIT = 65_536
"""Most characters of a comment or an issue on GitHub."""
_ROOM = LIMIT - 2_000


def render(blocks: Iterable[Block], *, head: str, whole: str) -> str:
    """Returns the report. Drawings and what is folded give way where room is short, the last first.

    `head` are its first lines, by which a workflow finds what it wrote before, and `whole` is the
    command that shows all of it.
    """
    parts = [part for part in map(_part, blocks) if part]
    room = _ROOM - len(head) - sum(len(part) for part in parts if isinstance(part, str))
    lines = [head]
    for part in parts:
        text = part if isinstance(part, str) else _on_demand(part, room, whole)
        if not isinstance(part, str):
            room -= len(text)
        lines.append(text)
    text = "\n".join(lines)
    end = f"\n\nThe rest has no room here: `{whole}` shows it.\n"
    return text + "\n" if len(text) < LIMIT - 10 else text[: LIMIT - len(end) - 10] + end


def _part(block: Block) -> str | Folded | Diagram:
    match block:
        case Heading(text, level):
            return f"\n{'#' * (level + 1)} {text}\n"
        case Paragraph(text):
            return f"{_safe(text)}\n"
        case Code(lines):
            return "```\n" + "\n".join(_no_fence(line) for line in lines) + "\n```\n"
        case Table(columns, rows):
            return _table(columns, rows)
        case Folded() | Diagram():
            return block


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    lines = ["| " + " | ".join(columns[index] for index in used) + " |"]
    lines.append("|" + " --- |" * len(used))
    lines += ["| " + " | ".join(_cell(row[index]) for index in used) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _on_demand(block: Folded | Diagram, room: int, whole: str) -> str:
    if isinstance(block, Folded):
        return _folded(block, room, whole)
    chart = "\n".join(map(_no_fence, block.chart))
    head = f"<details><summary>{_safe(block.title)}</summary>\n\n"
    text = f"{head}```mermaid\n{chart}\n```\n\n</details>\n"
    return text if len(text) < room else f"{head}No room here: `{whole}` shows it.\n\n</details>\n"


def _folded(block: Folded, room: int, whole: str) -> str:
    """Returns the lines that there is room for, under a title that opens them."""
    head = f"<details><summary>{_safe(block.title)}</summary>\n\n```\n"
    foot = "```\n\n</details>\n"
    left = room - len(head) - len(foot) - 120
    kept: list[str] = []
    for line in map(_no_fence, block.lines):
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    if len(kept) < len(block.lines):
        kept.append(f"... {len(block.lines) - len(kept)} more lines: `{whole}` shows them")
    return head + "\n".join(kept) + "\n" + foot


def _cell(text: str) -> str:
    return _safe(text).replace("|", "\\|").replace("\n", " ")


def _safe(text: str) -> str:
    """Returns text without HTML and without mentions of people, outside of what is code."""
    text = _no_fence(text)
    if text.count("`") % 2:
        text = text.replace("`", "'")
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(
        piece
        if piece.startswith("`")
        else piece.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")
        for piece in pieces
    )


def _no_fence(line: str) -> str:
    return line.replace("```", "'''")
