"""A program's task: its revision, what its roles may do, and its way out."""

import json
from typing import Any

from components.compute.task_policies import secret_arns
from tests.components.compute.made import (
    EGRESS,
    INGRESS,
    KEY,
    LOG_GROUP,
    ROLE,
    ROLE_POLICY,
    TASK_DEFINITION,
    Bench,
    a_job,
    a_service,
    a_worker,
)
from tests.graph import Graph, deploy

SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-a1b2c3"
SESSIONS = "arn:aws:logs:eu-central-1:111122223333:log-group:/shop/test/cluster/exec"


def orders(program: Any = None, **changes: Any) -> Graph:
    return deploy(lambda: Bench().task("orders", program or a_service(), **changes))


def container(graph: Graph) -> dict[str, Any]:
    (made,) = json.loads(graph.one(TASK_DEFINITION).inputs["containerDefinitions"])
    return dict(made)


def environment(graph: Graph) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(graph)["environment"]}


def test_a_task_runs_on_fargate_with_the_size_of_its_environment() -> None:
    inputs = orders().one(TASK_DEFINITION).inputs
    assert inputs["requiresCompatibilities"] == ["FARGATE"]
    assert inputs["networkMode"] == "awsvpc"
    assert (inputs["cpu"], inputs["memory"]) == ("2048", "4096")
    assert inputs["runtimePlatform"] == {
        "operatingSystemFamily": "LINUX",
        "cpuArchitecture": "X86_64",
    }


def test_the_architecture_is_data() -> None:
    inputs = orders(cpu_architecture="ARM64").one(TASK_DEFINITION).inputs
    assert inputs["runtimePlatform"]["cpuArchitecture"] == "ARM64"


def test_old_revisions_stay_for_a_rollback_and_foreign_ones_are_not_adopted() -> None:
    inputs = orders().one(TASK_DEFINITION).inputs
    assert inputs["skipDestroy"] is True
    assert inputs["trackLatest"] is False


def test_the_definition_is_written_as_the_provider_stores_it() -> None:
    text = orders().one(TASK_DEFINITION).inputs["containerDefinitions"]
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_the_image_comes_from_the_platforms_registry_in_the_stacks_version() -> None:
    host = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/test"
    assert container(orders())["image"] == f"{host}/orders:1.0.0"
    assert container(orders(image_versions={"orders": "2.0.0"}))["image"] == f"{host}/orders:2.0.0"


def test_a_program_sees_its_own_variables_the_given_ones_and_the_common_ones() -> None:
    program = a_service(environment={"LOG_LEVEL": "info"})
    seen = environment(orders(program, variables={"CACHE_HOST": "cache.local"}))
    assert seen["LOG_LEVEL"] == "info"
    assert seen["CACHE_HOST"] == "cache.local"
    assert seen["PORT"] == "8080"
    assert "QUEUE_URL" not in seen


def test_a_worker_sees_its_queue_and_no_port() -> None:
    graph = deploy(lambda: Bench().task("mails", a_worker(), queue_url="https://sqs/mails"))
    seen = environment(graph)
    assert seen["QUEUE_URL"] == "https://sqs/mails"
    assert "PORT" not in seen
    assert "portMappings" not in container(graph)


def test_the_log_group_has_a_fixed_name_a_key_and_an_end() -> None:
    inputs = orders().one(LOG_GROUP, "orders").inputs
    assert inputs["name"] == "/shop/test/service/orders"
    assert inputs["kmsKeyId"] == KEY
    assert inputs["retentionInDays"] == 30


def test_both_roles_are_for_tasks_of_this_account_only() -> None:
    graph = orders()
    for name in ("orders-task", "orders-execution"):
        (trust,) = graph.policy(graph.one(ROLE, name), "assumeRolePolicy")["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def test_the_program_itself_may_do_nothing_by_default() -> None:
    graph = orders(secrets={"KEY": SECRET})
    role = graph.one(ROLE, "orders-task").outputs["name"]
    assert [each for each in graph.all(ROLE_POLICY) if each.inputs["role"] == role] == []


def test_ecs_may_write_the_programs_log_and_nothing_else() -> None:
    graph = orders()
    assert graph.policy(graph.one(ROLE_POLICY, "orders-execution"))["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [
                "arn:aws:logs:eu-central-1:111122223333:"
                "log-group:/shop/test/service/orders:log-stream:*"
            ],
        }
    ]


def test_ecs_may_read_exactly_the_programs_secrets() -> None:
    other = SECRET.replace("orders", "mail")
    graph = orders(
        secrets={"A": f"{SECRET}:password::", "B": f"{SECRET}:user::", "C": other},
    )
    _, read, decrypt = graph.policy(graph.one(ROLE_POLICY, "orders-execution"))["Statement"]
    assert read["Action"] == ["secretsmanager:GetSecretValue"]
    assert read["Resource"] == [other, SECRET]
    assert decrypt["Action"] == ["kms:Decrypt"]
    assert decrypt["Resource"] == [KEY]
    assert decrypt["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com"}
    }


