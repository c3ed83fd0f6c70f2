"""Settings of the objectives that services keep, over 30 days."""

from typing import Annotated

from pydantic import Field

from config.values import Name, Section

Percent = Annotated[float, Field(ge=90, le=99.999, examples=[99.5])]
Seconds = Annotated[float, Field(ge=0.001, le=60, examples=[0.5])]


class ServiceObjectives(Section):
    """Objectives of one service that differ from the environment's. An absent key keeps the
    environment's value."""

    availability_percent: Percent | None = None
    """Share of the service's requests that are answered without a 5xx, in percent."""
    latency_percent: Percent | None = None
    """Share of its requests that are answered within `latency_seconds`, in percent."""
    latency_seconds: Seconds | None = None
    """Time that such a request may take, in seconds."""


class ObjectiveSettings(Section):
    """Objectives of the environment and of each service with routes, over 30 days. What they leave
    over is the error budget. Alarms go off when it is spent too fast: at 14.4 times its pace for an
    hour or 6 times for six hours they page, at 3 times for a day they warn
    (sre.google/workbook/alerting-on-slos). A change alters alarms in place."""

    availability_percent: Percent = 99.9
    """Share of requests that are answered without a 5xx, in percent. Default: 99.9, which leaves 43
    minutes a month."""
    latency_percent: Percent = 95
    """Share of requests that are answered within `latency_seconds`, in percent. Default: 95."""
    latency_seconds: Seconds = 0.5
    """Time that such a request may take, in seconds. Default: 0.5."""
    services: Annotated[
        dict[Name, ServiceObjectives],
        Field(examples=[{"orders": {"availability_percent": 99.95}}]),
    ] = {}
    """Objectives of single services, by name. Default: none."""

    def of(self, service: str) -> "ObjectiveSettings":
        """Returns the objectives of one service."""
        own = self.services.get(service)
        given = own.model_dump(exclude_none=True) if own else {}
        return self.model_copy(update={**given, "services": {}})
