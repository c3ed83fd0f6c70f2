"""RDS Proxy: who comes through, by which password, and what it may read."""

from fnmatch import fnmatch
from typing import Any

from planning.database_sql import ACT_AS_OWNER
from tests.components.compute.made import KEY
from tests.components.data.made import (
    INVOCATION,
    LOG_GROUP,
    PROXY,
    ROLE,
    ROLE_POLICY,
    SECRET,
    SUBNETS,
    make_database,
)
from tests.graph import Graph, deploy

TARGETS = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
TARGET = "aws:rds/proxyTarget:ProxyTarget"


def proxy(**settings: Any) -> Graph:
    return deploy(lambda: make_database(proxy=settings))


def login_secrets(graph: Graph) -> dict[str, str]:
    return {
        secret.name.removeprefix("logins-"): secret.outputs["arn"]
        for secret in graph.all(SECRET)
        if secret.name.startswith("logins-") and secret.name != "logins--verifiers"
    }


def test_each_login_comes_with_the_password_in_its_secret() -> None:
    graph = proxy()
    auths = graph.one(PROXY).inputs["auths"]
    assert {auth["description"]: auth["secretArn"] for auth in auths} == login_secrets(graph)
    assert [auth["description"] for auth in auths] == sorted(login_secrets(graph))
    assert {auth["clientPasswordAuthType"] for auth in auths} == {"POSTGRES_SCRAM_SHA_256"}
    assert {auth["iamAuth"] for auth in auths} == {"DISABLED"}


def test_it_exists_only_when_the_logins_have_passwords() -> None:
    graph = proxy()
    assert graph.one(INVOCATION, "logins").urn in graph.one(PROXY).dependencies


def test_nobody_comes_without_tls_and_no_statement_is_logged() -> None:
    inputs = proxy().one(PROXY).inputs
    assert inputs["requireTls"] is True
    assert inputs["debugLogging"] is False


def test_it_reads_exactly_the_logins_secrets() -> None:
    graph = proxy()
    secrets, key = graph.policy(graph.one(ROLE_POLICY, "database-proxy"))["Statement"]
    assert secrets["Action"] == ["secretsmanager:GetSecretValue"]
    [pattern] = secrets["Resource"]
    names = f"*:{pattern.split(':', 5)[5]}"
    arns = {secret.outputs["arn"] for secret in graph.all(SECRET)}
    assert {arn for arn in arns if fnmatch(arn, names)} == set(login_secrets(graph).values())
    assert (key["Action"], key["Resource"]) == (["kms:Decrypt"], [KEY])
    assert "kms:ViaService" in key["Condition"]["StringEquals"]


def test_its_role_has_no_condition_that_rds_proxy_does_not_send() -> None:
    graph = proxy()
    (trust,) = graph.policy(graph.one(ROLE, "database-proxy"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "rds.amazonaws.com"}
    assert "Condition" not in trust


def test_its_log_group_exists_before_rds_would_create_it() -> None:
    graph = proxy()
    inputs = graph.one(PROXY).inputs
    group = graph.one(LOG_GROUP, "database-proxy")
    assert group.inputs["name"] == f"/aws/rds/proxy/{inputs['name']}"
    assert group.urn in graph.one(PROXY).dependencies


def test_a_new_zone_does_not_replace_it() -> None:
    assert proxy().one(PROXY).inputs["vpcSubnetIds"] == SUBNETS[:2]


def test_the_settings_decide_on_its_pool() -> None:
    graph = proxy(max_connections_percent=60, borrow_timeout_seconds=5)
    pool = graph.one(TARGETS).inputs["connectionPoolConfig"]
    assert pool["maxConnectionsPercent"] == 60
    assert pool["maxIdleConnectionsPercent"] <= 60
    assert pool["connectionBorrowTimeout"] == 5
    assert pool["initQuery"] == ACT_AS_OWNER


def test_it_serves_the_primary() -> None:
    graph = proxy()
    target = graph.one(TARGET).inputs
    assert target["dbInstanceIdentifier"] == "shop-test-database"
    assert target["dbProxyName"] == graph.one(PROXY).inputs["name"]


def test_without_logins_there_is_no_proxy() -> None:
    graph = deploy(lambda: make_database("staging"))
    assert graph.find(PROXY) == []
