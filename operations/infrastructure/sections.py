"""The sections of the document, in their order, and what a person may add to each."""

from collections.abc import Callable
from dataclasses import dataclass

from operations.infrastructure.architecture import (
    addresses,
    cache,
    databases,
    drawing,
    environments,
    gateway,
    messages,
    network,
    programs,
    resources,
    scaling,
    storage,
    summary,
)
from operations.infrastructure.project import Environment, Project
from operations.infrastructure.running import (
    deployment,
    development,
    logs,
    monitoring,
    objectives,
    outside,
    pipeline,
    price,
    recovery,
    security,
    variables,
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section: of the page about all environments, and of each environment's own."""

    title: str
    together: Callable[[Project], str] | None = None
    alone: Callable[[Project, Environment], str] | None = None


SECTIONS = (
    Section(title="Overview", together=summary.together),
    Section(title="Topology", together=drawing.together, alone=drawing.alone),
    Section(title="Environments", together=environments.together, alone=environments.alone),
    Section(title="Addresses", together=addresses.together, alone=addresses.alone),
    Section(title="Network", together=network.together, alone=network.alone),
    Section(title="Programs", together=programs.together, alone=programs.alone),
    Section(title="Databases", together=databases.together, alone=databases.alone),
    Section(title="Cache", together=cache.together),
    Section(title="Messages", together=messages.together),
    Section(title="Storage", together=storage.together, alone=storage.alone),
    Section(title="Gateway", together=gateway.together),
    Section(title="Cloud resources", together=resources.together, alone=resources.alone),
    Section(title="Scaling", together=scaling.together),
    Section(title="Pipeline", together=pipeline.together),
    Section(title="Deployment", together=deployment.together),
    Section(title="Monitoring", together=monitoring.together, alone=monitoring.alone),
    Section(title="Logs and traces", together=logs.together, alone=logs.alone),
    Section(title="Backup and recovery", together=recovery.together, alone=recovery.alone),
    Section(title="Service levels", together=objectives.together),
    Section(title="Security", together=security.together, alone=security.alone),
    Section(title="Environment variables", together=variables.together),
    Section(title="External services", together=outside.together),
    Section(title="Cost", together=price.together, alone=price.alone),
    Section(title="Working on it", together=development.together, alone=development.alone),
    Section(title="When something is wrong", together=development.troubleshooting),
    Section(title="Changelog", together=development.changes),
)
