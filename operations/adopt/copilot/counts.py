"""The number of tasks of a program, and how it scales."""

import re
from typing import Any

from operations.adopt.copilot.application import Application
from operations.adopt.draft import seconds
from operations.adopt.environments import purpose
from operations.adopt.ledger import Node


def number(node: Node | None) -> float | None:
    """Returns the number in a value, or None."""
    value = node.value if node else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def translate(
    app: Application, root: Node, program: dict[str, Any], name: str, section: str
) -> None:
    """Writes the count of a manifest into each environment's settings."""
    if root.get("count") is None:
        return
    found: dict[str, Any] = {}
    size(root, found, f"sizes.{name} of each environment")
    if section == "workers":
        delay(root, program, f"workers.{name}")
    environments = root.get("environments")
    names = (
        [*app.names, *(each.key for each in environments.below())] if environments else app.names
    )
    for environment in dict.fromkeys(names if names else ["staging"]):
        app.draft.size(environment, name).update(found)


def keep_zones(app: Application) -> None:
    """Gives services two tasks in production, on demand, so that a zone's failure leaves one."""
    for environment, settings in app.draft.environments.items():
        if purpose(environment) != "production":
            continue
        for name, found in settings.get("sizes", {}).items():
            if name in app.draft.sections["services"] and "tasks_min" in found:
                found.pop("spot_percent", None)
                found["tasks_min"] = max(found["tasks_min"], 2)
                found["tasks_max"] = max(found["tasks_max"], 2)


def size(node: Node, found: dict[str, Any], to: str) -> None:
    """Reads `count` of a manifest, or of one environment in it."""
    count = node.get("count")
    if count is None:
        return
    if isinstance(count.value, int):
        found.update(tasks_min=count.value, tasks_max=max(count.value, 1))
        count.translated(
            f"{to}: tasks_min, tasks_max", "a service has two at least in production, one per zone"
        )
    elif isinstance(count.value, dict):
        _scaled(count, found, to)


def _scaled(count: Node, found: dict[str, Any], to: str) -> None:
    spot = count.get("spot")
    if spot:
        tasks = int(number(spot) or 1)
        found.update(tasks_min=tasks, tasks_max=max(tasks, 1), spot_percent=100)
        spot.translated(f"{to}: tasks_min, tasks_max, spot_percent")
    range_ = count.get("range")
    if range_:
        _range(range_, found, to)
    cooldown = count.get("cooldown", "in") or count.get("cooldown", "out")
    if cooldown and (pause := seconds(cooldown.value)) is not None:
        found["cooldown_seconds"] = int(pause)
        for each in (count.get("cooldown", "in"), count.get("cooldown", "out")):
            if each:
                each.guessed(f"{to}: cooldown_seconds", "one pause is for both directions here")
    for key, name in (
        ("cpu_percentage", "scale_cpu_percent"),
        ("requests", "scale_requests_per_target"),
    ):
        target = count.get(key)
        value = number(target) or number(count.get(key, "value"))
        if target and value:
            found[name] = max(min(int(value), 95), 10) if key == "cpu_percentage" else int(value)
            target.translated(f"{to}: {name}")


def _range(node: Node, found: dict[str, Any], to: str) -> None:
    low, high, spot_from = node.get("min"), node.get("max"), node.get("spot_from")
    if isinstance(node.value, str):
        match = re.fullmatch(r"(\d+)-(\d+)", node.value)
        if match is None:
            return
        smallest, largest = int(match[1]), int(match[2])
    else:
        smallest, largest = int(number(low) or 1), int(number(high) or 1)
    found.update(tasks_min=smallest, tasks_max=max(largest, 1))
    node.translated(f"{to}: tasks_min, tasks_max")
    if spot_from:
        first = int(number(spot_from) or 1)
        share = 100 * max(largest - first + 1, 0) // max(largest, 1)
        found["spot_percent"] = min(share, 99) if first > 1 else share
        spot_from.guessed(
            f"{to}: spot_percent", "a share of any number here, and none for services in production"
        )


def delay(root: Node, program: dict[str, Any], to: str) -> None:
    """Reads the times of a worker's messages."""
    for key, name in (
        ("acceptable_latency", "acceptable_latency_seconds"),
        ("msg_processing_time", "seconds_per_message"),
    ):
        node = root.get("count", "queue_delay", key)
        found = seconds(node.value) if node else None
        if node and found:
            program[name] = int(found) if name.startswith("acc") else found
            node.translated(f"{to}.{name}")
