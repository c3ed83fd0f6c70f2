"""A Lambda function of the platform's own."""

from typing import Any

from components.functions.function import Function, FunctionArgs
from components.security.iam import allow
from tests.components.compute.made import KEY, LOG_GROUP, ROLE_POLICY
from tests.factories import make_environment
from tests.graph import Graph, deploy

FUNCTION = "aws:lambda/function:Function"


def function(**changes: Any) -> Graph:
    given: dict[str, Any] = {
        "environment": make_environment(),
        "module": "run_task",
        "description": "Runs a task",
        "timeout_seconds": 900,
        "kms_key_arn": KEY,
        "statements": [allow(["ecs:StopTask"], ["arn:aws:ecs:::task/one"])],
        **changes,
    }
    return deploy(lambda: Function("runner", FunctionArgs(**given)))


def test_it_runs_the_one_file_that_it_names() -> None:
    inputs = function().one(FUNCTION).inputs
    assert inputs["handler"] == "run_task.handler"
    assert inputs["runtime"] == "python3.13"
    assert inputs["architectures"] == ["arm64"]
    assert inputs["timeout"] == 900


def test_its_log_is_encrypted_and_ends() -> None:
    graph = function()
    group = graph.one(LOG_GROUP).inputs
    assert group["name"] == "/shop/test/function/runner"
    assert group["kmsKeyId"] == KEY
    assert group["retentionInDays"] == 30
    assert graph.one(FUNCTION).inputs["loggingConfig"]["logGroup"] == group["name"]


def test_it_is_traced() -> None:
    assert function().one(FUNCTION).inputs["tracingConfig"] == {"mode": "Active"}


def test_it_may_write_its_log_and_traces_and_what_it_is_for() -> None:
    graph = function()
    log, traces, purpose = graph.policy(graph.one(ROLE_POLICY))["Statement"]
    assert log["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert log["Resource"] == [graph.one(LOG_GROUP).outputs["arn"] + ":*"]
    assert traces["Action"] == ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    assert purpose["Action"] == ["ecs:StopTask"]


def test_it_is_not_called_before_it_may_write_its_log() -> None:
    graph = function()
    assert graph.one(ROLE_POLICY).urn in graph.one(FUNCTION).dependencies


def test_its_variables_are_encrypted_with_our_key() -> None:
    inputs = function(variables={"CLUSTER": "c"}).one(FUNCTION).inputs
    assert inputs["environment"] == {"variables": {"CLUSTER": "c"}}
    assert inputs["kmsKeyArn"] == KEY


def test_without_variables_there_is_no_key_that_lambda_would_drop() -> None:
    inputs = function().one(FUNCTION).inputs
    assert "environment" not in inputs
    assert "kmsKeyArn" not in inputs
