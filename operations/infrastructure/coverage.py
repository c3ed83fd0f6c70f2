"""Coverage of templates: everything that infrastructure documents written by hand ask for, with the
heading that answers it here, or the person who does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from operations.folder import PROJECT
from operations.infrastructure.markdown import NONE, anchor, joined, link, on_page, table

ROWS = Path(__file__).with_name("template-rows.yaml")
FILE = "docs/seed-coverage.md"
_TOGETHER = "docs/infrastructure.md"


@dataclass(frozen=True)
class Row:
    """One thing that a template asks for."""

    template: str
    asks: str
    section: str
    heading: str
    """Heading that answers it: a part of the section, or the section itself."""
    alone: bool
    """True if the heading is on the page of an environment, false if on the one about all."""
    person: str
    """Heading of the team's file under which a person writes it. Empty if nobody has to."""


def rows() -> list[Row]:
    """Returns every row of the templates."""
    content: list[dict[str, Any]] = yaml.safe_load(ROWS.read_text(encoding="utf-8"))
    return [
        Row(
            template=each["template"],
            asks=row["asks"],
            section=row["in"].partition("/")[0],
            heading=row["in"].rpartition("/")[2],
            alone=row.get("page") == "each",
            person=row.get("person", ""),
        )
        for each in content
        for row in each["rows"]
    ]


def text() -> str:
    """Returns the page."""
    found = rows()
    by_template: dict[str, list[Row]] = {}
    for row in found:
        by_template.setdefault(row.template, []).append(row)
    persons = sum(bool(row.person) for row in found)
    about = (
        "Infrastructure documents are usually filled in by hand, and wrong a week later. These are "
        f"the {len(found)} rows of {len(by_template)} such templates, which were the seeds of "
        f"{link('the document here', _TOGETHER)}. Each has the heading that answers it from the "
        "project's files. "
        f"In {persons} of them a person can add what no file knows, under a heading of "
        f"`own/overview.md` ({link('how', 'docs/own.md#your-words-in-the-document')})."
    )
    parts = [
        joined(
            f"## {template}",
            table(
                ("Asked for", "Answered under", "Added by a person"),
                (
                    (row.asks, _place(row), f"`## {row.person}`" if row.person else NONE)
                    for row in of
                ),
            ),
        )
        for template, of in by_template.items()
    ]
    mark = "<!-- Written by `make generated` from operations/infrastructure/template-rows.yaml. -->"
    return (
        on_page(joined("# What the infrastructure document answers", mark, about, *parts), FILE)
        + "\n"
    )


def _place(row: Row) -> str:
    part = f": {row.heading}" if row.heading != row.section else ""
    if row.alone:
        pages = link("each environment", f"{_TOGETHER}#environments")
        return f"{row.section}{part}, on the page of {pages}"
    # A team's document has every section, but in a section only what the team uses.
    return link(row.section, f"{_TOGETHER}#{anchor(row.section)}") + part


def write() -> list[Path]:
    """Writes the page and returns its path."""
    path = PROJECT / FILE
    path.write_text(text(), encoding="utf-8")
    return [path]
