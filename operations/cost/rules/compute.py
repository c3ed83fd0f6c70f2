"""Amounts for which tasks, functions, schedules and images are billed."""

import re
from collections.abc import Iterator

from operations.cost.levels import HOURS, Levels, always
from operations.cost.rules.amount import Amount, Rules, month
from operations.cost.scene import Scene, Tasks, entries, number
from operations.cost.times import runs_a_month
from operations.plan import Resource

DISK_FREE_GIB = 20
"""GiB of disk that each task has without asking (aws.amazon.com/fargate/pricing)."""
CLUSTER_METRICS, SERVICE_METRICS, TASK_METRICS = 29, 37, 30
"""Metrics of Container Insights with enhanced observability, for each cluster, service and task
(docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-enhanced-observability-
metrics-ECS.html, counted from knowledge)."""
FUNCTION_CALLS, FUNCTION_SECONDS = 100, 5
"""Calls of a function of Plinth's in a month, and the length of one: they rotate and set up."""


def _service(resource: Resource, scene: Scene) -> Iterator[Amount]:
    tasks = scene.tasks.get(resource.urn)
    if not tasks:
        return
    chip = "arm" if tasks.arm else "x86"
    for kind, count in ((chip, tasks.on_demand), (f"spot-{chip}", tasks.on_spot)):
        if count.high:
            yield from _task_hours(kind, count.times(HOURS), tasks.vcpu, tasks.gib)
    if (resource.inputs.get("networkConfiguration") or {}).get("assignPublicIp"):
        yield Amount("ipv4.hour", tasks.number.times(HOURS), "a public address of each task")
    disk = max(0.0, tasks.disk_gib - DISK_FREE_GIB)
    if disk:
        yield Amount("fargate.disk.gb", tasks.number.times(HOURS * disk))
    yield from _traces(tasks, scene)


def _traces(tasks: Tasks, scene: Scene) -> Iterator[Amount]:
    """Yields the traces that X-Ray keeps. A trace begins where a request arrives, so that only
    services that answer the internet begin some."""
    text = str(tasks.definition.inputs.get("containerDefinitions") or "")
    sampled = re.search(r'OTEL_TRACES_SAMPLER_ARG"[^}]*?"value": ?"([\d.]+)"', text)
    if not (tasks.answers and sampled and "awsxray" in text):
        return
    answering = sum(each.answers for each in scene.tasks.values())
    share = scene.origin_share * number(sampled[1]) / answering
    yield Amount("xray.trace", scene.requests_million.times(share), f"{sampled[1]} of the requests")


def _task_hours(kind: str, run: Levels, vcpu: float, gib: float) -> Iterator[Amount]:
    yield Amount(f"fargate.{kind}.vcpu", run.times(vcpu), f"{vcpu:g} vCPU a task")
    yield Amount(f"fargate.{kind}.gb", run.times(gib), f"{gib:g} GB a task")


def _schedule(resource: Resource, scene: Scene) -> Iterator[Amount]:
    runs = runs_a_month(str(resource.inputs.get("scheduleExpression", "")))
    yield Amount("scheduler.invocation", always(runs / 1e6))
    target = resource.inputs.get("target") or {}
    parameters = target.get("ecsParameters") or {}
    named = scene.resources.referred(parameters.get("taskDefinitionArn"), "ecs.TaskDefinition")
    for definition in named:
        platform = definition.inputs.get("runtimePlatform") or {}
        chip = "arm" if platform.get("cpuArchitecture") == "ARM64" else "x86"
        run = scene.spread(runs * scene.usage.job_minutes / 60)
        if (parameters.get("networkConfiguration") or {}).get("assignPublicIp"):
            yield Amount("ipv4.hour", run, "a public address of each run")
        yield from _task_hours(
            chip,
            run,
            number(definition.inputs.get("cpu")) / 1024,
            number(definition.inputs.get("memory")) / 1024,
        )


def _cluster(resource: Resource, scene: Scene) -> Iterator[Amount]:
    settings = {
        str(each.get("name")): str(each.get("value"))
        for each in entries(resource.inputs.get("settings"))
    }
    services = len(scene.resources.of("ecs.Service"))
    own = scene.resources.of("acmpca.CertificateAuthority")
    if not own and (count := scene.encrypted_services):
        yield month("secrets.secret", count, "of ECS, for encrypted calls")
    if settings.get("containerInsights") == "enhanced":
        fixed = CLUSTER_METRICS + services * SERVICE_METRICS
        metrics = scene.running.times(TASK_METRICS).plus(fixed)
        yield Amount("cloudwatch.insights-metric", metrics, "cluster, services and tasks")
    elif settings.get("containerInsights") == "enabled":
        yield month("cloudwatch.metric", 12 + 12 * services, "Container Insights")


def _function(resource: Resource, scene: Scene) -> Iterator[Amount]:
    chip = "arm" if "arm64" in entries(resource.inputs.get("architectures")) else "x86"
    memory = number(resource.inputs.get("memorySize")) or 128
    yield Amount("lambda.request", always(FUNCTION_CALLS / 1e6))
    yield Amount(f"lambda.{chip}", always(FUNCTION_CALLS * FUNCTION_SECONDS * memory / 1024))


def _images(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield Amount("ecr.gb", scene.spread(scene.usage.image_gb))


RULES: Rules = {
    "ecr.Repository": _images,
    "ecs.Cluster": _cluster,
    "ecs.Service": _service,
    "lambda.Function": _function,
    "scheduler.Schedule": _schedule,
}
