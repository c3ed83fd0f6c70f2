"""Logs and traces: where they go, how long they are kept, and what binds them together."""

from operations.infrastructure.markdown import counted, folded, joined, link, table
from operations.infrastructure.project import Environment, Project


def together(project: Project) -> str:
    """Returns logs and traces side by side."""
    about = project.compared(
        "What",
        (
            ("Logs of programs", _logs),
            ("Kept", _kept),
            ("Read by", lambda e: f"`make logs STACK={e.stack} SERVICE=...`"),
            ("Saved searches", _searches),
            ("Requests at the gateway", _requests),
            ("Traces", _traces),
            ("Traced requests", _sampled),
            ("Passed on in", lambda e: "`traceparent` (W3C)" if _settings(e) else ""),
            ("Number of a request", lambda _: "`x-request-id`"),
        ),
    )
    more = link("docs/tracing.md", "docs/tracing.md#log-lines")
    return joined(
        about, f"Programs log lines of JSON with `trace_id`, `level` and `service`: {more}."
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the log groups of one environment."""
    rows = [
        (f"`{each.inputs.get('name')}`", f"{each.inputs.get('retentionInDays')} days")
        for each in environment.resources.of("cloudwatch.LogGroup")
    ]
    return folded("Log groups", table(("Log group", "Kept"), sorted(rows)))


def _settings(environment: Environment) -> bool:
    return environment.platform.settings.tracing is not None


def _logs(environment: Environment) -> str:
    return "of Docker, rotated by size" if environment.local else "CloudWatch Logs, encrypted"


def _kept(environment: Environment) -> str:
    days = sorted(
        {
            int(each.inputs["retentionInDays"])
            for each in environment.resources.of("cloudwatch.LogGroup")
            if each.inputs.get("retentionInDays")
        }
    )
    return " or ".join(f"{each} days" for each in days)


def _searches(environment: Environment) -> str:
    names = [
        str(each.inputs.get("name"))
        for each in environment.resources.of("cloudwatch.QueryDefinition")
    ]
    return ", ".join(f"`{name}`" for name in names)


def _requests(environment: Environment) -> str:
    found = environment.one("lb.LoadBalancer")
    logs = (found.inputs.get("accessLogs") or {}) if found else {}
    if not logs.get("enabled"):
        return ""
    rules = [
        rule.get("expiration") or {}
        for each in environment.resources.of("s3.BucketLifecycleConfiguration")
        if each.name == "logs"
        for rule in each.inputs.get("rules") or ()
    ]
    days = next((rule["days"] for rule in rules if rule.get("days")), None)
    kept = f", kept {counted(days, 'day')}" if days else ""
    return f"in the bucket `logs`, below `{logs['prefix']}`{kept}"


def _traces(environment: Environment) -> str:
    if not _settings(environment):
        return "none (`tracing`)"
    cloud = environment.cloud
    if cloud is None or cloud.settings.tracing is None:
        local = environment.local
        return f"http://127.0.0.1:{local.settings.docker.ports.traces}" if local else ""
    return (
        "AWS X-Ray"
        if cloud.settings.tracing.exporter == "xray"
        else str(cloud.settings.tracing.endpoint)
    )


def _sampled(environment: Environment) -> str:
    tracing = environment.platform.settings.tracing
    if tracing is None:
        return ""
    own = [f"`{name}` {percent:g} %" for name, percent in tracing.programs.items()]
    return ", ".join([f"{tracing.sample_percent:g} %", *own])
