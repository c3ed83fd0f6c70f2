"""Rights of a program that the other keys of `uses` cannot express, as statements of IAM."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from config.values import Broken, Section, rights, with_hint


class Statement(Section):
    """One statement of the program's own role. It allows, and never denies."""

    actions: Annotated[
        list[str], Field(min_length=1, examples=[["dynamodb:GetItem", "dynamodb:PutItem"]])
    ]
    """AWS actions by their full names, without wildcards."""
    resources: Annotated[
        list[str],
        Field(
            min_length=1,
            examples=[["arn:${partition}:dynamodb:${region}:${account_id}:table/carts"]],
        ),
    ]
    """ARNs of the resources. In them ${account_id}, ${region}, ${stack}, ${project}, ${domain},
    ${environment} and ${partition} stand for the environment's own. ['*'] is for actions that AWS
    cannot limit to resources, and needs a reason."""
    conditions: Annotated[
        dict[str, dict[str, str | bool | int | list[str]]],
        Field(examples=[{"StringEquals": {"ses:FromAddress": "shop@example.com"}}]),
    ] = {}
    """Conditions of IAM: operator -> key -> value. Default: none."""
    reason: (
        Annotated[str, Field(min_length=10, max_length=300, examples=["SES has no ARN for it"])]
        | None
    ) = None
    """Reason why the program needs the right. It is required with the resource '*'. Default:
    none."""

    def rules(self) -> Iterator[Broken]:
        """Checks least privilege: the statement names what it allows, and opens no way to other
        rights."""
        for action in self.actions:
            if problem := rights.action_problem(action, self.resources):
                yield Broken("actions", action, problem)
        for resource in self.resources:
            if resource != "*" and (problem := rights.resource_problem(resource, self.actions)):
                yield Broken("resources", resource, problem)
        if "*" in self.resources and len(self.resources) > 1:
            yield Broken("resources", self.resources, "'*' is everything; leave the others out")
        if "*" in self.resources and not self.reason:
            yield Broken("reason", None, "is missing; say why the resource '*' is right here")
        for operator, problem in rights.condition_problems(self.conditions):
            yield Broken("conditions", operator, problem)


def _not_a_name(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError(
            "is a name: list it under uses.own, which gives the variables and the rights that "
            "own/resources.py exports by it"
        )
    return value


GivenStatement = Annotated[Statement, BeforeValidator(_not_a_name)]


def unlimited(content: Any) -> Iterator[Broken]:
    """Yields statements of a workload, as typed, with actions that IAM does not know, or with the
    resource '*' for actions which AWS could limit, as far as this release knows."""
    for kind in ("services", "workers", "jobs"):
        for name, program in _mapping(_mapping(content).get(kind)).items():
            given = _mapping(_mapping(program).get("uses")).get("statements")
            for index, each in enumerate(given if isinstance(given, list) else []):
                statement = _mapping(each)
                actions = statement.get("actions")
                texts = (
                    [a for a in actions if isinstance(a, str)] if isinstance(actions, list) else []
                )
                for action in texts:
                    if problem := rights.unknown_problem(action):
                        place = (kind, name, "uses", "statements", index, "actions")
                        yield with_hint(Broken(place, action, problem), "actions")
                if statement.get("resources") == ["*"] and (
                    problem := rights.limitable_problem(texts)
                ):
                    place = (kind, name, "uses", "statements", index, "resources")
                    yield with_hint(Broken(place, "*", problem), "actions_without_resources")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
