"""What the provider does in the account: create, read, update, delete, and preview of each."""

from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as messages

from aws_account.moto import Given, GivenNetwork, moto_server
from aws_account.moto.account import Account
from engine.values.values import UNKNOWN, Secret, decode
from plugin.planned import DEFAULTS
from tests.plugin.engine import ACCOUNT, BUCKET, QUEUE, REGION, Engine, refusal


def test_a_preview_knows_the_inputs_and_nothing_that_aws_decides(engine: Engine) -> None:
    id_, outputs = engine.create(QUEUE, {"name": "planned", "delaySeconds": 3}, preview=True)
    assert (id_, outputs["delaySeconds"], outputs["arn"]) == ("", 3, UNKNOWN)
    assert outputs["tagsAll"] == {"owner": "platform"}


def test_a_preview_creates_nothing(engine: Engine) -> None:
    engine.create(QUEUE, {"name": "never-made"}, preview=True)
    listed = engine.account.send(
        "sqs", "ListQueues", {"QueueNamePrefix": "never-made"}, region=REGION
    )
    assert "QueueUrls" not in listed


def test_create_makes_it_in_the_account_that_the_provider_names(engine: Engine) -> None:
    id_, outputs = engine.create(QUEUE, {"name": "made", "delaySeconds": 3})
    assert outputs["arn"] == f"arn:aws:sqs:{REGION}:{ACCOUNT}:made"
    assert engine.queue(id_)["DelaySeconds"] == "3"


def test_an_output_is_secret_where_the_input_is(engine: Engine) -> None:
    _, outputs = engine.create(QUEUE, {"name": Secret("made-secretly"), "delaySeconds": 3})
    assert outputs["name"] == Secret("made-secretly")
    assert outputs["delaySeconds"] == 3


def test_new_default_tags_change_what_has_tags(engine: Engine) -> None:
    inputs = {"name": "tagged"}
    id_, outputs = engine.create(QUEUE, inputs)
    engine.configure(defaultTags='{"tags": {"team": "shop"}}')
    assert list(engine.diff(QUEUE, inputs, inputs, olds=outputs).diffs) == ["tagsAll"]
    ignoring = engine.diff(QUEUE, inputs, inputs, olds=outputs, ignored=("tags",))
    assert ignoring.changes == messages.DiffResponse.DIFF_NONE
    updated = engine.update(QUEUE, id_, inputs, outputs, inputs)
    tags = engine.account.send("sqs", "ListQueueTags", {"QueueUrl": id_}, region=REGION)["Tags"]
    assert tags == updated["tagsAll"] == {"team": "shop"}
    assert "tags" not in updated


def test_an_update_changes_the_account_and_a_preview_of_it_does_not(engine: Engine) -> None:
    old, new = {"name": "changed", "delaySeconds": 3}, {"name": "changed", "delaySeconds": 9}
    id_, outputs = engine.create(QUEUE, old)
    planned = engine.update(QUEUE, id_, old, outputs, new, preview=True)
    assert (planned["delaySeconds"], planned["arn"]) == (9, outputs["arn"])
    assert engine.queue(id_)["DelaySeconds"] == "3"
    assert engine.update(QUEUE, id_, old, outputs, new)["delaySeconds"] == 9
    assert engine.queue(id_)["DelaySeconds"] == "9"


def test_an_untouched_resource_reads_as_it_is_in_the_state(engine: Engine) -> None:
    inputs = {"name": "calm", "delaySeconds": Secret(3), "tags": {"a.b": "c"}, DEFAULTS: []}
    id_, outputs = engine.create(QUEUE, inputs)
    found = engine.read(QUEUE, id_, inputs, outputs)
    assert (found.id, decode(found.inputs), decode(found.properties)) == (id_, inputs, outputs)


def test_a_change_by_hand_is_read_into_inputs_and_outputs(engine: Engine) -> None:
    inputs = {"name": "touched", "delaySeconds": 3, "tags": {"kind": "mail"}, DEFAULTS: []}
    id_, outputs = engine.create(QUEUE, inputs)
    change = {"QueueUrl": id_, "Attributes": {"DelaySeconds": "8"}}
    engine.account.send("sqs", "SetQueueAttributes", change, region=REGION)
    tag = {"QueueUrl": id_, "Tags": {"owner": "somebody"}}
    engine.account.send("sqs", "TagQueue", tag, region=REGION)
    found = engine.read(QUEUE, id_, inputs, outputs)
    read_inputs, read_outputs = decode(found.inputs), decode(found.properties)
    tags = {"kind": "mail", "owner": "somebody"}
    assert read_inputs == {**inputs, "delaySeconds": 8, "tags": tags}
    assert read_outputs == {**outputs, "delaySeconds": 8, "tags": tags, "tagsAll": tags}
    repaired = engine.update(QUEUE, id_, read_inputs, read_outputs, inputs)
    assert repaired["tagsAll"] == {"kind": "mail", "owner": "platform"}
    assert engine.queue(id_)["DelaySeconds"] == "3"


