"""Flow logs: complete, kept and encrypted as the settings say, written with one permission."""

from components.network.flow_logs import FlowLogs, FlowLogsArgs
from tests.factories import make_environment
from tests.graph import Graph, deploy

FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


def flow_logs() -> Graph:
    environment = make_environment(logs_days=90)

    def program() -> None:
        FlowLogs(
            "flow-logs", FlowLogsArgs(environment=environment, vpc_id="vpc-1", kms_key_arn="key")
        )

    return deploy(program)


def test_all_traffic_is_logged_by_the_minute() -> None:
    flow_log = flow_logs().one(FLOW_LOG).inputs
    assert flow_log["vpcId"] == "vpc-1"
    assert (flow_log["trafficType"], flow_log["maxAggregationInterval"]) == ("ALL", 60)


def test_records_are_encrypted_and_kept_as_long_as_the_settings_say() -> None:
    graph = flow_logs()
    log_group = graph.one(LOG_GROUP)
    assert graph.one(FLOW_LOG).inputs["logDestination"] == log_group.outputs["arn"]
    assert log_group.inputs["name"] == "/shop/test/flow-logs"
    assert log_group.inputs["retentionInDays"] == 90
    assert log_group.inputs["kmsKeyId"] == "key"


def test_the_service_writes_its_own_log_group_and_nothing_else() -> None:
    graph = flow_logs()
    arn = graph.one(LOG_GROUP).outputs["arn"]
    policy = graph.one("aws:iam/rolePolicy:RolePolicy")
    write, names = graph.policy(policy)["Statement"]
    assert write["Resource"] == [arn, f"{arn}:*"]
    assert write["Action"] == [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
    ]
    # On a single group, AWS refuses it.
    assert names["Action"] == ["logs:DescribeLogGroups"]
    assert names["Resource"] == ["arn:aws:logs:eu-central-1:111122223333:log-group:*"]
    assert policy.urn in graph.one(FLOW_LOG).dependencies


def test_the_service_takes_its_role_for_this_account_only() -> None:
    graph = flow_logs()
    role = graph.one("aws:iam/role:Role")
    assert graph.one(FLOW_LOG).inputs["iamRoleArn"] == role.outputs["arn"]
    (trust,) = graph.policy(role, "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
