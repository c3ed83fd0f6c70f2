"""A command finds the environment that stands, and AWS answers for what the program declared."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.errors import OperationError
from operations.sites import Site, standing
from tests.factories import SHOP
from tests.operations.served import project, served

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Staging in an emulated account."""
    folder = project(tmp_path_factory.mktemp("site"))
    with served(folder, "staging"):
        yield standing("staging", folder, emulated=True)


def test_aws_has_what_a_name_of_the_program_stands_for(site: Site) -> None:
    queue = site.named("sqs.Queue", "mails")
    answer = site.client("sqs").get_queue_attributes(
        QueueUrl=queue.outputs["url"], AttributeNames=["QueueArn"]
    )
    assert answer["Attributes"]["QueueArn"] == queue.outputs["arn"]
    assert site.outputs["queues"]["mails"] == queue.outputs["url"]


def test_a_name_that_does_not_exist_is_told_with_those_that_do(site: Site) -> None:
    with pytest.raises(OperationError, match="did you mean mails") as error:
        site.named("sqs.Queue", "mail")
    assert "stock-updates" in str(error.value)


def test_a_state_that_is_written_is_read_again(site: Site) -> None:
    content = json.loads(json.dumps(site.state.read()))
    states = content["deployment"]["resources"]
    gone = next(each for each in states if each["type"] == "aws:sqs/queue:Queue")
    changed = next(each for each in states if each["type"] == "aws:sns/topic:Topic")
    changed["id"], changed["outputs"]["name"] = "another", "other"
    states.remove(gone)
    before = site.state.source.read_text("utf-8")
    try:
        site.state.write(content)
        again = {each["urn"]: each for each in site.state.read()["deployment"]["resources"]}
        assert again[changed["urn"]]["id"] == "another"
        assert again[changed["urn"]]["outputs"]["name"] == "other"
        assert gone["urn"] not in again
    finally:
        site.state.source.write_text(before, "utf-8")


def test_without_an_account_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="make emulate STACK=staging KEEP=1"):
        standing("staging", project(tmp_path), emulated=True)


def test_a_stack_on_docker_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="is on Docker"):
        standing("dev", SHOP)
