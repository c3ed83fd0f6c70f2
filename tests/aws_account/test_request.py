"""Inputs become the parameters that botocore's model asks for."""

from typing import Any

import botocore.session
import pytest
from botocore.model import MapShape, StructureShape

from aws_account.requests.request import Rules, fill, fill_attributes
from aws_account.spelling import spelling
from aws_account.spelling.scalars import Mismatch
from engine.values.values import Secret

SESSION = botocore.session.get_session()


def filled(service: str, operation: str, inputs: dict[str, Any], **renames: str) -> dict[str, Any]:
    shape = SESSION.get_service_model(service).operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    paths = {path.replace("__", "."): target for path, target in renames.items()}
    params, used = fill(shape, inputs, Rules(spelling.nouns(operation), paths))
    assert used == set(inputs)
    return params


def test_plain_values_take_the_type_of_the_model() -> None:
    inputs = {"fromPort": "443", "dryRun": "true", "groupId": "sg-1"}
    assert filled("ec2", "AuthorizeSecurityGroupIngress", inputs) == {
        "FromPort": 443,
        "DryRun": True,
        "GroupId": "sg-1",
    }


def test_one_value_becomes_a_list_of_one() -> None:
    assert filled("ec2", "DescribeVpcs", {"vpcIds": "vpc-1"}) == {"VpcIds": ["vpc-1"]}


def test_a_list_of_one_becomes_the_one_block() -> None:
    inputs = {"repositoryName": "x", "encryptionConfigurations": [{"encryptionType": "KMS"}]}
    params = filled(
        "ecr", "CreateRepository", inputs, encryptionConfigurations="encryptionConfiguration"
    )
    assert params["encryptionConfiguration"] == {"encryptionType": "KMS"}


def test_a_list_of_two_is_not_one_block() -> None:
    inputs = {"imageScanningConfiguration": [{"scanOnPush": True}, {"scanOnPush": False}]}
    with pytest.raises(Mismatch, match="imageScanningConfiguration: AWS takes one of these, got 2"):
        filled("ecr", "CreateRepository", inputs)


def test_a_value_of_any_form_is_read_from_its_json() -> None:
    hook = {"hookDetails": '{"service":"orders"}', "lifecycleStages": ["POST_SCALE_UP"]}
    inputs = {"service": "x", "deploymentConfiguration": {"lifecycleHooks": [hook]}}
    params = filled("ecs", "UpdateService", inputs)
    [found] = params["deploymentConfiguration"]["lifecycleHooks"]
    assert found["hookDetails"] == {"service": "orders"}
    hook["hookDetails"] = "orders"
    with pytest.raises(Mismatch, match=r"hookDetails: must be JSON: .*, got 'orders'"):
        filled("ecs", "UpdateService", inputs)


def test_tags_become_keys_with_values() -> None:
    params = filled("rds", "CreateDBSubnetGroup", {"tags": {"b": "2", "a": "1"}})
    assert params["Tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]


def test_ec2_wants_tags_beside_the_kind_of_resource() -> None:
    assert filled("ec2", "CreateInternetGateway", {"tags": {"Name": "x"}}) == {
        "TagSpecifications": [
            {"ResourceType": "internet-gateway", "Tags": [{"Key": "Name", "Value": "x"}]}
        ]
    }


def test_cloudfront_wants_the_length_of_each_list() -> None:
    shape = SESSION.get_service_model("cloudfront").shape_for("DistributionConfig")
    assert isinstance(shape, StructureShape)
    params, _ = fill(shape, {"aliases": ["a.example.com"]}, Rules())
    assert params == {"Aliases": {"Quantity": 1, "Items": ["a.example.com"]}}


def test_a_block_may_be_flat_at_aws() -> None:
    params = filled(
        "elbv2",
        "CreateTargetGroup",
        {"healthCheck": {"path": "/healthz", "interval": 5}},
        healthCheck__interval="HealthCheckIntervalSeconds",
    )
    assert params == {"HealthCheckPath": "/healthz", "HealthCheckIntervalSeconds": 5}


def test_a_flat_input_may_be_in_a_block_at_aws() -> None:
    params = filled(
        "route53", "CreateHostedZone", {"comment": "x"}, comment="HostedZoneConfig.Comment"
    )
    assert params == {"HostedZoneConfig": {"Comment": "x"}}


def test_a_flat_input_may_be_in_a_list_of_blocks_at_aws() -> None:
    params = filled(
        "elbv2", "CreateListener", {"certificate": "arn"}, certificate="Certificates.CertificateArn"
    )
    assert params == {"Certificates": [{"CertificateArn": "arn"}]}


def test_a_list_of_keyed_blocks_becomes_a_map() -> None:
    inputs = {"customResponseBodies": [{"key": "a", "content": "x", "contentType": "TEXT_PLAIN"}]}
    assert filled("wafv2", "CreateWebACL", inputs) == {
        "CustomResponseBodies": {"a": {"Content": "x", "ContentType": "TEXT_PLAIN"}}
    }


def test_a_switch_becomes_the_word_that_the_service_has_for_it() -> None:
    inputs = {
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": [], "assignPublicIp": False}}
    }
    params = filled("ecs", "CreateService", inputs)
    assert params["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"


def test_a_secret_reaches_aws_in_plain() -> None:
    assert filled("secretsmanager", "CreateSecret", {"secretString": Secret("hush")}) == {
        "SecretString": "hush"
    }


def test_an_unknown_field_of_a_block_is_an_error_that_names_it() -> None:
    inputs = {"imageScanningConfiguration": {"scanOnPush": True, "scanOnPull": True}}
    with pytest.raises(Mismatch, match=r"imageScanningConfiguration\.scanOnPull: nothing in AWS's"):
        filled("ecr", "CreateRepository", inputs)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"memorySize": "much"}, "memorySize: must be a number, got 'much'"),
        ({"publish": "maybe"}, "publish: must be true or false, got 'maybe'"),
        ({"packageType": "Rar"}, "packageType: must be one of Zip, Image, got 'Rar'"),
        ({"role": {"arn": "x"}}, "role: must be text"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(Mismatch, match=message):
        filled("lambda", "CreateFunction", inputs)


def attributes(service: str, operation: str) -> MapShape:
    model = SESSION.get_service_model(service).operation_model(operation)
    shape = model.input_shape.members["Attributes"]  # type: ignore[union-attr]
    assert isinstance(shape, MapShape)
    return shape


def test_attributes_are_found_among_the_keys_that_the_model_lists() -> None:
    inputs = {"delaySeconds": 5, "fifoQueue": True, "colour": "red"}
    params, used = fill_attributes(attributes("sqs", "CreateQueue"), inputs, Rules())
    assert params == {"DelaySeconds": "5", "FifoQueue": "true"}
    assert used == {"delaySeconds", "fifoQueue"}


def test_attributes_get_a_capital_where_the_model_lists_none() -> None:
    params, _ = fill_attributes(attributes("sns", "CreateTopic"), {"displayName": "x"}, Rules())
    assert params == {"DisplayName": "x"}
