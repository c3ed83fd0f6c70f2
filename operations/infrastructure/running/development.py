"""Work on one's own machine: what it takes, the first commands, all commands, and where help is."""

import re
import tomllib
from pathlib import Path

from operations.folder import PROJECT
from operations.infrastructure.markdown import bullets, code, folded, joined, link, part, table
from operations.infrastructure.project import Environment, Project
from operations.infrastructure.running import makefile

_DAILY = (
    "infrastructure-up",
    "infrastructure-status",
    "logs",
    "restart",
    "watch",
    "shell",
    "env",
    "connect",
    "token",
    "run",
    "backup",
    "restore",
    "compose",
    "doctor",
    "infrastructure-down",
    "infrastructure-clean",
)
"""Commands of a day's work with an environment on Docker."""

_GENERATED = ("infrastructure.md", "seed-coverage.md")
"""Pages that are made from others."""


def together(project: Project) -> str:
    """Returns prerequisites, the quick start, and the commands of the Makefile."""
    return joined(
        part("Prerequisites", _prerequisites()),
        part("Quick start", _quick_start(project)),
        part("Commands", folded("All of `make help`", _commands())),
        part("Further pages", _pages()),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the commands of a day's work with an environment on Docker."""
    if environment.cloud:
        return ""
    said = makefile.commands()
    named = "" if environment.stack == "dev" else f" STACK={environment.stack}"
    rows = [(f"`make {name}{named}`", said[name]) for name in _DAILY if name in said]
    return table(("Command", "Does"), rows)


def troubleshooting(project: Project) -> str:
    """Returns the pages that help when something is wrong."""
    pages = sorted((PROJECT / "docs" / "runbooks").glob("*.md"))
    rows = [(link(_title(each), f"docs/runbooks/{each.name}"), f"`{each.stem}`") for each in pages]
    local = [each.stack for each in project.environments if each.local]
    first = [
        f"{link('When something is wrong on Docker', 'docs/docker.md#when-something-is-wrong')}: "
        f"ports, images, health; `make doctor STACK={stack}` looks for causes first."
        for stack in local
    ]
    first += [
        f"`make status STACK={each.stack}` says what is up, deploying and alarming, and the page "
        "of each alarm that is on."
        for each, _ in project.clouds
    ]
    return joined(
        bullets(first),
        folded("A page for each alarm and procedure", table(("Page", "Alarm or procedure"), rows)),
    )


def changes(_project: Project) -> str:
    """Returns the versions of the platform."""
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.findall(r"^## \[(.+?)\](?: - (\S+))?$", text, re.MULTILINE)
    rows = [
        (link(version, f"CHANGELOG.md#{_anchor(version, day)}"), day or "not released")
        for version, day in found
    ]
    return joined("Versions of the platform:", table(("Version", "Released"), rows))


def _anchor(version: str, day: str) -> str:
    heading = f"[{version}]" + (f" - {day}" if day else "")
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


def _prerequisites() -> str:
    about = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    versions = dict(re.findall(r"^(pulumi[\w-]*)==([\d.]+)", pinned, re.MULTILINE))
    rows = [
        ("Python", about["requires-python"].replace(">=", "≥ "), "everything"),
        ("GNU make, bash, git", "any", "the commands below"),
        ("Docker engine", "any that is supported", "environments on Docker"),
        ("Pulumi CLI", f"{versions['pulumi']}, as the SDK", "`make up` on AWS"),
    ]
    return joined(
        table(("Tool", "Version", "For"), rows),
        "All else is installed by the commands themselves, pinned by hash: "
        f"pulumi-aws {versions['pulumi-aws']}, pulumi-docker {versions['pulumi-docker']}.",
    )


def _quick_start(project: Project) -> str:
    local = next((each for each in project.environments if each.local), None)
    if local is None:
        return code([f"make preview STACK={project.environments[0].stack}"], "bash")
    stack = local.stack
    named = f" STACK={stack}" if stack != "dev" else ""
    settings = local.platform.settings
    port = local.local.settings.docker.ports.gateway if local.local else 0
    service = next(iter(project.workload.services), "")
    lines = [
        f"make up STACK={stack}  # containers, databases, migrations, programs",
        f"make infrastructure-status{named}  # what runs, with health and ports",
    ]
    if service:
        lines.append(f"make token SERVICE={service}{named}  # for routes that ask for a token")
    lines += [
        f"curl --insecure https://{settings.domain}:{port}/",
        f"make infrastructure-down{named}  # stop it, data is kept",
    ]
    width = max(len(line.partition("  # ")[0]) for line in lines)
    return code(
        (
            f"{command.ljust(width)}  # {why}" if why else command
            for command, _, why in (line.partition("  # ") for line in lines)
        ),
        "bash",
    )


def _commands() -> str:
    rows = [(f"`make {name}`", said) for name, said in makefile.commands().items()]
    return table(("Command", "Does"), rows)


def _pages() -> str:
    found = sorted((PROJECT / "docs").glob("*.md"))
    first = [link("Where things are", "README.md#where-things-are")]
    return bullets(
        [
            *first,
            *(link(_title(e), f"docs/{e.name}") for e in found if e.name not in _GENERATED),
        ]
    )
