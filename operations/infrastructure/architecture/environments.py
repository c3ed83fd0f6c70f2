"""Environments: their addresses and places, and their settings side by side."""

from collections.abc import Mapping
from typing import Any

from operations.infrastructure.markdown import NONE, folded, joined, link, part, quoted, table
from operations.infrastructure.project import Environment, Project, flat
from operations.pulumi_cli import settings_of

_KEPT_APART = "docker."
"""Beginning of the keys that environments on Docker alone have."""


def together(project: Project) -> str:
    """Returns the environments in one table, and their settings."""
    rows = [
        (
            link(each.stack, f"docs/infrastructure/{each.stack}.md"),
            _purpose(project, each),
            address(each),
            place(each),
            project.overview.line("Access", each.stack),
        )
        for each in project.environments
    ]
    about = table(("Environment", "Purpose", "Main address", "Where", "Access"), rows)
    return joined(about, _settings(project))


def _purpose(project: Project, environment: Environment) -> str:
    own = project.overview.line("Purpose", environment.stack)
    kind = environment.platform.settings.environment
    return f"{kind}: {own}" if own else kind


def alone(project: Project, environment: Environment) -> str:
    """Returns the facts of one environment, and every key of its file."""
    settings = environment.platform.settings
    rows = [
        (
            "Purpose",
            _purpose(project, environment),
        ),
        ("Main address", address(environment)),
        ("Where", place(environment)),
        ("Access", project.overview.line("Access", environment.stack)),
        ("Deletion protection", "of all data, by Pulumi and AWS" if settings.protect else "none"),
        ("Tags", ", ".join(f"`{k}: {v}`" for k, v in _tags(environment))),
        ("Settings", link(f"Pulumi.{environment.stack}.yaml", f"Pulumi.{environment.stack}.yaml")),
    ]
    keys = table(
        ("Setting", "Value"),
        ((f"`{key}`", shown(value)) for key, value in _given(project, environment).items()),
    )
    return joined(
        table(("", "This environment"), [row for row in rows if row[1]]).replace("|  |", "| |", 1),
        part("Settings of this environment", folded("Every key of the file", keys)),
    )


def _tags(environment: Environment) -> list[tuple[str, str]]:
    tags = environment.platform.settings.tags.model_dump()
    return [(key, str(value)) for key, value in flat(tags) if value]


def address(environment: Environment) -> str:
    """Returns the address at which an environment answers."""
    local = environment.local
    if local:
        return f"https://{local.settings.domain}:{local.settings.docker.ports.gateway}"
    return f"https://{environment.platform.settings.domain}"


def place(environment: Environment) -> str:
    """Returns the place of an environment: the account and its regions, or Docker."""
    cloud = environment.cloud
    if cloud is None:
        return "Docker, on each developer's machine"
    settings = cloud.settings
    away = f", copies in `{settings.recovery_region}`" if settings.recovery_region else ""
    return f"AWS account `{settings.account_id}`, region `{settings.region}`{away}"


def shown(value: Any) -> str:
    """Returns a value of the settings as people read it."""
    if value is None or value == {} or value == []:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return quoted(map(_entry, value))
    return f"`{value}`"


def _entry(value: Any) -> str:
    """Returns an entry of a list as its file may have it."""
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(f"{key}: {each}" for key, each in value.items())


def _given(project: Project, environment: Environment) -> Mapping[str, Any]:
    """Returns the keys that the environment's file has, with their values."""
    return dict(flat(settings_of(project.folder, environment.stack)))


def _settings(project: Project) -> str:
    """Returns the keys that any file has, first those in which the environments differ."""
    given = [_given(project, each) for each in project.environments]
    keys = list(dict.fromkeys(key for one in sorted(given, key=len, reverse=True) for key in one))
    sections = {key.rpartition(".")[0] for key in keys}
    whole = [dict(flat(each.platform.settings.model_dump())) for each in project.environments]
    rows = []
    for key in keys:
        if key in sections or key.startswith(_KEPT_APART):
            continue
        values = [
            shown(one[key] if key in one else all_.get(key))
            for one, all_ in zip(given, whole, strict=True)
        ]
        rows.append((f"`{key}`", *values))
    columns = ("Setting", *(each.stack for each in project.environments))
    alike = [row for row in rows if len(set(row[1:])) == 1]
    reference = link("its page", "docs/generated/settings.md")
    return joined(
        part(
            "Settings side by side",
            "The keys of the files in which environments differ. A key without a value in all of "
            f"them has its default; each is explained on {reference}.",
            table(columns, [row for row in rows if row not in alike]),
            folded("Keys with the same value everywhere", table(columns, alike)),
        )
    )
