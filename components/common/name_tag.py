"""The `Name` tag, for resources that AWS's console shows nothing else of."""

from planning import Environment


def name_tag(name: str, environment: Environment) -> dict[str, str]:
    """The logical name with the stack, as autonaming does for resources that have a name."""
    return {"Name": f"{name}-{environment.stack}"}
