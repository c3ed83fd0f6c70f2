"""What changes the running environment, after `test_dev.py` has asked it; order matters."""

import json
import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.docker.conftest import BUILT, Dev, query, soon

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]


def test_a_killed_container_comes_back(dev: Dev) -> None:
    before = json.loads(dev.docker("inspect", dev.container("web")))[0]["State"]
    try:
        os.kill(before["Pid"], 9)
    except (PermissionError, ProcessLookupError):
        pytest.skip("the engine's processes are not this user's to kill")

    def back() -> bool:
        state = json.loads(dev.docker("inspect", dev.container("web")))[0]["State"]
        return bool(state["Running"] and state["Pid"] != before["Pid"])

    assert soon(back)
    assert soon(lambda: dev.ask("/").status == 200)


def test_a_failing_route_leaves_the_others_of_its_service_alone(dev: Dev) -> None:
    assert {dev.ask("/fail").status for _ in range(30)} == {500}
    assert dev.ask("/").status == 200


def test_a_second_up_changes_nothing(dev: Dev) -> None:
    assert "unchanged" in dev.up("--expect-no-changes")


def test_a_changed_file_of_a_build_is_a_change_and_nothing_else_is(dev: Dev) -> None:
    assert dev.preview() == {}
    file = dev.folder / BUILT / "serve.py"
    file.touch()
    assert dev.preview() == {}
    file.write_text(file.read_text() + "# changed\n")
    assert set(dev.preview()) == {"docs"}
    dev.up()
    assert dev.docker("exec", dev.container("docs"), "tail", "-n1", "/serve.py") == "# changed\n"
    assert dev.preview() == {}


def test_no_password_is_printed_or_in_plain_sight_in_the_state(dev: Dev) -> None:
    state = next((dev.folder / ".pulumi-local/state/.pulumi/stacks").rglob("dev.json")).read_text()
    texts = ["".join(dev.printed), dev.operate("local", "status"), state]
    names = {"orders": ("DB_PASSWORD", "CACHE_PASSWORD", "AWS_SECRET_ACCESS_KEY"), "live": ()}
    secret = [dev.variable(program, name) for program in names for name in names[program]]
    secret += [dev.variable("live", "QUEUE_LIVE_UPDATES").split(":")[2].split("@")[0]]
    secret += [dev.outputs["connections"]["database"].split(":")[2].split("@")[0]]
    secret += [dev.outputs["token_key"].splitlines()[1]]
    assert all(len(each) >= 32 for each in secret)
    for text in texts:
        assert len(text) > 500
        assert not [each for each in secret if each in text]


def test_status_names_images_and_tells_what_the_gateway_knows(dev: Dev) -> None:
    def healthy() -> bool:
        lines = dev.operate("local", "status").splitlines()
        [line] = [line for line in lines if f"{dev.container('orders')} " in line]
        return line.split()[1:4] == ["orders:plinth-test", "running", "healthy"]

    assert soon(healthy)


def test_data_survives_down_and_up(dev: Dev) -> None:
    made = query(dev, "orders", "orders", "CREATE TABLE survivors AS SELECT 42 AS n")
    assert "SELECT 1" in made
    dev.operate("engine", "destroy", "dev", "--yes", "--", "--skip-preview")
    assert not dev.docker("ps", "-aq", "--filter", f"label=plinth.project={dev.project}").strip()
    dev.up()
    assert query(dev, "orders", "orders", "SELECT n FROM survivors").strip() == "42"


def test_too_many_requests_of_one_address_are_refused(dev: Dev) -> None:
    statuses = [dev.ask("/api/login").status for _ in range(110)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.fixture
def by_aws(dev: Dev) -> Iterator[Dev]:
    """The environment with SQS and SNS, and with RabbitMQ again for the tests that follow."""
    file = dev.folder / "Pulumi.dev.yaml"
    before = file.read_text()
    file.write_text(before.replace("messaging: rabbitmq", "messaging: aws"))
    try:
        dev.up()
        yield dev
    finally:
        file.write_text(before)
        dev.up()


def test_messages_go_by_sqs_and_sns_as_well(by_aws: Dev) -> None:
    dev = by_aws

    def account(program: str) -> dict[str, Any]:
        return {
            "endpoint_url": f"http://127.0.0.1:{dev.ports['aws']}",
            "aws_access_key_id": dev.variable(program, "AWS_ACCESS_KEY_ID"),
            "aws_secret_access_key": dev.variable(program, "AWS_SECRET_ACCESS_KEY"),
            "region_name": dev.variable(program, "AWS_REGION"),
        }

    for event in ("order-placed", "order-lost"):
        boto3.client("sns", **account("orders")).publish(
            TopicArn=dev.variable("orders", "TOPIC_ORDER_EVENTS"),
            Message=event,
            MessageAttributes={"event": {"DataType": "String", "StringValue": event}},
        )
    found = {}
    for program, name in {"live": "QUEUE_LIVE_UPDATES", "notifications": "QUEUE_URL"}.items():
        # The address is one of the containers' network; its path is the queue.
        url = dev.variable(program, name).replace("//aws:5000/", f"//127.0.0.1:{dev.ports['aws']}/")
        client = boto3.client("sqs", **account(program))
        messages = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        found[program] = [each["Body"] for each in messages["Messages"]]
    assert found == {"live": ["order-placed", "order-lost"], "notifications": ["order-placed"]}
