"""The task that makes databases, logins and rights."""

import json
from collections.abc import Mapping
from typing import Any

from components.data.credentials import credentials_function
from components.data.database.database_setup import DatabaseSetup, DatabaseSetupArgs
from planning.database_sql import script
from tests.components.compute.made import EGRESS, KEY, ROLE, ROLE_POLICY, TASK_DEFINITION, Bench
from tests.components.data.made import (
    INGRESS,
    INSTANCE,
    INVOCATION,
    SECRET,
    SECURITY_GROUP,
    data_workload,
    make_database,
    make_logins,
)
from tests.graph import Graph, deploy

IMAGE = "public.ecr.aws/docker/library/postgres:16-alpine"


def setup(overrides: Mapping[str, Any] | None = None, **programs: Mapping[str, str]) -> Graph:
    workload = data_workload(**programs)

    def program() -> None:
        bench = Bench()
        function = credentials_function("credentials", bench.environment, KEY)
        logins = make_logins(function, workload)
        DatabaseSetup(
            "database-setup",
            DatabaseSetupArgs(
                environment=bench.environment,
                image=IMAGE,
                workload=workload,
                database=make_database(function=function, passwords=logins),
                logins=logins,
                task_runner=bench.runner(),
                registry=bench.registry,
                vpc_id="vpc-1",
                kms_key_arn=KEY,
            ),
        )

    return deploy(program, overrides=overrides)


def container(graph: Graph) -> Any:
    (only,) = json.loads(
        graph.one(TASK_DEFINITION, "database-setup").inputs["containerDefinitions"]
    )
    return only


def variables(graph: Graph) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(graph)["environment"]}


def test_it_runs_the_workloads_sql() -> None:
    graph = setup()
    assert variables(graph)["SETUP_SQL"] == script(data_workload())
    assert '"$SETUP_SQL" | psql' in container(graph)["command"][-1]
    assert container(graph)["image"] == IMAGE


def test_it_talks_to_the_primary_by_tls() -> None:
    graph = setup()
    assert variables(graph)["PGHOST"] == graph.one(INSTANCE, "database").outputs["address"]
    assert variables(graph)["PGSSLMODE"] == "require"
    assert variables(graph)["PGPORT"] == "5432"


def test_it_gets_verifiers_and_no_login_s_password() -> None:
    graph = setup()
    arns = {secret.name: secret.outputs["arn"] for secret in graph.all(SECRET)}
    master = arns["database-credentials-master"]
    assert {each["name"]: each["valueFrom"] for each in container(graph)["secrets"]} == {
        "PGUSER": f"{master}:username::",
        "PGPASSWORD": f"{master}:password::",
        "LOGIN_PASSWORDS": arns["logins--verifiers"],
    }


def test_the_program_itself_may_read_no_secret() -> None:
    graph = setup()
    role = graph.one(ROLE, "database-setup-task").outputs["name"]
    assert role not in {policy.inputs["role"] for policy in graph.all(ROLE_POLICY)}


def test_it_is_let_in_past_the_proxy() -> None:
    graph = setup()
    task = graph.one(SECURITY_GROUP, "database-setup").id
    rule = graph.one(INGRESS, "database-instance-from-database-setup").inputs
    assert rule["referencedSecurityGroupId"] == task
    assert rule["securityGroupId"] == graph.one(SECURITY_GROUP, "database").id


def test_it_runs_when_it_can_reach_the_database_and_all_passwords_are_there() -> None:
    graph = setup()
    needed = {
        graph.one(INVOCATION, "logins").urn,
        graph.one(INVOCATION, "database-credentials").urn,
        graph.one(INSTANCE, "database").urn,
        graph.one(INGRESS, "database-instance-from-database-setup").urn,
        graph.one(EGRESS, "database-instance-from-database-setup").urn,
    }
    assert needed <= set(graph.one(INVOCATION, "database-setup").dependencies)


def test_it_runs_again_when_the_databases_change() -> None:
    before, after = setup(), setup(stock={"orders": "read"})
    assert variables(before)["SETUP_SQL"] != variables(after)["SETUP_SQL"]
    run = after.one(INVOCATION, "database-setup")
    definition = after.one(TASK_DEFINITION, "database-setup")
    assert run.inputs["triggers"] == {"revision": definition.outputs["arn"]}


def test_it_runs_again_when_a_secret_was_made_anew() -> None:
    def revision(key: str) -> str:
        made = {f"{SECRET} logins-orders": {"arn": f"arn:aws:secretsmanager:::secret:{key}"}}
        return variables(setup(made))["LOGINS_REVISION"]

    assert revision("a") == revision("a") != revision("b")


def test_without_logins_it_asks_for_the_master_s_password_only() -> None:
    nobody: dict[str, Any] = {
        name: {} for name in ("accounts", "nightly-report", "orders", "stock")
    }
    assert {each["name"] for each in container(setup(**nobody))["secrets"]} == {
        "PGUSER",
        "PGPASSWORD",
    }
