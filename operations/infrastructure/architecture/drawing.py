"""Topology: the drawing of an environment from its plan, and the same in words."""

from operations.infrastructure.markdown import code, folded, joined, link
from operations.infrastructure.project import Environment, Project
from operations.topology import Detail, mermaid, picture, told
from wording import listed

_LIMIT = 50_000
"""Most characters of a drawing in Mermaid that GitHub shows."""


def together(project: Project) -> str:
    """Returns the drawing of the environment that has most."""
    last = project.environments[-1]
    others = [
        link(each.stack, f"docs/infrastructure/{each.stack}.md#topology")
        for each in project.environments
    ]
    about = (
        f"`{last.stack}` with its programs and data by kind. Each by itself is on the page of its "
        f"environment: {listed(others)}. `make topology STACK={last.stack} FORMAT=svg "
        f"OUT={last.stack}.svg` draws it as a file, `DETAIL=everything` with all that there is."
    )
    return joined(about, _drawn(last, "overview"))


def alone(_project: Project, environment: Environment) -> str:
    """Returns the drawing of one environment, with each program."""
    return _drawn(environment, "services")


def _drawn(environment: Environment, detail: Detail) -> str:
    found = picture(environment.resources, detail, graph=environment.graph)
    drawing = mermaid(found)
    words = folded("The same in words", code(told(found).strip("\n").splitlines(), "text"))
    if len(drawing) > _LIMIT:
        return joined("There is more than GitHub draws; `make topology` does.", words)
    return joined(code(drawing.strip("\n").splitlines(), "mermaid"), words)
