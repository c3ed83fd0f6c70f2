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
from policies.rules.network import INGRESS, SUBNET, leads_outside, open_ports, route_tables

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
REPOSITORY = "aws:ecr/repository:Repository"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def _containers(task: Resource) -> Iterator[tuple[str, Node]]:
    """Yields each container with the place by which people find it."""
    for container in task.document("containerDefinitions").blocks("items"):
        yield f"containerDefinitions[{container.get('name', '')}]", container


@rule(
    (SERVICE, "aws:scheduler/schedule:Schedule", "aws:ecs/taskSet:TaskSet"),
    HIGH,
    fsbp("ECS.2"),
    "set `assignPublicIp` to false, or choose `network.nat: public_tasks`",
    looks_around=True,
)
def ecs_no_public_address(starter: Resource) -> Faults:
    """Tasks have no public address, unless it is their way out and lets nobody in."""
    for path in ("networkConfiguration", "target.ecsParameters.networkConfiguration"):
        if not _gets_out_only(starter, path.partition(".")[0]):
            yield from needs(starter, f"{path}.assignPublicIp", False, default=False)


def _gets_out_only(starter: Resource, place: str) -> bool:
    """Returns true if every subnet of tasks leads to an internet gateway, and no group of theirs
    admits the internet."""
    tables = [each for subnet in starter.referred(place, SUBNET) for each in route_tables(subnet)]
    groups = starter.referred(place, GROUP)
    rules = [rule for group in groups for each in INGRESS for rule in _rules_of(group, each)]
    opened = [port for each in (*groups, *rules) for port in open_ports(each)]
    return bool(tables and groups) and all(map(leads_outside, tables)) and not opened


def _rules_of(group: Resource, type_: str) -> list[Resource]:
    return group.companions(type_, "securityGroupId") if type_ != GROUP else []


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
