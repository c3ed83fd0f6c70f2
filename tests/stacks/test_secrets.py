"""No secret anywhere in an environment: neither in the state nor in what a task is told."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from config.workload import contract
from tests.factories import make_platform
from tests.graph import UNKNOWN, Graph, Secret

TASK = "aws:ecs/taskDefinition:TaskDefinition"
FUNCTION = "aws:lambda/function:Function"
SECRET = "aws:secretsmanager/secret:Secret"

SUSPICIOUS = re.compile(r"pass(word|wd|phrase)|secret|token|private_?key|api_?key", re.IGNORECASE)
SETUP_SQL = "SETUP_SQL"
"""Creates logins, by the variables that hold their passwords."""
CHOICES: dict[str, set[Any]] = {
    "manageMasterUserPassword": {True},
    "noPasswordRequired": {True},
    "clientPasswordAuthType": {"POSTGRES_SCRAM_SHA_256"},
}
"""Inputs with such a name that hold a choice."""


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value with the names that lead to it; JSON texts are opened."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        # CloudFront's path of logs begins with a brace as well.
        with contextlib.suppress(json.JSONDecodeError):
            value = json.loads(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def containers(graph: Graph) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each container of a task definition, by the program's name."""
    for task in graph.all(TASK):
        for container in json.loads(task.inputs["containerDefinitions"]):
            yield task.name, container


def test_a_value_that_looks_like_a_secret_is_an_arn_or_a_choice(graph: Graph) -> None:
    seen = 0
    for each in graph.registrations:
        # The source of a function is this repository's, and public to who reads it.
        inputs = {key: value for key, value in each.inputs.items() if key != "code"}
        for path, value in leaves(inputs):
            if not any(SUSPICIOUS.search(name) for name in path) or path[-1] == "name":
                continue
            seen += 1
            choices = CHOICES.get(path[-1], set())
            assert value in choices or re.match(r"arn:aws:(secretsmanager|kms):", str(value)), (
                f"{each.urn}: {'.'.join(path)}"
            )
    assert seen


def test_nothing_is_marked_as_a_secret_or_left_unknown(graph: Graph) -> None:
    for each in graph.registrations:
        for path, value in leaves(dict(each.inputs)):
            assert not isinstance(value, Secret), f"{each.urn}: {path}"
            assert value != UNKNOWN, f"{each.urn}: {path}"


def test_pulumi_manages_secrets_and_never_a_value_of_one(graph: Graph) -> None:
    assert graph.all(SECRET)
    types = {each.type for each in graph.registrations}
    assert not {type_ for type_ in types if "secretVersion" in type_ or type_.startswith("random:")}
    for parameter in graph.all("aws:ssm/parameter:Parameter"):
        # What the task runner may run, in plain sight; no SecureString, and no `value`.
        assert parameter.inputs["type"] == "String", parameter.urn
        assert "value" not in parameter.inputs, parameter.urn


def test_no_container_has_a_secret_among_its_plain_variables(graph: Graph) -> None:
    for program, container in containers(graph):
        hidden = {each["name"] for each in container.get("secrets", ())}
        for variable in container["environment"]:
            name, value = variable["name"], variable["value"]
            assert not SUSPICIOUS.search(name), f"{program}: {name}"
            assert name not in hidden, f"{program}: {name}"
            # User information in a URL, as in postgresql://user:password@host.
            assert not re.search(r"://[^/\s]*@", value), f"{program}: {name}"


def test_no_function_has_a_secret_among_its_variables(graph: Graph) -> None:
    for function in graph.all(FUNCTION):
        variables = function.inputs.get("environment", {}).get("variables", {})
        assert not [name for name in variables if SUSPICIOUS.search(name)], function.urn


def test_a_secret_reaches_a_container_by_the_arn_of_one_that_the_stack_made(graph: Graph) -> None:
    made = {secret.outputs["arn"] for secret in graph.all(SECRET)}
    used = set()
    for program, container in containers(graph):
        for secret in container.get("secrets", ()):
            assert secret.keys() == {"name", "valueFrom"}
            arn, _, key = secret["valueFrom"].partition("-AbCdEf")
            assert f"{arn}-AbCdEf" in made, f"{program}: {secret['name']}"
            assert key in ("", ":password::", ":username::")
            used.add(f"{arn}-AbCdEf")
    assert used == made, "a secret that nothing reads"


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_secret_and_every_login_of_the_workload_is_injected(
    stack: str, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(stack)
    hidden = {
        program: {each["name"]: each["valueFrom"] for each in container.get("secrets", ())}
        for program, container in containers(graph)
    }
    for path in make_platform(stack).workload.programs():
        name, program = path.name, path.program
        assert sorted(hidden[name]) == sorted(contract.secret_variables(program.uses)), path
        for secret in program.uses.secrets:
            assert f"/{secret}-" in hidden[name][contract.variable(secret)]
        # A program's password is its own, never another's or the master's.
        passwords = [value for key, value in hidden[name].items() if key.endswith("_PASSWORD")]
        assert all(f"-credentials/{name}-" in value for value in passwords), path


def test_the_setup_of_the_database_names_variables_and_no_password(graph: Graph) -> None:
    [sql] = [
        variable["value"]
        for _, container in containers(graph)
        for variable in container["environment"]
        if variable["name"] == SETUP_SQL
    ]
    # Each is a value of the table that is read from one variable.
    assert re.findall(r"PASSWORD (\S+)'", sql) == ["%L"]
    assert re.findall(r"\\getenv \w+ (\w+)", sql) == ["LOGIN_PASSWORDS"]
