"""The pages of the document: one about all environments, and one about each."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from operations.infrastructure import overview, personal
from operations.infrastructure import project as projects
from operations.infrastructure.architecture import summary
from operations.infrastructure.markdown import anchor, joined, link, on_page, table
from operations.infrastructure.project import Environment, Project
from operations.infrastructure.running import monitoring, price, zone_loss
from operations.infrastructure.sections import SECTIONS, Section
from operations.pulumi_cli import stacks_of

TOGETHER = "docs/infrastructure.md"
FOLDER = "docs/infrastructure"
MARK = "<!-- Written by `make document`"
_HEAD = (
    f"{MARK} from config/workload.yaml, Pulumi.*.yaml, their plans, the workflows and "
    "own/overview.md. Change those. -->"
)
_PERSONAL = (
    Section(title=personal.QUESTIONS, together=personal.questions),
    Section(title="What a person can add", together=personal.missing),
)


def page_of(stack: str) -> str:
    """Returns the file of an environment's own page."""
    return f"{FOLDER}/{stack}.md"


def titles() -> list[str]:
    """Returns the titles of the sections in the page about all environments."""
    return [each.title for each in (*SECTIONS, *_PERSONAL) if each.together]


def read(folder: Path, stacks: Sequence[str] = ()) -> Project:
    """Returns a project with the team's words. Raises OperationError with every mistake in its
    files."""
    project = projects.read(folder, stacks)
    known = [each.title for each in SECTIONS]
    words = overview.read(folder, personal.allowed(known, stacks_of(folder), project.workload))
    return replace(project, overview=words)


def together(project: Project) -> str:
    """Returns the page about all environments."""
    content = [
        (each.title, joined(project.overview.of(each.title), each.together(project)))
        for each in (*SECTIONS, *_PERSONAL)
        if each.together
    ]
    pages = [link(each.stack, page_of(each.stack)) for each in project.environments]
    about = (
        "What stands where and how it is run, written from the project's own files. Each "
        f"environment has a page with all its details: {', '.join(pages)}."
    )
    return _page(TOGETHER, f"Infrastructure of {project.name}", about, _asked(project), content)


def alone(project: Project, environment: Environment) -> str:
    """Returns the page of one environment."""
    stack = environment.stack
    content = [
        (
            each.title,
            joined(
                project.overview.of(each.title, stack),
                each.alone(project, environment) if each.alone else "",
            ),
        )
        for each in SECTIONS
    ]
    back = link("the page about all environments", TOGETHER)
    about = f"The details of `{stack}`. What they mean, and how they compare, is in {back}."
    title = f"Infrastructure of {project.name}: {stack}"
    return _page(page_of(stack), title, about, "", [each for each in content if each[1]])


def _page(file: str, title: str, about: str, asked: str, content: Sequence[tuple[str, str]]) -> str:
    contents = " · ".join(f"[{name}](#{anchor(name)})" for name, _ in content)
    sections = [f"## {name}\n\n{text}" for name, text in content]
    text = joined(f"# {title}", _HEAD, about, asked, contents, *sections)
    return on_page("\n".join(line.rstrip() for line in text.splitlines()), file) + "\n"


def _asked(project: Project) -> str:
    """Returns the questions that are asked most, with their answers."""
    rows = summary.questions(project)
    prices = [
        f"**{each.stack}**: {answer}"
        for each in project.environments
        if (answer := price.answer(each))
    ]
    if prices:
        rows.append(("What does it cost?", "<br>".join([*prices, _more("cost", "Cost")])))
    losses = [
        f"**{each.stack}**: {answer}."
        for each in project.environments
        if (answer := zone_loss.answer(each))
    ]
    if losses:
        more = _more("part by part", "When a zone is lost")
        zones = [each.settings.network.zones for _, each in project.clouds]
        zone = next((names[1] for names in zones if len(names) > 1), zones[0][0])
        rows.append((f"What happens when zone {zone} is lost?", "<br>".join([*losses, more])))
    told = [f"**{each.stack}**: {_woken(each)}" for each, _ in project.clouds]
    if told:
        rows.append(("Who is woken by an alarm?", "<br>".join(told)))
        back = _more("three steps", "Back to the version before")
        rows.append(("How do I go back to the version before?", back))
    return table(("Question", "Answer"), rows)


def _woken(environment: Environment) -> str:
    quiet = monitoring.muted(environment)
    told = monitoring.told(environment, "critical")
    return f"{told}; nobody from {quiet}" if quiet else told


def _more(said: str, heading: str) -> str:
    return link(said, f"{TOGETHER}#{anchor(heading)}")
