"""The provider as the engine talks to it: what it checks, compares and refuses."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as messages

from engine.values.values import UNKNOWN, Secret, decode, encode
from plugin.planned import DEFAULTS
from tests.plugin.engine import ACCOUNT, QUEUE, REGION, SETTINGS, Engine, refusal

STREAM = "aws:kinesis/stream:Stream"


def test_a_nameless_resource_gets_the_name_that_the_engine_proposes(engine: Engine) -> None:
    inputs = decode(engine.check(QUEUE, {}, proposed="mails-test-123456").inputs)
    assert inputs == {"name": "mails-test-123456", DEFAULTS: ["name"]}


def test_a_fifo_queue_s_name_ends_as_aws_wants(engine: Engine) -> None:
    inputs = decode(engine.check(QUEUE, {"fifoQueue": True}, proposed="mails").inputs)
    assert inputs["name"] == "mails.fifo"


def test_a_name_that_was_made_up_once_stays(engine: Engine) -> None:
    olds = {"name": "mails-test-123456", DEFAULTS: ["name"]}
    inputs = decode(engine.check(QUEUE, {}, olds=olds, proposed="mails-test-999999").inputs)
    assert inputs == olds


def test_a_name_that_the_program_gave_once_does_not_stay(engine: Engine) -> None:
    olds = {"name": "chosen", DEFAULTS: []}
    inputs = decode(engine.check(QUEUE, {}, olds=olds, proposed="mails-test-999999").inputs)
    assert inputs["name"] == "mails-test-999999"


def test_a_name_that_is_too_long_fails_the_check_of_its_property(engine: Engine) -> None:
    (failure,) = engine.check("aws:lb/loadBalancer:LoadBalancer", {}, proposed="x" * 33).failures
    assert failure.property == "name"
    assert "33 characters" in failure.reason


def test_check_leaves_secrets_and_unknowns_as_they_are(engine: Engine) -> None:
    inputs = {"name": Secret("hidden"), "kmsMasterKeyId": UNKNOWN}
    checked = decode(engine.check(QUEUE, inputs).inputs)
    assert checked == {**inputs, DEFAULTS: []}


def test_a_type_that_the_provider_does_not_have_is_refused_by_its_name(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as error:
        engine.check("aws:sqs/other:Other", {})
    assert "aws:sqs/other:Other: the AWS provider has no such type" in refusal(error)


def test_a_type_without_a_row_is_recorded_through_its_whole_life(engine: Engine) -> None:
    old, new = {"name": "events", "shardCount": 1}, {"name": "events", "shardCount": 2}
    id_, outputs = engine.create(STREAM, old)
    assert outputs["arn"] == f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/events"
    assert list(engine.diff(STREAM, old, new, olds=outputs).diffs) == ["shardCount"]
    assert engine.update(STREAM, id_, old, outputs, new)["shardCount"] == 2
    engine.delete(STREAM, id_, new, outputs)


def test_resources_are_made_in_parallel(engine: Engine) -> None:
    def create(number: int) -> str:
        return engine.create(QUEUE, {"name": f"parallel-{number}"}, name=f"q{number}")[0]

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(create, range(32)))
    assert [engine.queue(id_)["QueueArn"].rpartition("-")[2] for id_ in ids] == [
        str(number) for number in range(32)
    ]


def test_a_reference_to_what_nobody_made_is_refused(engine: Engine) -> None:
    inputs = {"vpcId": "vpc-0123456789abcdef0", "cidrBlock": "10.0.0.0/24"}
    with pytest.raises(grpc.RpcError) as error:
        engine.create("aws:ec2/subnet:Subnet", inputs)
    assert "vpcId: nobody created vpc-0123456789abcdef0" in refusal(error)


def test_what_an_earlier_command_made_may_be_referred_to(engine: Engine, endpoint: str) -> None:
    vpc = "aws:ec2/vpc:Vpc"
    inputs = {"cidrBlock": "10.0.0.0/16"}
    id_, outputs = engine.create(vpc, inputs, name="network")
    later = Engine(endpoint)
    later.diff(vpc, inputs, inputs, olds={**outputs, "id": id_})
    subnet, _ = later.create(
        "aws:ec2/subnet:Subnet", {"vpcId": id_, "cidrBlock": "10.0.0.0/24"}, name="subnet"
    )
    later.server.stop(grace=None)
    assert subnet.startswith("subnet-")


def test_what_only_the_state_knows_may_be_referred_to(
    engine: Engine, endpoint: str, tmp_path: Path
) -> None:
    vpc = "aws:ec2/vpc:Vpc"
    id_, outputs = engine.create(vpc, {"cidrBlock": "10.0.0.0/16"}, name="network")
    state = tmp_path / "staging.json"
    stored = {"type": vpc, "urn": "urn:network", "id": id_, "outputs": outputs}
    others = {"type": "pulumi:pulumi:Stack", "urn": "urn:stack"}
    written = {"checkpoint": {"latest": {"resources": [others, stored]}}}
    state.write_text(json.dumps(written), encoding="utf-8")
    targeted = Engine(endpoint, state=state)
    subnet, _ = targeted.create(
        "aws:ec2/subnet:Subnet", {"vpcId": id_, "cidrBlock": "10.0.0.0/24"}, name="subnet"
    )
    targeted.server.stop(grace=None)
    assert subnet.startswith("subnet-")


@pytest.mark.parametrize("content", [None, '{"checkpoint": {}}'])
def test_a_stack_without_resources_is_a_state_too(
    endpoint: str, tmp_path: Path, content: str | None
) -> None:
    state = tmp_path / "staging.json"
    if content:
        state.write_text(content, encoding="utf-8")
    first = Engine(endpoint, state=state)
    id_, _ = first.create(QUEUE, {"name": "first"})
    first.server.stop(grace=None)
    assert id_.endswith("/first")


def test_equal_inputs_are_no_difference(engine: Engine) -> None:
    inputs = {"name": "same", DEFAULTS: []}
    found = engine.diff(QUEUE, inputs, {"name": Secret("same"), DEFAULTS: ["name"]})
    assert found.changes == messages.DiffResponse.DIFF_NONE


def test_a_changed_input_is_a_difference_in_place(engine: Engine) -> None:
    found = engine.diff(QUEUE, {"delaySeconds": 3}, {"delaySeconds": 4})
    assert found.changes == messages.DiffResponse.DIFF_SOME
    assert (list(found.diffs), list(found.replaces)) == (["delaySeconds"], [])


@pytest.mark.parametrize(
    ("old", "new", "details"),
    [
        ({"delaySeconds": 3}, {"delaySeconds": 4}, {"delaySeconds": ("UPDATE", True)}),
        ({}, {"delaySeconds": 4}, {"delaySeconds": ("ADD", True)}),
        ({"delaySeconds": 3}, {}, {"delaySeconds": ("DELETE", True)}),
        ({"name": "old"}, {"name": "new"}, {"name": ("UPDATE_REPLACE", True)}),
        ({"delaySeconds": 3}, {"delaySeconds": 3}, {}),
    ],
)
def test_differences_are_detailed_as_the_engine_s_documents_need_it(
    engine: Engine, old: dict[str, Any], new: dict[str, Any], details: dict[str, Any]
) -> None:
    found = engine.diff(QUEUE, old, new)
    assert found.hasDetailedDiff
    assert {
        name: (messages.PropertyDiff.Kind.Name(each.kind), each.inputDiff)
        for name, each in found.detailedDiff.items()
    } == details


def test_an_input_that_aws_fixes_at_creation_replaces(engine: Engine) -> None:
    found = engine.diff(QUEUE, {"name": "old"}, {"name": "new"})
    assert list(found.replaces) == ["name"]
    assert not found.deleteBeforeReplace


def test_an_input_that_the_provider_keeps_is_no_difference_when_it_disappears(
    engine: Engine,
) -> None:
    old = {"name": "it", "redrivePolicy": "{}", "delaySeconds": 3}
    found = engine.diff(QUEUE, old, {"name": "it", "delaySeconds": 3})
    assert found.changes == messages.DiffResponse.DIFF_NONE
    found = engine.diff(QUEUE, old, {"name": "it", "redrivePolicy": "{}"})
    assert list(found.diffs) == ["delaySeconds"]


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        ({"region": "us-east-1"}, {}, ["region"]),
        ({}, {"region": "us-east-1"}, ["region"]),
        ({}, {"region": SETTINGS["region"]}, []),
    ],
)
def test_another_region_replaces_and_the_providers_own_written_out_does_not(
    engine: Engine, old: dict[str, str], new: dict[str, str], replaces: list[str]
) -> None:
    found = engine.diff(QUEUE, {"name": "it", **old}, {"name": "it", **new})
    assert (list(found.diffs), list(found.replaces)) == (replaces, replaces)


@pytest.mark.parametrize(("automatic", "first"), [([], True), (["name"], False)])
def test_a_chosen_name_must_be_free_before_it_is_used_again(
    engine: Engine, automatic: list[str], first: bool
) -> None:
    old = {"name": "chosen", DEFAULTS: automatic}
    found = engine.diff(QUEUE, old, {**old, "fifoQueue": True})
    assert list(found.replaces) == ["fifoQueue"]
    assert found.deleteBeforeReplace is first


def test_nothing_is_imported(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as error:
        engine.read(QUEUE, "somebody-elses", {}, {})
    assert "nothing can be imported" in refusal(error)


def test_another_region_or_account_replaces_everything(engine: Engine) -> None:
    old = encode(SETTINGS)
    for change, replaces in (({"region": "eu-west-1"}, ["region"]), ({"version": "8"}, [])):
        request = messages.DiffRequest(old_inputs=old, news=encode({**SETTINGS, **change}))
        assert list(engine.stub.DiffConfig(request).replaces) == replaces


def test_a_function_is_answered_or_refused_by_its_name(engine: Engine) -> None:
    known = messages.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity")
    answer = engine.stub.Invoke(known)
    assert decode(getattr(answer, "return"))["accountId"] == ACCOUNT
    with pytest.raises(grpc.RpcError) as error:
        engine.stub.Invoke(messages.InvokeRequest(tok="aws:ec2/getAmi:getAmi"))
    assert "aws:ec2/getAmi:getAmi" in refusal(error)


@pytest.mark.parametrize("address", ["", "https://sqs.eu-central-1.amazonaws.com"])
def test_the_plugin_refuses_every_address_but_this_machine_s(address: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "plugin.provider_server"],
        cwd=Path(__file__).parents[2],
        env={"AWS_ENDPOINT_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "AWS_ENDPOINT_URL" in ended.stderr
