"""Options of the Pulumi CLI that an environment on Docker cannot support, refused in plain
words."""

from collections.abc import Sequence

from operations.errors import OperationError

_SOME_RESOURCES = {
    "--target",
    "-t",
    "--target-dependents",
    "--target-replace",
    "--exclude",
    "--exclude-dependents",
}
_OWN = {
    "--config-file": "settings of your own belong into Pulumi.<stack>.local.yaml",
    "--stack": "STACK= names it",
    "-s": "STACK= names it",
    "--cwd": "it works on the project that it stands in",
    "-C": "it works on the project that it stands in",
}


def check(options: Sequence[str]) -> None:
    """Raises OperationError for an option that would stop the command midway, or work on something
    else."""
    for option in options:
        name = option.partition("=")[0]
        if name in _SOME_RESOURCES:
            raise OperationError(
                f"{name} does not work on Docker: containers need the outputs of others",
                remedy="`make up ONLY=orders,web` runs some programs with what they need, `make "
                "restart SERVICE=orders` starts one again",
            )
        if name in _OWN:
            raise OperationError(f"{name} is set by the command itself", remedy=_OWN[name])
