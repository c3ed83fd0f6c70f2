"""Backups and recovery: what is kept of each store, the targets, drills, and the ways back."""

from collections.abc import Sequence
from pathlib import Path

from operations.backups import planned
from operations.infrastructure.markdown import NONE, folded, joined, link, part, table
from operations.infrastructure.project import Environment, Project
from operations.infrastructure.running import zone_loss
from operations.recovery import drill


def together(project: Project) -> str:
    """Returns targets and backups side by side, the loss of a zone, and the procedures."""
    targets = project.compared(
        "Target",
        (
            ("Works again within (RTO)", lambda e: _target(e, "rto_minutes")),
            ("Writes that may be lost (RPO)", lambda e: _target(e, "rpo_minutes")),
            ("Copies in a second region", _second),
            ("Vault that nobody can delete from", _vault),
            ("Restoring is tried", _tested),
        ),
    )
    return joined(
        part("Targets of recovery", targets),
        part(
            "What the last drill measured",
            drills(project.folder, [each.stack for each in project.environments]),
        ),
        part("Backups", _backups(project)),
        part("When a zone is lost", zone_loss.together(project)),
        part("Failover and other ways back", _procedures(project)),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns every store of one environment with its backups."""
    cloud = environment.cloud
    if cloud is None:
        stack = environment.stack
        return (
            f"`make backup STACK={stack}` writes databases, objects and queues into a file in "
            f"`backups/`; `make restore STACK={stack} FILE=...` brings them back. Nothing is saved "
            "by itself."
        )
    found = list(planned.stores(cloud, environment.resources))
    for each in found:
        each.judge(cloud.settings.recovery)
    rows = [
        (
            _store(each.name),
            f"{each.rpo_minutes:g} minutes" if each.rpo_minutes is not None else "",
            each.kept,
            each.elsewhere,
            each.locked,
            "; ".join(each.misses),
        )
        for each in found
    ]
    held = [row for row, each in zip(rows, found, strict=True) if each.holds_data]
    other = [row for row, each in zip(rows, found, strict=True) if not each.holds_data]
    columns = ("Store", "Loses at most", "Kept", "Second region", "Locked", "Misses")
    return joined(
        part("Backups of each store", table(columns, _dashes(held))),
        folded("What holds nothing that is not elsewhere", table(columns, _dashes(other))),
    )


def _store(name: str) -> str:
    kind, _, own = name.partition(" ")
    return f"{kind} `{own}`" if own and "'" not in kind else name


def _dashes(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(NONE if cell == "-" else cell for cell in row) for row in rows]


def _target(environment: Environment, key: str) -> str:
    if environment.cloud is None:
        return ""
    minutes: int = getattr(environment.cloud.settings.recovery, key)
    return f"{minutes // 60} hours" if minutes % 60 == 0 and minutes > 60 else f"{minutes} minutes"


def _second(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    region = cloud.settings.recovery_region
    return f"`{region}`" if region else "none"


def _vault(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    if not environment.resources.of("backup.Vault"):
        return "none"
    locked = planned.vault_locked(environment.resources)
    return f"AWS Backup, locked ({cloud.settings.backup.lock})" if locked else "AWS Backup"


def _tested(environment: Environment) -> str:
    found = environment.one("backup.RestoreTestingPlan")
    if environment.cloud is None:
        return ""
    return f"`{found.inputs.get('scheduleExpression')}`" if found else "by drills only"


def _backups(project: Project) -> str:
    kept: dict[str, dict[str, str]] = {}
    for environment, platform in project.clouds:
        for each in planned.stores(platform, environment.resources):
            if each.holds_data:
                away = "" if each.elsewhere == "-" else f"; in the second region {each.elsewhere}"
                kept.setdefault(_store(each.name), {})[environment.stack] = f"{each.kept}{away}"
    rows = [
        (name, *(found.get(each.stack, "") for each in project.environments))
        for name, found in kept.items()
    ]
    columns = ("Store", *(each.stack for each in project.environments))
    commands = "Configuration is in Git, and the state of Pulumi in its backend's versions."
    return joined(table(columns, rows), commands)


def drills(folder: Path, stacks: Sequence[str]) -> str:
    """Returns the figures of the last drill of each environment."""
    rows = []
    for stack in stacks:
        lines = drill.history(folder, stack)
        last = [line for line in lines if line.get("at") == lines[-1].get("at")] if lines else []
        rows += [
            (
                stack,
                str(line.get("at", ""))[:10],
                str(line.get("account", "")),
                str(line.get("store", "")),
                _seconds(line.get("rpo_seconds")),
                _seconds(line.get("rto_seconds")),
                "yes" if all((line.get("checks") or {}).values()) else "**no**",
            )
            for line in last
        ]
    if not rows:
        return "No drill is recorded in `drills/`. `make drill STACK=...` holds one."
    columns = ("Environment", "On", "In", "Store", "Lost (RPO)", "Back after (RTO)", "Checks hold")
    return table(columns, rows)


def _seconds(value: object) -> str:
    if not isinstance(value, int | float):
        return ""
    return f"{value:,.1f} s" if value < 120 else f"{value / 60:,.1f} minutes"


def _procedures(project: Project) -> str:
    stack = project.clouds[-1][0].stack if project.clouds else ""
    if not stack:
        return ""
    rows = [
        ("The database's primary is lost", f"`make failover STACK={stack}`", "failover"),
        (
            "The data is wrong",
            f"`python -m operations restore database --at TIME --stack {stack}`",
            "restore-database",
        ),
        (
            "Objects are gone or wrong",
            f"`python -m operations restore bucket NAME --at TIME --stack {stack}`",
            "restore-bucket",
        ),
        (
            "The region is lost",
            f"`python -m operations failover plan --region --stack {stack}`",
            "evacuate-region",
        ),
        ("Nothing: to practise", f"`make drill STACK={stack} EMULATED=1`", "drill"),
    ]
    return table(
        ("What happened", "First command", "Page"),
        ((what, command, link(page, f"docs/runbooks/{page}.md")) for what, command, page in rows),
    )
