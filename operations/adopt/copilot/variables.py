"""Variables and secrets of a program or a sidecar."""

from typing import Any

from operations.adopt.draft import secret, variable
from operations.adopt.ledger import Node


def variables(root: Node, program: dict[str, Any], to: str) -> None:
    """Gives a program its variables and secrets."""
    section = root.get("variables")
    for each in section.below() if section else ():
        if isinstance(each.value, dict):
            each.left_out(
                "comes from a CloudFormation stack: write the value, or declare its resource in "
                "own/resources.py and name it under uses.own"
            )
        elif "${" in str(each.value):
            each.left_out("Copilot's own variables are not filled here; the program reads APP_ENV")
        else:
            variable(each, each.key, each.value, program, to)
    section = root.get("secrets")
    for each in section.below() if section else ():
        origin = "Secrets Manager" if isinstance(each.value, dict) else "Parameter Store"
        secret(each, each.key, program, to, f"copy its value from {origin}")
