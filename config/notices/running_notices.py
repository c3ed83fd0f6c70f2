"""Notices about settings by which programs run, deploy or stop in an unexpected way."""

from collections.abc import Iterator

from config.network import BASELINE_MBPS
from config.settings import CloudSettings, place_of, resolved, service_sizes
from config.values import Broken
from config.workload import Workload

WORKFLOW_MINUTES = 80
"""Minutes that a deployment may take after the start of its tasks: the jobs of the workflows end
after 110, of which starting takes up to 30."""

EDGE_IDLE_SECONDS = 600
"""Seconds without traffic after which CloudFront closes a websocket. Its quota page names no way to
raise it: docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""

EDGE_ANSWER_SECONDS = 60
"""Seconds for which CloudFront waits here until the load balancer's answer begins, or continues."""


def interrupted_work(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields workers on Spot whose work takes longer than AWS's notice, with paths of the stack
    file."""
    for name, worker in workload.workers.items():
        spot = resolved(settings.workers, workload.by_name()[name], settings).spot_percent
        if not spot or worker.seconds_per_message <= worker.stop_timeout_seconds:
            continue
        path = place_of(workload.by_name()[name], "spot_percent", settings)
        queue = workload.queues[worker.queue]
        yield Broken(
            path,
            spot,
            f"lets AWS take back a task of {name} in the middle of a message, which takes "
            f"{worker.seconds_per_message:g} seconds while a task gets "
            f"{worker.stop_timeout_seconds} to stop: the work begins again after "
            f"{queue.visibility_timeout_seconds} seconds, and counts as one of max_receives, "
            f"{queue.max_receives}; save progress, make the message visible at SIGTERM "
            f"(ChangeMessageVisibility), or write sizes.{name}.spot_percent: 0",
        )


def long_deployments(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields deployments that the workflows would not wait for, with paths of the stack file."""
    for name, size in service_sizes(workload, settings).items():
        tried = workload.services[name].verification
        minutes = size.rollout_minutes + (tried.minutes if tried else 0)
        # With gates `up` does not wait at all.
        if size.approvals or not size.two_sets or minutes <= WORKFLOW_MINUTES:
            continue
        yield Broken(
            place_of(workload.by_name()[name], "shift_minutes", settings),
            size.shift_minutes,
            f"makes a deployment of {name} last {minutes} minutes with its bake_minutes and its "
            "verification, longer than the workflows wait (timeout-minutes in .github/workflows): "
            "ECS would go on, but nobody is told how it ends; take fewer minutes or larger steps, "
            "or raise theirs",
        )


def untried_versions(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields verifications that nothing runs, with paths of the stack file."""
    for name, size in service_sizes(workload, settings).items():
        if workload.services[name].verification is None or size.two_sets:
            continue
        yield Broken(
            place_of(workload.by_name()[name], "deployment", settings),
            size.deployment,
            f"runs no verification of {name}: a rolling deployment gives each new task its traffic "
            "at once; choose blue_green, canary or linear where the new version must be tried "
            'before (docs/deploy.md, "A new version is tried before it gets traffic")',
        )


def public_tasks(settings: CloudSettings) -> Iterator[Broken]:
    """Yields what it means that each task has a public address, with the path of the stack file."""
    if settings.network.nat == "public_tasks":
        yield Broken(
            "network.nat",
            "public_tasks",
            "gives each task a public address that lives as long as the task: no partner can list "
            "it, Security Hub reports it (ECS.2), and only security groups keep the internet out; "
            "what own/ places in `network.private_subnet_ids` has no way out "
            '(docs/cost.md, "Tasks with public addresses")',
        )


def nat_instances(settings: CloudSettings) -> Iterator[Broken]:
    """Yields what it means that an instance is the way out, with the path of the stack file."""
    if instance := settings.network.instance:
        many = len(settings.network.instance_zones) > 1
        yield Broken(
            "network.nat",
            "instance",
            f"{'cuts the tasks of a zone' if many else 'cuts all tasks'} off from the internet for "
            f"2 to 5 minutes whenever the instance fails or is renewed, at the latest every "
            f"{instance.renew_days} days at an hour that AWS chooses, and breaks open connections; "
            f"it carries {BASELINE_MBPS[instance.instance_type]} megabits a second for ever "
            '(docs/cost.md, "A NAT instance")',
        )


def useless_rate_limits(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields limits of routes that the limit of the whole environment comes before, with paths of
    the stack file."""
    limit = settings.gateway.rate_limit_per_address
    for name, service in workload.services.items():
        for index, route in enumerate(service.routes):
            if route.rate_limit is not None and route.rate_limit >= limit:
                yield Broken(
                    "gateway.rate_limit_per_address",
                    limit,
                    f"comes before the {route.rate_limit} of services.{name}.routes.{index}."
                    "rate_limit, which is never reached; lower that, or raise this",
                )


def cloud_notices(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields settings that another limit of AWS overrides, with paths of the stack file."""
    idle = settings.gateway.idle_timeout_seconds
    if settings.edge is None or idle <= EDGE_ANSWER_SECONDS:
        return
    sockets = sorted(name for name, each in workload.services.items() if each.websocket)
    if sockets and idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            f"is more than the edge keeps: CloudFront closes a websocket ({', '.join(sockets)}) "
            f"after {EDGE_IDLE_SECONDS} seconds without traffic, and gives up on any other request "
            f"after {EDGE_ANSWER_SECONDS} without a byte of the answer; send pings more often, or "
            "do without an edge",
        )
    elif idle > EDGE_IDLE_SECONDS:
        yield Broken(
            "gateway.idle_timeout_seconds",
            idle,
            "is more than the edge waits: CloudFront gives up on a request after "
            f"{EDGE_ANSWER_SECONDS} seconds without a byte of the answer; answer at once and let a "
            "worker do what takes long, or do without an edge",
        )
