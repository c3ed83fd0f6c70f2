"""Deployment: how new versions replace old ones, the way back, and the checklist."""

from operations.infrastructure.markdown import NONE, bullets, counted, joined, link, numbered, part
from operations.infrastructure.project import Environment, Project
from operations.infrastructure.running import pipeline, workflows
from operations.release import LINES


def together(project: Project) -> str:
    """Returns the strategies side by side, the way back, and the checklist."""
    deploying = pipeline.deploying(project)
    rows = (
        ("Method", _method),
        ("Tasks meanwhile", _meanwhile),
        ("Goes back by itself", _automatic),
        ("Old tasks kept afterwards", _kept),
        ("Migrations", lambda e: _migrations(project, e)),
        ("Deployed by", lambda e: _deployed(e, deploying)),
        ("By hand", _by_hand),
    )
    stacks = [each.stack for each, _ in project.clouds]
    return joined(
        part("Strategies", project.compared("What", rows)),
        part("Steps by hand", numbered(_steps(stacks[0])) if stacks else ""),
        part("Back to the version before", _back(project, stacks[-1]) if stacks else ""),
        part("Checklist before a deployment", _checklist(stacks[-1]) if stacks else ""),
    )


def _method(environment: Environment) -> str:
    if environment.local:
        return "containers are replaced"
    found: dict[str, list[str]] = {}
    for each in environment.resources.of("ecs.Service"):
        strategy = (each.inputs.get("deploymentConfiguration") or {}).get("strategy")
        if strategy:
            found.setdefault(str(strategy).lower().replace("_", "/"), []).append(each.name)
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(
        f"{name} ({', '.join(f'`{each}`' for each in names)})" for name, names in found.items()
    )


def _meanwhile(environment: Environment) -> str:
    found = {
        f"{each.inputs['deploymentMinimumHealthyPercent']} to "
        f"{each.inputs['deploymentMaximumPercent']} %"
        for each in environment.resources.of("ecs.Service")
        if "deploymentMaximumPercent" in each.inputs
    }
    return " or ".join(sorted(found))


def _automatic(environment: Environment) -> str:
    services = environment.resources.of("ecs.Service")
    breaker = any(
        (e.inputs.get("deploymentCircuitBreaker") or {}).get("rollback") for e in services
    )
    alarms = {
        name
        for each in services
        if (each.inputs.get("alarms") or {}).get("rollback")
        for name in each.inputs["alarms"].get("alarmNames") or ()
    }
    told = ["when tasks do not become well"] if breaker else []
    told += [f"when one of {counted(len(alarms), 'alarm')} goes off"] if alarms else []
    return ", ".join(told)


def _kept(environment: Environment) -> str:
    found = {
        str((each.inputs.get("deploymentConfiguration") or {}).get("bakeTimeInMinutes") or "")
        for each in environment.resources.of("ecs.Service")
    }
    return ", ".join(f"{each} minutes" for each in sorted(found - {"", "0"})) or (
        "" if environment.local else NONE
    )


def _migrations(project: Project, environment: Environment) -> str:
    if not any(service.migration for service in project.workload.services.values()):
        return ""
    return "before the program starts" if environment.local else "before tasks are replaced"


def _deployed(environment: Environment, deploying: "dict[str, str]") -> str:
    names = deploying.get(environment.stack)
    return f"the workflow {names}" if names else "each developer" if environment.local else ""


def _by_hand(environment: Environment) -> str:
    return f"`make up STACK={environment.stack}`"


def _steps(stack: str) -> list[str]:
    return [
        f"`make images-release STACK={stack}` builds and pushes images, and writes their digests "
        f"into `Pulumi.{stack}.yaml`.",
        f"`make plan STACK={stack} OUT={stack}.plan` shows what will change, graded.",
        f"`make up STACK={stack} PLAN={stack}.plan` carries out exactly that, or refuses.",
        f"`make gateway-check STACK={stack}` asks the environment from outside.",
    ]


def _back(project: Project, stack: str) -> str:
    workflow = any(each.name == "rollback" for each in workflows.read(project.folder))
    lines = [
        f"**When**: a deployment that fails goes back by itself. Afterwards: an alarm pages, or "
        f"`make status STACK={stack}` is not well since a version came.",
        (
            "**How**: start the workflow "
            f"{link('rollback', '.github/workflows/rollback.yml')}, or put the versions of before "
            f"under `images` in `Pulumi.{stack}.yaml` and run `make up STACK={stack}`."
            if workflow
            else f"**How**: put the versions of before under `images` in `Pulumi.{stack}.yaml` and "
            f"run `make up STACK={stack}`."
        ),
        f"**Seen to be done**: `make deployments STACK={stack} SERVICE=...` names the version, and "
        f"`make gateway-check STACK={stack}` passes.",
    ]
    if any(service.migration for service in project.workload.services.values()):
        more = link("migrations", "docs/infrastructure.md#migrations")
        lines.append(f"**The database** does not go back with it: {more}.")
    more = link("docs/deploy.md", "docs/deploy.md#back-to-the-last-version")
    return joined(bullets(lines), f"More: {more}.")


def _checklist(stack: str) -> str:
    return joined(
        f"`make ready STACK={stack}` answers each line by looking, and says no by its status:",
        bullets(f"[ ] {line}" for line in LINES.values()),
    )
