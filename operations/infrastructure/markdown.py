"""Markdown for a page that people read: tables without empty columns, links from the project's
folder, anchors."""

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from config.values import parted

NONE = "\N{EN DASH}"
"""Mark of a cell for which there is nothing."""
_CODE = re.compile(r"(^```.*?^```$|`[^`\n]*`)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?![a-z][a-z0-9+.-]*:|#)([^)\s#]*)(#[^)\s]*)?\)")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table, without the columns that no row fills. Empty if there are no rows."""
    kept = [tuple(row) for row in rows]
    if not kept:
        return ""
    filled = [
        index
        for index in range(len(columns))
        if index == 0 or any(row[index] not in ("", NONE) for row in kept)
    ]
    lines = [[columns[index] for index in filled], ["---"] * len(filled)]
    lines += [[_cell(row[index]) for index in filled] for row in kept]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split())) or NONE


def joined(*parts: str) -> str:
    """Returns the parts that say something, with an empty line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def part(title: str, *content: str) -> str:
    """Returns a part of a section under its title. Empty if there is no content."""
    text = joined(*content)
    return f"### {title}\n\n{text}" if text else ""


def folded(title: str, *content: str) -> str:
    """Returns content that a reader opens. Empty if there is none."""
    text = joined(*content)
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>" if text else ""


def code(lines: Iterable[str], language: str = "") -> str:
    """Returns lines to be copied, or a diagram where the language has one."""
    return "\n".join([f"```{language}", *lines, "```"])


def bullets(lines: Iterable[str]) -> str:
    """Returns a list. Empty if there are no lines."""
    return "\n".join(f"- {line}" for line in lines)


def numbered(lines: Iterable[str]) -> str:
    """Returns a list of steps."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def quoted(names: Iterable[object]) -> str:
    """Returns names as code, with commas between them, or the mark for nothing."""
    return ", ".join(f"`{name}`" for name in names) or NONE


def counted(number: int, noun: str, plural: str = "") -> str:
    """Returns a number with its noun: `1 worker`, `2 workers`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def link(title: str, target: str) -> str:
    """Returns a link to a file of the project, by its path from the project's folder."""
    return f"[{title}](/{target})"


def anchor(title: str) -> str:
    """Returns the name by which a link finds a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def from_root(text: str, file: str) -> str:
    """Returns a text of a file with its relative links as paths from the project's folder."""
    folder = str(PurePosixPath(file).parent)

    def moved(path: str) -> str:
        return path if path.startswith("/") else "/" + posixpath.normpath(f"{folder}/{path}")

    return _with_links(text, moved)


def on_page(text: str, page: str) -> str:
    """Returns a text with its links from the project's folder as they are on a page."""
    folder = str(PurePosixPath(page).parent)

    def moved(path: str) -> str:
        target = path.lstrip("/")
        return "" if target == page else posixpath.relpath(target or ".", folder)

    return _with_links(text, moved)


def _with_links(text: str, moved: Callable[[str], str]) -> str:
    def change(match: re.Match[str]) -> str:
        return f"]({moved(match[1])}{match[2] or ''})"

    pieces = _CODE.split(text)
    return "".join(
        piece if index % 2 else _LINK.sub(change, piece) for index, piece in enumerate(pieces)
    )


def host_words(host: str, itself: str = "the domain") -> str:
    """Returns a host of the workload as texts name it; `itself` is the environment's domain."""
    label, at = parted(host)
    if not at:
        return itself if label == "@" else f"`{label}.`"
    return f"`{at}`" if label == "@" else f"`{label}.` at `{at}`"
