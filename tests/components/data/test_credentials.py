"""Passwords that AWS makes: the secrets, the invocation, and what the function may touch."""

import json
from fnmatch import fnmatch
from typing import Any

import pulumi

from components.data.credentials import credentials_function
from components.security.secret import Secret, SecretArgs
from tests.components.compute.made import KEY
from tests.components.data.made import INVOCATION, ROLE_POLICY, SECRET, make_credentials
from tests.factories import make_environment
from tests.graph import Graph, deploy

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
PERMISSION = "aws:lambda/permission:Permission"
LOGINS = {"orders": "orders", "nightly-report": "nightly_report"}


def credentials(kind: str = "login", usernames: Any = LOGINS, **changes: Any) -> Graph:
    return deploy(lambda: make_credentials(kind, usernames, **changes))


def event(graph: Graph) -> Any:
    return json.loads(graph.one(INVOCATION).inputs["input"])


def actions(graph: Graph) -> dict[str, set[str]]:
    """Action -> the resources that the function may use it on, besides its log and traces."""
    statements = graph.policy(graph.one(ROLE_POLICY, "logins"))["Statement"]
    found: dict[str, set[str]] = {}
    for each in statements:
        for action in each["Action"]:
            found.setdefault(action, set()).update(each["Resource"])
    return found


def test_a_secret_is_created_without_a_value() -> None:
    graph = credentials()
    assert graph.names(SECRET) == ["logins--verifiers", "logins-nightly-report", "logins-orders"]
    assert graph.find("aws:secretsmanager/secretVersion:SecretVersion") == []
    for secret in graph.all(SECRET):
        assert secret.inputs["kmsKeyId"] == KEY


def test_the_function_is_told_names_and_secrets_only() -> None:
    graph = credentials()
    arns = {secret.name: secret.outputs["arn"] for secret in graph.all(SECRET)}
    assert event(graph) == {
        "create": [
            {
                "arn": arns["logins-nightly-report"],
                "kind": "login",
                "username": "nightly_report",
                "verifiers": arns["logins--verifiers"],
            },
            {
                "arn": arns["logins-orders"],
                "kind": "login",
                "username": "orders",
                "verifiers": arns["logins--verifiers"],
            },
        ]
    }


def test_the_order_of_users_changes_nothing() -> None:
    turned = dict(reversed(LOGINS.items()))
    assert event(credentials(usernames=turned)) == event(credentials())


def test_the_function_may_do_what_it_needs_before_it_is_called() -> None:
    graph = credentials()
    policy = graph.one(ROLE_POLICY, "logins")
    assert policy.urn in graph.one(INVOCATION).dependencies


def test_the_function_cannot_read_the_passwords_of_logins() -> None:
    graph = credentials()
    verifiers = graph.one(SECRET, "logins--verifiers").outputs["arn"]
    passwords = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/test/logins/*"
    assert actions(graph) == {
        "secretsmanager:DescribeSecret": {passwords, verifiers},
        "secretsmanager:GetSecretValue": {verifiers},
        "secretsmanager:PutSecretValue": {passwords, verifiers},
        "kms:Decrypt": {KEY},
        "kms:GenerateDataKey": {KEY},
    }


def name_in(arn: str) -> str:
    """The name in a secret's ARN, or in a pattern of such."""
    return arn.split(":secret:")[1]


def test_one_pattern_covers_the_users_secrets_and_no_others() -> None:
    def program() -> None:
        environment = make_environment()
        Secret(
            "logins",
            SecretArgs(environment=environment, kms_key_arn=KEY, recovery_kms_key_arn=None),
        )
        pulumi.export("pattern", make_credentials("login", LOGINS).arn_pattern)

    graph = deploy(program)
    covered = {
        secret.name
        for secret in graph.all(SECRET)
        if fnmatch(name_in(secret.outputs["arn"]), name_in(graph.outputs["pattern"]))
    }
    assert covered == {"logins-nightly-report", "logins-orders"}


def test_what_the_function_may_do_does_not_grow_with_the_users() -> None:
    for kind in ("login", "cache"):
        many = {f"team-service-{number}": f"team_service_{number}" for number in range(200)}
        sizes = {
            len(json.dumps(graph.policy(graph.one(ROLE_POLICY, "logins"))))
            for graph in (
                credentials(kind, LOGINS, user_ids="shop-*"),
                credentials(kind, many, user_ids="shop-*"),
            )
        }
        assert len(sizes) == 1


def test_the_key_is_used_through_secrets_manager_only() -> None:
    graph = credentials()
    (statement,) = [
        each
        for each in graph.policy(graph.one(ROLE_POLICY, "logins"))["Statement"]
        if each["Resource"] == [KEY]
    ]
    via = "secretsmanager.eu-central-1.amazonaws.com"
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": via}}


def test_of_cache_users_it_may_change_those_of_this_environment() -> None:
    users = {"orders": "shop-test-orders"}
    allowed = actions(credentials("cache", users, user_ids="shop-test-*"))
    user = "arn:aws:elasticache:eu-central-1:111122223333:user:shop-test-*"
    assert allowed["elasticache:ModifyUser"] == {user}
    assert allowed["elasticache:DescribeUsers"] == {user}


def test_of_a_master_user_it_may_change_the_one_instance() -> None:
    graph = credentials("master", {"master": "platform__admin"}, instance="shop-test-database")
    instance = "arn:aws:rds:eu-central-1:111122223333:db:shop-test-database"
    assert actions(graph)["rds:ModifyDBInstance"] == {instance}
    assert event(graph)["create"][0]["instance"] == "shop-test-database"


def test_a_rotation_starts_after_the_first_password_and_may_call_the_function() -> None:
    graph = credentials(
        "master", {"master": "platform__admin"}, instance="shop-test-database", rotation_days=30
    )
    rotation, permission = graph.one(ROTATION), graph.one(PERMISSION)
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    assert rotation.inputs["rotateImmediately"] is False
    assert {graph.one(INVOCATION).urn, permission.urn} <= set(rotation.dependencies)
    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["sourceArn"] == graph.one(SECRET).outputs["arn"]


def test_without_a_rotation_nobody_but_pulumi_calls_the_function() -> None:
    graph = credentials()
    assert graph.find(ROTATION) == []
    assert graph.find(PERMISSION) == []


def test_without_users_nothing_is_created() -> None:
    graph = credentials(usernames={})
    assert graph.find(SECRET) == []
    assert graph.find(INVOCATION) == []
    assert graph.names(ROLE_POLICY) == ["credentials"]


def test_the_name_of_a_deleted_secret_is_free_again_at_once() -> None:
    # Otherwise a program that left could not come back for 30 days. Its password is made anew.
    for protect in (True, False):
        graph = credentials(environment=make_environment(protect=protect))
        assert {each.inputs["recoveryWindowInDays"] for each in graph.all(SECRET)} == {0}


def test_the_function_has_time_to_wait_for_rds() -> None:
    graph = deploy(lambda: credentials_function("credentials", make_environment(), KEY))
    function = graph.one("aws:lambda/function:Function")
    assert function.inputs["timeout"] == 900
    assert function.inputs["handler"] == "create_credentials.handler"
    assert "environment" not in function.inputs


def test_ecs_is_told_which_key_of_the_secret_to_inject() -> None:
    def program() -> None:
        pulumi.export("password", make_credentials("login", LOGINS).password("orders"))

    graph = deploy(program)
    arn = graph.one(SECRET, "logins-orders").outputs["arn"]
    assert graph.outputs["password"] == f"{arn}:password::"
