"""What containers cannot do of a workload; pure."""

from collections.abc import Iterator

from config.local_settings import LocalSettings
from config.section import Broken
from config.workload import Subscription, Workload

INFRASTRUCTURE = ("aws", "broker", "cache", "database", "gateway", "objects")
"""Names of containers, by which programs reach them."""


def local_problems(workload: Workload, settings: LocalSettings) -> Iterator[Broken]:
    """What the settings of an environment on Docker say of a workload."""
    for path in workload.programs():
        name = path.split(".")[1]
        if name in INFRASTRUCTURE:
            yield Broken("docker", name, f"{path}: is the name of a container of Plinth's own")
    if settings.docker.messaging == "rabbitmq":
        for subscription in workload.subscriptions:
            if problem := _beyond_rabbitmq(subscription):
                name = f"{subscription.topic} to {subscription.queue}"
                yield Broken(
                    "docker.messaging",
                    "rabbitmq",
                    f"cannot carry the subscription of {name}: {problem}; choose aws",
                )


def _beyond_rabbitmq(subscription: Subscription) -> str:
    """An exchange compares the headers of a message with text, and changes nothing in it."""
    if not subscription.raw:
        return "SNS's envelope (raw: false) is SNS's own"
    if subscription.filter and subscription.filter_scope == "MessageBody":
        return "it filters by the message's body"
    for name, values in subscription.filter.items():
        if not all(isinstance(value, str) for value in values):
            return f"its filter compares {name} with something that is no text"
    return ""