def test_a_secrets_value_is_named_and_never_given() -> None:
    made = container(orders(secrets={"DB_PASSWORD": f"{SECRET}:password::"}))
    assert made["secrets"] == [{"name": "DB_PASSWORD", "valueFrom": f"{SECRET}:password::"}]
    assert "DB_PASSWORD" not in {each["name"] for each in made["environment"]}


def test_the_arn_of_a_secret_is_what_stands_before_its_key() -> None:
    assert secret_arns([SECRET, f"{SECRET}:password::", f"{SECRET}:user:AWSCURRENT:v1"]) == [SECRET]


def test_a_task_pulls_its_own_repository_only() -> None:
    graph = orders()
    policy = graph.policy(graph.one(ROLE_POLICY, "registry-to-orders"))
    assert policy["Statement"][1]["Resource"] == [
        graph.one("aws:ecr/repository:Repository", "registry-orders").outputs["arn"]
    ]


def test_an_image_of_another_registry_needs_no_right_to_pull() -> None:
    graph = orders(a_service(image="public.ecr.aws/nginx/nginx:1.27"))
    assert "registry-to-orders" not in graph.names(ROLE_POLICY)
    assert container(graph)["image"] == "public.ecr.aws/nginx/nginx:1.27"


def test_an_image_of_another_repository_of_the_account_can_be_pulled_and_nothing_else() -> None:
    mirror = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror/nginx:1.27"
    graph = orders(a_service(image=mirror))
    assert container(graph)["image"] == mirror
    policy = graph.one(ROLE_POLICY, "orders-pull")
    assert policy.inputs["role"] == graph.one(ROLE, "orders-execution").outputs["name"]
    token, pull = graph.policy(policy)["Statement"]
    assert token["Action"] == ["ecr:GetAuthorizationToken"]
    assert pull["Resource"] == ["arn:aws:ecr:eu-central-1:111122223333:repository/mirror/nginx"]
    for other in ("999988887777.dkr.ecr.eu-central-1", "111122223333.dkr.ecr.eu-west-1"):
        graph = orders(a_service(image=f"{other}.amazonaws.com/mirror/nginx:1.27"))
        assert "orders-pull" not in graph.names(ROLE_POLICY)


def test_nothing_reaches_a_task_and_it_reaches_https_only() -> None:
    graph = orders()
    assert graph.find(INGRESS) == []
    rule = graph.one(EGRESS).inputs
    assert (rule["fromPort"], rule["toPort"], rule["cidrIpv4"]) == (443, 443, "0.0.0.0/0")


def test_a_program_connects_to_the_ports_that_it_names() -> None:
    graph = orders(a_service(uses={"internet": [587, 443, 587]}))
    assert sorted(rule.inputs["fromPort"] for rule in graph.all(EGRESS)) == [443, 587]


def test_without_sessions_there_is_no_channel_and_no_writable_folder() -> None:
    graph = orders()
    assert "orders-exec" not in graph.names(ROLE_POLICY)
    assert "mountPoints" not in container(graph)


def test_with_sessions_the_agent_has_a_channel_a_log_and_its_folders() -> None:
    graph = orders(exec_log_group_arn=SESSIONS)
    channel, listing, log, key = graph.policy(graph.one(ROLE_POLICY, "orders-exec"))["Statement"]
    assert all(action.startswith("ssmmessages:") for action in channel["Action"])
    assert listing["Action"] == ["logs:DescribeLogGroups"]
    assert log["Resource"] == [f"{SESSIONS}:*"]
    assert (key["Action"], key["Resource"]) == (["kms:Decrypt"], [KEY])
    assert key["Condition"] == {"Null": {"kms:EncryptionContext:aws:ssm:SessionId": "false"}}
    mounted = [each["containerPath"] for each in container(graph)["mountPoints"]]
    assert mounted == ["/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"]
    assert container(graph)["readonlyRootFilesystem"] is True


def test_every_mount_has_its_volume() -> None:
    graph = orders(a_service(writable_paths=["/tmp", "/var/cache"]))
    volumes = {each["name"] for each in graph.one(TASK_DEFINITION).inputs["volumes"]}
    assert volumes == {each["sourceVolume"] for each in container(graph)["mountPoints"]}


def test_a_program_says_as_whom_it_runs_and_what_it_keeps_of_root() -> None:
    made = container(orders(a_service(user="1000:1000", capabilities=[])))
    assert made["user"] == "1000:1000"
    assert made["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}


def test_without_a_writable_path_there_is_no_volume() -> None:
    assert "volumes" not in orders().one(TASK_DEFINITION).inputs


def test_programs_with_awkward_names_do_not_share_a_resource() -> None:
    def program() -> None:
        bench = Bench()
        for name in ("orders", "orders-execution", "orders-task", "orders-exec"):
            bench.task(name, a_job(image="orders:1"), exec_log_group_arn=SESSIONS)

    urns = [each.urn for each in deploy(program).registrations]
    assert len(urns) == len(set(urns))
