"""Events of buckets: what S3 takes, who hears them, and what would never end."""

from typing import Any

import pytest
from pydantic import ValidationError

from config import Workload
from config.buckets import Bucket
from config.checks.workload_checks import workload_problems
from config.notices.workload_notices import docker_notices, workload_notices


def faults(*events: dict[str, Any]) -> list[str]:
    """Places of what a bucket with these events does wrong."""
    try:
        Bucket.model_validate({"purpose": "uploads", "events": list(events)})
    except ValidationError as error:
        return [
            broken.key
            for each in error.errors()
            for broken in each.get("ctx", {}).get("broken", [None])
            if broken
        ] or [".".join(map(str, error.errors()[0]["loc"]))]
    return []


def created(prefix: str = "", suffix: str = "", **more: Any) -> dict[str, Any]:
    return {"on": "created", "queue": "cuts", "prefix": prefix, "suffix": suffix, **more}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (created("a/"), created("b/")),
        (created("", ".mp4"), created("", ".jpg")),
        (created("a/", ".mp4"), created("a/b/", ".jpg")),
        (created(), created(on="removed")),
    ],
)
def test_events_of_different_objects_are_taken(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert faults(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (created(), created()),
        (created("a/"), created()),
        (created("a"), created("a/b")),
        (created("a/", ".mp4"), created("", "4")),
        (created("a/"), created("", ".mp4", queue=None, topic="news")),
    ],
)
def test_two_events_of_one_object_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert faults(one, other) == faults(other, one) == ["events.1"]


@pytest.mark.parametrize(
    ("event", "key"),
    [
        ({"on": "created"}, "queue"),
        (created(topic="news"), "queue"),
        (created("*.mp4"), "events.0.prefix"),
        (created("a b/"), "events.0.prefix"),
        (created(on="changed"), "events.0.on"),
    ],
)
def test_an_event_that_says_too_little_or_too_much_is_refused(
    event: dict[str, Any], key: str
) -> None:
    assert faults(event) == [key]


def workload(event: dict[str, Any], prefix: str = "", access: str = "write") -> Workload:
    """A worker that reads the queue of a bucket's events."""
    worker = {
        "image": "cutter:1",
        "queue": "cuts",
        "acceptable_latency_seconds": 60,
        "seconds_per_message": 1,
        "uses": {"buckets": {"films": {"access": access, "prefix": prefix}}},
    }
    return Workload.model_validate(
        {
            "workers": {"cutter": worker},
            "queues": {"cuts": {}, "ordered": {"fifo": True}},
            "topics": {"news": {}, "silent": {}},
            "subscriptions": [{"topic": "news", "queue": "cuts"}],
            "buckets": {"films": {"purpose": "uploads", "events": [event]}},
        }
    )


@pytest.mark.parametrize(
    ("event", "key", "says"),
    [
        ({"on": "created", "queue": "ordered"}, "queue", "is a FIFO queue"),
        ({"on": "created", "topic": "silent"}, "topic", "reaches nobody"),
        ({"on": "created", "queue": "cut"}, "queue", "not defined under queues; did you mean cuts"),
        ({"on": "created", "topic": "new"}, "topic", "not defined under topics"),
    ],
)
def test_events_that_cannot_arrive_are_refused(event: dict[str, Any], key: str, says: str) -> None:
    [problem] = workload_problems(workload(event))
    assert problem.key == f"buckets.films.events.0.{key}"
    assert says in problem.remedy


@pytest.mark.parametrize("target", [{"queue": "cuts"}, {"topic": "news"}])
def test_a_worker_that_may_start_itself_is_told_of(target: dict[str, str]) -> None:
    [notice] = workload_notices(workload({"on": "created", **target}))
    assert notice.key == "buckets.films.events.0"
    assert "start it again" in notice.remedy


@pytest.mark.parametrize(
    ("event", "prefix", "access"), [(created("in/"), "out/", "write"), (created(), "", "read")]
)
def test_a_worker_that_writes_elsewhere_is_not(
    event: dict[str, Any], prefix: str, access: str
) -> None:
    assert list(workload_notices(workload(event, prefix, access))) == []


def test_docker_says_that_nobody_tells_there() -> None:
    [notice] = docker_notices(workload(created()))
    assert "AWS only" in notice.remedy
