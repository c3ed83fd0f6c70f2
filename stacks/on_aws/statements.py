"""Turns statements under `uses.statements` into IAM's, with the environment's values filled in."""

from typing import Any

from components.security import Statement, allow
from config.values import rights
from config.workload import Statement as Given
from planning import Environment


def statement_of(given: Given, environment: Environment) -> Statement:
    """Returns a statement of the workload in the form of IAM."""
    return allow(
        given.actions,
        [filled(resource, environment) for resource in given.resources],
        condition={
            operator: {key: _value(value, environment) for key, value in tests.items()}
            for operator, tests in given.conditions.items()
        }
        or None,
    )


def filled(text: str, environment: Environment) -> str:
    """Returns a text with the environment's values filled in; a policy variable such as
    `${aws:userid}` stays.

    >>> from tests.factories import make_environment
    >>> filled("arn:aws:sqs:${region}:${account_id}:${stack}-*", make_environment(stack="prod"))
    'arn:aws:sqs:eu-central-1:111122223333:prod-*'
    """
    values = {
        "account_id": environment.account_id,
        "domain": environment.domain,
        "environment": environment.name,
        "partition": environment.partition,
        "project": environment.project,
        "region": environment.region,
        "stack": environment.stack,
    }
    return rights.filled(text, values)


def _value(value: Any, environment: Environment) -> Any:
    """Returns a value as text, because IAM compares texts."""
    if isinstance(value, list):
        return [_value(each, environment) for each in value]
    return filled(value, environment) if isinstance(value, str) else str(value).lower()
