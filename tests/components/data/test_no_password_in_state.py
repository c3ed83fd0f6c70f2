"""What Pulumi stores of databases, caches and secrets holds no password."""

from collections.abc import Iterator
from typing import Any

from components.data.credentials import credentials_function
from components.security.secret import Secret, SecretArgs
from tests.components.compute.made import KEY
from tests.components.data.made import (
    INVOCATION,
    data_workload,
    make_cache,
    make_credentials,
    make_database,
    make_logins,
)
from tests.factories import make_environment
from tests.graph import Graph, deploy
from tests.graph import Secret as Marked

TELLING = ("auth_token", "authtoken", "password", "secretbinary", "secretstring")
HARMLESS = {
    "clientPasswordAuthType",
    "manageMasterUserPassword",
    "noPasswordRequired",
}
"""Inputs with such a name that hold a choice and no secret."""


def everything() -> Graph:
    def program() -> None:
        environment = make_environment(protect=True, recovery_region="eu-west-1")
        function = credentials_function("credentials", environment, KEY)
        logins = make_logins(function, data_workload())
        make_database(environment=environment, function=function, passwords=logins)
        make_cache()
        Secret(
            "key",
            SecretArgs(environment=environment, kms_key_arn=KEY, recovery_kms_key_arn=None),
        )

    return deploy(program)


def keys(value: Any) -> Iterator[str]:
    """The names of all inputs, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from keys(inner)


def marked(value: Any) -> bool:
    """Whether a secret is somewhere in a value."""
    if isinstance(value, dict):
        return any(map(marked, value.values()))
    if isinstance(value, list | tuple):
        return any(map(marked, value))
    return isinstance(value, Marked)


def test_no_input_is_a_password() -> None:
    graph = everything()
    found = {
        f"{registration.type}.{key}"
        for registration in graph.registrations
        for key in keys(dict(registration.inputs))
        if any(word in key.lower() for word in TELLING) and key not in HARMLESS
    }
    assert found == set()
    assert "manageMasterUserPassword" in {
        key for each in graph.registrations for key in keys(dict(each.inputs))
    }


def test_no_input_is_marked_as_a_secret() -> None:
    assert [each.urn for each in everything().registrations if marked(dict(each.inputs))] == []


def test_no_version_of_a_secret_is_managed_by_pulumi() -> None:
    types = {each.type for each in everything().registrations}
    assert "aws:secretsmanager/secret:Secret" in types
    assert not {type_ for type_ in types if "secretVersion" in type_}


def test_the_invocations_say_nothing_but_who() -> None:
    graph = deploy(lambda: make_credentials("login", {"orders": "orders"}))
    assert set(keys(graph.policy(graph.one(INVOCATION), "input"))) == {
        "create",
        "arn",
        "kind",
        "username",
        "verifiers",
    }
