"""The steps of an evacuation that people take: each is seen as done or not, and a run that comes to
one ends with the command for it."""

from collections.abc import Callable, Iterator
from typing import Any

from operations.errors import OperationError
from operations.procedure import Step, looked
from operations.recovery.evacuation.content import Content
from operations.sites import Site

_AT_ONCE = 10


def step(name: str, does: str, *, minutes: float, is_done: Callable[[], bool]) -> Step:
    """Returns a step for people."""

    def refuse() -> None:
        raise OperationError(f"{name} is for people: {does}", remedy="then run this command again")

    return Step(
        name=name,
        does=f"for people: {does}",
        calls=(),
        minutes=minutes,
        look=lambda: looked(done=is_done()),
        do=refuse,
    )


def places(content: Content) -> Step:
    """Returns the step that makes keys, repositories and secrets."""
    stack = content.site.stack
    return step(
        "places",
        f"`make first-deployment STACK={stack}`, which ends where images or values are missing: "
        "keys, repositories and secrets are there then",
        minutes=15,
        is_done=content.has_places,
    )


def up(site: Site) -> Step:
    """Returns the step that makes everything else."""
    return step(
        "up",
        f"`make images-load STACK={site.stack}` if they were saved, or else built anew by "
        f"`make first-deployment STACK={site.stack}`, which goes on and makes everything",
        minutes=60,
        is_done=lambda: bool(
            site.resources.of("route53.Record") and site.resources.of("s3.Bucket")
        ),
    )


def quiet(site: Site, is_over: Callable[[], bool]) -> Step:
    """Returns the step that keeps programs from an empty database."""
    return step(
        "quiet",
        f"`python -m operations service pause NAME --stack {site.stack}` for each service and "
        "worker: nobody writes into an empty database",
        minutes=5,
        is_done=lambda: is_over() or (_is_up(site) and not any(_wanted(site))),
    )


def resume(site: Site, is_over: Callable[[], bool]) -> Step:
    """Returns the step that lets programs run again."""
    return step(
        "resume",
        f"`python -m operations service resume NAME --stack {site.stack}` for each of them",
        minutes=10,
        is_done=lambda: is_over() and all(_wanted(site)),
    )


def _is_up(site: Site) -> bool:
    return bool(site.resources.of("ecs.Service"))


def _wanted(site: Site) -> Iterator[int]:
    """Yields the number of tasks that each program is to run."""
    clusters = site.resources.of("ecs.Cluster")
    names = [str(each.outputs["name"]) for each in site.resources.of("ecs.Service")]
    for start in range(0, len(names), _AT_ONCE):
        answer: Any = site.client("ecs").describe_services(
            cluster=clusters[0].outputs["arn"], services=names[start : start + _AT_ONCE]
        )
        yield from (int(each["desiredCount"]) for each in answer["services"])
