"""Scaling: the range of tasks and what changes their number, and the signs that a part is too
small."""

from functools import partial

from operations.infrastructure.architecture import cache, programs, servers
from operations.infrastructure.markdown import NONE, joined, link, part, table
from operations.infrastructure.project import Environment, Project
from operations.plan import Resource

_GROWN_BY = {
    "service-cpu": "`sizes.<program>.tasks_max`, or `cpu`",
    "service-memory": "`sizes.<program>.memory_mib`",
    "worker-backlog": "`sizes.<worker>.tasks_max`",
    "database-cpu": "`database.instance_class`",
    "database-connections": "`database.instance_class`, or `database.proxy`",
    "database-io-wait": "`database.instance_class`, or `database.storage_gib`",
    "database-disk-queue": "`database.storage_gib`",
    "database-storage": "`database.storage_max_gib`",
    "replica-lag": "`database.instance_class`",
    "aurora-capacity": "`aurora.max_acus` of the server",
    "aurora-cpu": "`aurora.instance_class` of the server",
    "cache-cpu": "`cache.node_type`",
    "cache-memory": "`cache.node_type`",
    "cache-evictions": "`cache.node_type`",
}
"""Settings that make a part bigger, by the alarm that says it is too small."""


def together(project: Project) -> str:
    """Returns both ways to scale, side by side."""
    return joined(
        part("Horizontal: more tasks", _horizontal(project)),
        part("Vertical: bigger parts", _vertical(project)),
    )


def _horizontal(project: Project) -> str:
    columns = ("Program", *(each.stack for each in project.environments))
    rows = [
        (f"`{named.name}`", *(_range(each, named.name) for each in project.environments))
        for named in project.workload.programs()
        if named.kind != "job"
    ]
    if not rows:
        return "Nothing runs all the time, so nothing scales."
    return joined(
        table(columns, rows),
        "Of several triggers the one that asks for most tasks wins. Tasks are spread over the "
        "zones, and are removed only when all triggers agree.",
    )


def _range(environment: Environment, program: str) -> str:
    found = environment.one("appautoscaling.Target", f"{program}-scaling")
    if found is None:
        ran = [each for each in environment.containers if each.name == program]
        return f"{len(ran)} container" if ran else NONE
    least, most = int(found.inputs["minCapacity"]), int(found.inputs["maxCapacity"])
    told = [
        text
        for each in environment.resources.of("appautoscaling.Policy")
        if each.name.startswith(f"{program}-scaling-")
        for text in [_trigger(environment, each)]
        if text
    ]
    return "; ".join([programs.tasks(least, most), *_schedules(environment, program), *told])


def _schedules(environment: Environment, program: str) -> list[str]:
    """Returns the times at which another range begins."""
    found = []
    for each in environment.resources.of("appautoscaling.ScheduledAction"):
        if each.name.startswith(f"{program}-scaling-"):
            range_ = each.inputs["scalableTargetAction"]
            tasks = programs.tasks(int(range_["minCapacity"]), int(range_["maxCapacity"]))
            when = f"{each.inputs['schedule']} {each.inputs['timezone']}"
            found.append(f"{tasks} from {when} on")
    return found


def _trigger(environment: Environment, policy: Resource) -> str:
    kept = policy.inputs.get("targetTrackingScalingPolicyConfiguration")
    if kept:
        figure, pause = f"{float(kept['targetValue']):,g}", kept.get("scaleOutCooldown")
        own = kept.get("customizedMetricSpecification")
        if own:
            label = next((m["label"] for m in own.get("metrics") or () if m.get("label")), "")
            return f"{label.lower()} at {figure}" if label else ""
        return f"CPU at {figure} %, pause {pause} s"
    for each in environment.resources.of("cloudwatch.MetricAlarm"):
        if policy in environment.resources.referred(
            each.inputs.get("alarmActions"), "appautoscaling.Policy"
        ):
            return f"all at once when {float(each.inputs.get('threshold') or 0):,g} messages wait"
    return ""


def _vertical(project: Project) -> str:
    sizes = project.compared(
        "Part",
        (
            ("Services", lambda e: _default(e, "services")),
            ("Workers and jobs", lambda e: _default(e, "workers")),
            ("Database", servers.size),
            ("Storage of the database", servers.storage),
            *(
                row
                for key in servers.further(project)
                for row in (
                    (f"Database server `{key}`", partial(servers.size, key=key)),
                    (f"Storage of `{key}`", partial(servers.storage, key=key)),
                )
            ),
            ("Cache", cache.nodes),
        ),
    )
    signs = [
        (
            link(key, f"docs/runbooks/{_page(project, key)}"),
            _GROWN_BY[key],
            *(_rules(each, key) for each in project.environments),
        )
        for key in _GROWN_BY
        if any(line.key == key for each in project.environments for line in each.alarms)
    ]
    columns = ("Sign (alarm)", "Grow", *(each.stack for each in project.environments))
    return joined(
        sizes,
        table(columns, signs),
        "Sizes are lines of the stack's file. A bigger database restarts, which with a standby is "
        "a failover; tasks are replaced without a pause."
        if signs
        else "",
    )


def _default(environment: Environment, section: str) -> str:
    size = getattr(environment.platform.settings, section)
    return f"{programs.vcpus(size.cpu)}, {programs.memory(size.memory_mib)} a task"


def _page(project: Project, key: str) -> str:
    pages = [line.page for each in project.environments for line in each.alarms if line.key == key]
    return pages[0].rpartition("/")[2]


def _rules(environment: Environment, key: str) -> str:
    return "; ".join(dict.fromkeys(line.rule for line in environment.alarms if line.key == key))
