"""Rules about programs in containers: ECS's tasks, services and clusters, and their images."""

from collections.abc import Iterator

from policies.node import Node
from policies.resources import Resource
from policies.rule import (
    CRITICAL,
    HIGH,
    MEDIUM,
    Fault,
    Faults,
    fsbp,
    needs,
    rule,
    security_hub,
    shown,
)

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
REPOSITORY = "aws:ecr/repository:Repository"


def _containers(task: Resource) -> Iterator[tuple[str, Node]]:
    """Yields each container with the place by which people find it."""
    for container in task.document("containerDefinitions").blocks("items"):
        yield f"containerDefinitions[{container.get('name', '')}]", container


@rule(
    (SERVICE, "aws:scheduler/schedule:Schedule", "aws:ecs/taskSet:TaskSet"),
    HIGH,
    fsbp("ECS.2"),
    "set `assignPublicIp` to false",
)
def ecs_no_public_address(starter: Resource) -> Faults:
    """Tasks have no public address."""
    for path in ("networkConfiguration", "target.ecsParameters.networkConfiguration"):
        yield from needs(starter, f"{path}.assignPublicIp", False, default=False)


@rule(TASK, HIGH, fsbp("ECS.3"), "leave `pidMode` out, or set it to task")
def ecs_sees_own_processes_only(task: Resource) -> Faults:
    """A task does not see the processes of its host."""
    if task.get("pidMode") == "host":
        yield Fault("pidMode", "is 'host'")


@rule(TASK, CRITICAL, fsbp("ECS.4"), "leave `privileged` out")
def ecs_is_not_privileged(task: Resource) -> Faults:
    """A container has no power over its host."""
    for place, container in _containers(task):
        yield from needs(container, "privileged", False, default=False, place=f"{place}.privileged")


@rule(TASK, HIGH, fsbp("ECS.5"), "set `readonlyRootFilesystem`; mount a volume where it writes")
def ecs_cannot_change_its_image(task: Resource) -> Faults:
    """A container cannot write into its own image."""
    for place, container in _containers(task):
        where = f"{place}.readonlyRootFilesystem"
        yield from needs(container, "readonlyRootFilesystem", True, place=where)


@rule(TASK, HIGH, fsbp("ECS.9"), "set `logConfiguration`")
def ecs_logs(task: Resource) -> Faults:
    """A container logs."""
    for place, container in _containers(task):
        if not container.has("logConfiguration.logDriver"):
            yield Fault(f"{place}.logConfiguration", "is not set")


@rule(SERVICE, MEDIUM, fsbp("ECS.10"), "leave `platformVersion` out")
def ecs_runs_on_the_newest_platform(service: Resource) -> Faults:
    """A service runs on the newest platform of Fargate, with its patches."""
    version = service.get("platformVersion", "LATEST")
    if version != "LATEST":
        yield Fault("platformVersion", f"is {shown(version)}")


@rule("aws:ecs/cluster:Cluster", MEDIUM, fsbp("ECS.12"), "set containerInsights to enhanced")
def ecs_cluster_is_measured(cluster: Resource) -> Faults:
    """A cluster measures its tasks."""
    settings = {each.get("name"): each.get("value") for each in cluster.blocks("settings")}
    if settings.get("containerInsights") not in ("enabled", "enhanced"):
        yield Fault("settings.containerInsights", f"is {shown(settings.get('containerInsights'))}")


@rule(TASK, MEDIUM, security_hub("ECS.17"), "set `networkMode` to awsvpc")
def ecs_has_its_own_network(task: Resource) -> Faults:
    """A task has a network address of its own, and not its host's."""
    if task.get("networkMode") == "host":
        yield Fault("networkMode", "is 'host'")


@rule(REPOSITORY, HIGH, fsbp("ECR.1"), "set `imageScanningConfiguration.scanOnPush`")
def ecr_scans_images(repository: Resource) -> Faults:
    """A repository looks for known faults in what is pushed."""
    yield from needs(repository, "imageScanningConfiguration.scanOnPush", True)


@rule(REPOSITORY, MEDIUM, fsbp("ECR.2"), "set `imageTagMutability` to IMMUTABLE")
def ecr_tags_do_not_move(repository: Resource) -> Faults:
    """A tag means the same image for ever."""
    allowed = ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
    yield from needs(repository, "imageTagMutability", *allowed, default="MUTABLE")


@rule(REPOSITORY, MEDIUM, fsbp("ECR.3"), "declare a LifecyclePolicy", looks_around=True)
def ecr_forgets_old_images(repository: Resource) -> Faults:
    """A repository deletes old images."""
    if not repository.companions("aws:ecr/lifecyclePolicy:LifecyclePolicy", "repository"):
        yield Fault("lifecycle policy", "is missing")
