"""Messages about a shop with another route, for tests of the gateway."""

from typing import Any

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, raw_settings, raw_workload


def told(
    route: dict[str, Any],
    *,
    settings: dict[str, Any] | None = None,
    services: dict[str, Any] | None = None,
    **gateway: Any,
) -> tuple[str, ...]:
    """What is said of a shop whose docs service has one route."""
    docs = {"routes": [{"hosts": ["docs"], **route}]}
    workload = raw_workload(services={"docs": docs, **(services or {})})
    files = YamlFile("Pulumi.prod.yaml", None, {}), YamlFile("workload.yaml", workload, {})
    changed = raw_settings("prod", gateway=gateway, **(settings or {}))
    try:
        check("prod", changed, *files, SHOP)
    except ConfigError as error:
        return error.problems
    return ()
