"""The check after an exchange: the database takes writes, and the programs run."""

from collections.abc import Callable
from typing import Any

from operations.procedure import Look, Step
from operations.recovery.database import instances
from operations.recovery.database.exchange import Facts
from operations.recovery.database.instances import Instances
from operations.recovery.database.proxy import ProxyTarget
from operations.sites import Site

_AT_ONCE = 10
"""Services that ECS describes at once."""


def step(site: Site, rds: Instances, facts: Facts) -> Step:
    """Returns the step that waits until everything is well. An emulated account runs no tasks, so
    there it looks at the database and its proxy only."""
    found = site.part_of_server("rds.Proxy", "proxy")
    proxies = [ProxyTarget(rds, str(found.outputs["name"]))] if found else []

    def ready() -> bool:
        new = rds.get(facts.new)
        writes = not instances.source(new) and instances.name(new) == facts.identifier
        return instances.look(new, done=writes) is Look.DONE and all(
            proxy.look(facts.new) is Look.DONE for proxy in proxies
        )

    what = "the database takes writes under its name, the proxy reaches it"
    return verifying(site, what, ready)


def verifying(site: Site, what: str, ready: Callable[[], bool]) -> Step:
    """Returns the step that waits until a server is ready, in the words of `what`, and each service
    runs its tasks."""

    def look() -> Look:
        if not ready():
            return Look.UNDER_WAY
        return Look.UNDER_WAY if not site.endpoint and lacking(site) else Look.DONE

    return Step(
        name="verify",
        does=f"waits until {what}, and each service runs the tasks it should"
        + (" (no tasks run in an emulated account)" if site.endpoint else ""),
        calls=(),
        minutes=5,
        look=look,
        do=lambda: None,
    )


def lacking(site: Site) -> list[str]:
    """Returns the services that run fewer tasks than they should."""
    ecs = site.client("ecs")
    clusters = site.resources.of("ecs.Cluster")
    names = [str(each.outputs["name"]) for each in site.resources.of("ecs.Service")]
    found: list[dict[str, Any]] = []
    for cluster in clusters[:1]:
        for start in range(0, len(names), _AT_ONCE):
            answer = ecs.describe_services(
                cluster=cluster.outputs["arn"], services=names[start : start + _AT_ONCE]
            )
            found += answer["services"]
    return [x["serviceName"] for x in found if x["runningCount"] < x["desiredCount"]]
