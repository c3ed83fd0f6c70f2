"""The `Name` tag, for resources of which AWS's console shows nothing else."""

from planning import Environment


def name_tag(name: str, environment: Environment) -> dict[str, str]:
    """Returns the tag with the logical name and the stack, like the names that autonaming makes."""
    return {"Name": f"{name}-{environment.stack}"}