def test_two_changes_of_one_entry_of_a_list_are_read_as_one_changed_entry(engine: Engine) -> None:
    type_ = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
    bucket, _ = engine.create(BUCKET, {"bucket": "read-by-browsers"})
    rule = {"id": "app", "allowedMethods": ["GET"], "allowedOrigins": ["*"], "maxAgeSeconds": 60}
    inputs = {"bucket": bucket, "corsRules": [rule]}
    id_, outputs = engine.create(type_, inputs)
    assert decode(engine.read(type_, id_, inputs, outputs).inputs) == inputs
    by_hand = {
        "ID": "app",
        "AllowedMethods": ["GET"],
        "AllowedOrigins": ["https://other.example.com"],
        "MaxAgeSeconds": 5,
    }
    change = {"Bucket": bucket, "CORSConfiguration": {"CORSRules": [by_hand]}}
    engine.account.send("s3", "PutBucketCors", change, region=REGION)
    found = decode(engine.read(type_, id_, inputs, outputs).inputs)["corsRules"]
    assert found == [{**rule, "allowedOrigins": ["https://other.example.com"], "maxAgeSeconds": 5}]


def test_a_changed_policy_is_read_as_the_text_that_it_was_declared_as(engine: Engine) -> None:
    type_ = "aws:sqs/queuePolicy:QueuePolicy"
    queue, _ = engine.create(QUEUE, {"name": "guarded"})
    statement = '{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}'
    policy = f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'
    inputs = {"queueUrl": queue, "policy": policy}
    id_, outputs = engine.create(type_, inputs)
    assert decode(engine.read(type_, id_, inputs, outputs).inputs) == inputs
    change = {"QueueUrl": queue, "Attributes": {"Policy": policy.replace("Deny", "Allow")}}
    engine.account.send("sqs", "SetQueueAttributes", change, region=REGION)
    found = decode(engine.read(type_, id_, inputs, outputs).inputs)["policy"]
    assert '"Effect": "Allow"' in found


def test_what_is_gone_has_no_id(engine: Engine) -> None:
    id_, outputs = engine.create(QUEUE, {"name": "removed"})
    engine.account.send("sqs", "DeleteQueue", {"QueueUrl": id_}, region=REGION)
    assert engine.read(QUEUE, id_, {"name": "removed"}, outputs).id == ""


def test_what_moto_lacks_reads_as_the_state_has_it(engine: Engine) -> None:
    inputs = {"userGroupId": "people", "engine": "redis", "userIds": ["default"]}
    type_ = "aws:elasticache/userGroup:UserGroup"
    id_, outputs = engine.create(type_, inputs)
    found = engine.read(type_, id_, inputs, outputs)
    assert (found.id, decode(found.properties)) == ("people", outputs)
    engine.delete(type_, id_, inputs, outputs)


def test_delete_removes_it_and_does_not_mind_that_it_is_gone(engine: Engine) -> None:
    inputs = {"bucket": "plinth-provider-test"}
    id_, outputs = engine.create(BUCKET, inputs)
    engine.delete(BUCKET, id_, inputs, outputs)
    buckets = engine.account.send("s3", "ListBuckets", {}, region=REGION)["Buckets"]
    assert id_ not in [bucket["Name"] for bucket in buckets]
    engine.delete(BUCKET, id_, inputs, outputs)


def test_deletion_protection_is_aws_s_own_refusal(engine: Engine) -> None:
    type_ = "aws:rds/instance:Instance"
    inputs = {
        "identifier": "kept",
        "engine": "postgres",
        "instanceClass": "db.t3.small",
        "allocatedStorage": 20,
        "username": "plinth",
        "manageMasterUserPassword": True,
        "deletionProtection": True,
        "skipFinalSnapshot": True,
    }
    id_, outputs = engine.create(type_, inputs)
    with pytest.raises(grpc.RpcError) as error:
        engine.delete(type_, id_, inputs, outputs)
    assert "rds.DeleteDBInstance" in refusal(error)
    assert "protection" in refusal(error)


def test_what_aws_refuses_halfway_is_not_left_behind(engine: Engine) -> None:
    inputs = {"bucket": "halfway-there", "tags": {"aws:owner": "reserved"}}
    with pytest.raises(grpc.RpcError):
        engine.create(BUCKET, inputs)
    left = engine.account.send("s3", "ListBuckets", {}, region=REGION)["Buckets"]
    assert "halfway-there" not in [bucket["Name"] for bucket in left]


def test_a_network_s_own_security_group_is_taken_over_again(engine: Engine) -> None:
    id_, _ = engine.create("aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"}, name="network")
    group, inputs = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": id_}
    first, outputs = engine.create(group, inputs)
    engine.delete(group, first, inputs, outputs)
    assert engine.create(group, inputs)[0] == first


def test_a_hosted_zone_and_a_network_may_exist_before_the_program(tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    zones = {"Z0123456789ABCDEFGHIJ": "shop.example.com"}
    subnets = {"subnet-0a1b2c3a": f"{REGION}a", "subnet-0a1b2c3b": f"{REGION}b"}
    network = GivenNetwork(region=REGION, vpc="vpc-0a1b2c3d", cidr="10.20.0.0/16", subnets=subnets)
    server = moto_server.start(file, account=ACCOUNT, zones=zones, given=Given(network=network))
    account = Account(ACCOUNT, endpoint=server.address)
    (zone,) = account.send("route53", "ListHostedZones", {}, region=REGION)["HostedZones"]
    ids = {"SubnetIds": [*subnets]}
    found = account.send("ec2", "DescribeSubnets", ids, region=REGION)["Subnets"]
    moto_server.stop(file)
    assert {each["SubnetId"]: each["AvailabilityZone"] for each in found} == subnets
    assert {each["VpcId"] for each in found} == {network.vpc}
    assert (zone["Id"], zone["Name"]) == ("/hostedzone/Z0123456789ABCDEFGHIJ", "shop.example.com.")
