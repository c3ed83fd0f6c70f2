"""The part of the document that only a person can write: its headings, and those still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from config import Workload
from operations.infrastructure.architecture import programs
from operations.infrastructure.markdown import bullets, joined, link, table
from operations.infrastructure.overview import FILE, Allowed
from operations.infrastructure.project import Project
from operations.infrastructure.running import outside

QUESTIONS = "Open questions"
PARTS = programs.PARTS
EXTERNAL = outside.SECTION


@dataclass(frozen=True)
class Asked:
    """One heading of the team's file."""

    heading: str
    below: str
    """Names that headings below it take, as people read it. Empty: it takes none."""
    says: str
    goes: str
    """Section in which its text stands."""


ASKED = (
    Asked("Purpose", "environments", "what the product is for, and each environment", "Overview"),
    Asked("Status", "", "how far it is: draft, in review, approved, and by whom", "Overview"),
    Asked("Access", "environments", "who may use each, and how they get in", "Environments"),
    Asked(PARTS, "programs and data", "what each is for", "Programs"),
    Asked(EXTERNAL, "services", "login, limits, and what happens while it is down", EXTERNAL),
    Asked(QUESTIONS, "anything", "what is undecided, what hangs on it, who decides", QUESTIONS),
)
"""Headings whose text a reader would miss."""


def allowed(sections: Sequence[str], stacks: Sequence[str], workload: Workload) -> Allowed:
    """Returns every heading that the team's file may have, with the names below it."""
    names = [
        *workload.by_name(),
        *workload.databases,
        *workload.topics,
        *workload.queues,
        *workload.buckets,
    ]
    return {
        "Purpose": stacks,
        "Status": (),
        "Access": stacks,
        PARTS: names,
        **dict.fromkeys(sections, stacks),
        EXTERNAL: None,
        QUESTIONS: None,
    }


def questions(project: Project) -> str:
    """Returns the open questions."""
    overview = project.overview
    own = [f"**{name}**: {overview.line(QUESTIONS, name)}" for name in overview.names(QUESTIONS)]
    if not own and not overview.of(QUESTIONS):
        return f"Nobody has written one down in `{FILE}`."
    return bullets(own)


def missing(project: Project) -> str:
    """Returns what nobody has written yet, and how it is written."""
    overview = project.overview
    rows = []
    for each in ASKED:
        names = _names(project, each)
        absent = [name for name in names if not overview.of(each.heading, name)]
        if names and absent and len(absent) < len(names):
            rows.append((f"`## {each.heading}`", f"below it {_some(absent)}", each.goes))
        elif len(absent) == len(names) and not (
            overview.of(each.heading) or overview.names(each.heading)
        ):
            below = f"; below it `### ` and a name, for {each.below}" if each.below else ""
            rows.append((f"`## {each.heading}`", f"{each.says}{below}", each.goes))
    how = link("docs/own.md", "docs/own.md#your-words-in-the-document")
    about = (
        f"The team's own words come from `{FILE}`, which no command writes: each heading there is "
        f"one of these, or the title of a section of this document ({how})."
    )
    if not rows:
        return about
    return joined(about, "Still missing:", table(("Heading", "Says", "Stands in"), rows))


def _names(project: Project, asked: Asked) -> list[str]:
    """Returns the names that a reader expects below a heading."""
    if asked.below == "environments":
        return [each.stack for each in project.environments]
    if asked.heading == PARTS:
        return list(project.workload.by_name())
    return []


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`### {name}`" for name in names[:6])
    return shown + (f" and {len(names) - 6} more" if len(names) > 6 else "")
