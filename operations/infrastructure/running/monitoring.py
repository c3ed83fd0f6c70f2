"""Monitoring: what is measured, the alarms by severity with their figures, and who is told."""

import json
from urllib.parse import urlsplit

from config.alarms import ReceiverSettings
from operations.infrastructure.markdown import NONE, folded, joined, link, part, quoted, table
from operations.infrastructure.project import Environment, Project

_SEVERITIES = {
    "critical": (
        "Critical alarms",
        "People are affected, or soon will be: they wake whom `alarms.notify.critical` names.",
    ),
    "warning": ("Warnings", "They can wait for the morning."),
    "nobody": ("Alarms that tell nobody", "They guard deployments, or are a part of others."),
}


def together(project: Project) -> str:
    """Returns the tools side by side, and the alarms by severity."""
    about = project.compared(
        "What",
        (
            ("Metrics", _metrics),
            ("Dashboard", _dashboard),
            ("Checked from outside", _checks),
            ("Critical alarms", lambda e: _number(e, "critical")),
            ("Warnings", lambda e: _number(e, "warning")),
            ("Critical ones are told to", lambda e: told(e, "critical")),
            ("Warnings are told to", lambda e: told(e, "warning")),
            ("Nobody is told from", muted),
            ("Budget of a month", _budget),
        ),
    )
    return joined(
        about,
        _key_metrics(project),
        *(
            part(title, why, _alarms(project, severity))
            for severity, (title, why) in _SEVERITIES.items()
            if _alarms(project, severity)
        ),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns every alarm of one environment."""
    parts = []
    for severity, (title, _) in _SEVERITIES.items():
        found: dict[tuple[str, str, str], list[str]] = {}
        for line in environment.alarms:
            if line.severity == severity:
                found.setdefault((line.key, line.rule, line.page), []).append(line.part)
        rows = [
            (link(key, page), rule, quoted(filter(None, parts_)))
            for (key, rule, page), parts_ in found.items()
        ]
        parts.append(part(title, table(("Alarm", "Goes off", "Of"), rows)))
    return joined(*parts)


def _metrics(environment: Environment) -> str:
    if environment.local:
        return f"`make status STACK={environment.stack}`"
    cluster = environment.one("ecs.Cluster")
    settings = (cluster.inputs.get("settings") or ()) if cluster else ()
    insights = next((s["value"] for s in settings if s.get("name") == "containerInsights"), "")
    return f"CloudWatch, Container Insights {insights}".strip()


def _dashboard(environment: Environment) -> str:
    found = environment.one("cloudwatch.Dashboard")
    return f"CloudWatch, `{found.inputs.get('dashboardName')}`" if found else ""


def _checks(environment: Environment) -> str:
    names = [
        str(each.inputs.get("fqdn")) for each in environment.resources.of("route53.HealthCheck")
    ]
    return f"{quoted(names)}, by Route 53" if names else ""


def _number(environment: Environment, severity: str) -> str:
    number = sum(line.severity == severity for line in environment.alarms)
    return str(number) if number else ""


def told(environment: Environment, severity: str) -> str:
    """Returns who is told of a severity."""
    cloud = environment.cloud
    if cloud is None:
        return ""
    found: ReceiverSettings = getattr(cloud.settings.alarms.notify, severity)
    names = [*found.email]
    names += [f"Slack channel `{found.slack.channel}`"] if found.slack else []
    names += [f"Teams channel `{found.teams.channel}`"] if found.teams else []
    names += [f"pager at {urlsplit(found.pager).hostname}"] if found.pager else []
    return ", ".join(names) or "**nobody yet** (`alarms.notify`)"


def muted(environment: Environment) -> str:
    """Returns the windows in which nobody is told."""
    cloud = environment.cloud
    windows = cloud.settings.alarms.mute if cloud else {}
    return ", ".join(
        f"`{each.starts}` {each.timezone} for {each.minutes} minutes" for each in windows.values()
    )


def _budget(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    budget = cloud.settings.alarms.budget_usd
    return f"{budget:,.0f} USD" if budget else "none (`alarms.budget_usd`)"


def _key_metrics(project: Project) -> str:
    """Returns the titles of the dashboard's charts."""
    for environment, _ in reversed(project.clouds):
        found = environment.one("cloudwatch.Dashboard")
        if found is None:
            continue
        body = found.opened("dashboardBody")
        if isinstance(body, str):
            body = json.loads(body)
        titles = [each.get("properties", {}).get("title") for each in body.get("widgets", ())]
        shared = [title for title in titles if title and ":" not in title]
        own = dict.fromkeys(title.partition(": ")[2] for title in titles if title and ":" in title)
        return f"The dashboard shows {'; '.join(shared)}; and of each part: {'; '.join(own)}."
    return ""


def _alarms(project: Project, severity: str) -> str:
    keys = dict.fromkeys(
        (line.key, line.page)
        for each in reversed(project.environments)
        for line in each.alarms
        if line.severity == severity
    )
    rows = [
        (link(key, page), *(_rule(each, key, severity) for each in project.environments))
        for key, page in keys
    ]
    text = table(("Alarm", *(each.stack for each in project.environments)), rows)
    return folded(f"{len(rows)} kinds, with their figures", text) if len(rows) > 12 else text


def _rule(environment: Environment, key: str, severity: str) -> str:
    rules = dict.fromkeys(
        line.rule for line in environment.alarms if line.key == key and line.severity == severity
    )
    return " or ".join(rules) or NONE
