"""Made-up outputs have the shape of AWS's."""

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Output, ResourceOptions

from backends.known import KnownBackend
from engine.program import run_function
from engine.registration import Properties
from engine.values.values import Secret
from tests.graph import deploy


def exported(**outputs: object) -> Properties:
    def program() -> None:
        for name, value in outputs.items():
            pulumi.export(name, value() if callable(value) else value)

    return run_function(program, KnownBackend()).outputs


def test_code_inside_apply_runs() -> None:
    arns = exported(arn=lambda: aws.sqs.Queue("jobs").arn.apply(str.upper))
    assert arns == {"arn": "ARN:AWS:SQS:US-EAST-1:123456789012:JOBS"}


def test_arns_are_of_the_providers_region_and_account() -> None:
    def program() -> None:
        provider = aws.Provider("aws", region="eu-central-1", allowed_account_ids=["111122223333"])
        options = ResourceOptions(provider=provider)
        pulumi.export("topic", aws.sns.Topic("events", opts=options).arn)
        pulumi.export("role", aws.iam.Role("api", assume_role_policy="{}", opts=options).arn)
        below = aws.iam.Role("job", assume_role_policy="{}", path="/shop/tasks/", opts=options)
        pulumi.export("role with a path", below.arn)
        pulumi.export("bucket", aws.s3.Bucket("files", bucket="my-files", opts=options).arn)
        pulumi.export("subnet", aws.ec2.Subnet("a", vpc_id="v", opts=options).arn)

    assert run_function(program, KnownBackend()).outputs == {
        "topic": "arn:aws:sns:eu-central-1:111122223333:events",
        "role": "arn:aws:iam::111122223333:role/api",
        "role with a path": "arn:aws:iam::111122223333:role/shop/tasks/job",
        "bucket": "arn:aws:s3:::my-files",
        "subnet": "arn:aws:ec2:eu-central-1:111122223333:subnet/a",
    }


def test_ids_are_what_aws_uses_for_the_type() -> None:
    ids = exported(
        topic=lambda: aws.sns.Topic("events").id,
        bucket=lambda: aws.s3.Bucket("files", bucket="my-files").id,
        subnet=lambda: aws.ec2.Subnet("network-a", vpc_id="v").id,
    )
    assert ids == {
        "topic": "arn:aws:sns:us-east-1:123456789012:events",
        "bucket": "my-files",
        "subnet": "subnet-network-a",
    }


def test_a_certificate_is_validated_for_each_of_its_names() -> None:
    def program() -> None:
        certificate = aws.acm.Certificate(
            "site", domain_name="example.com", subject_alternative_names=["*.example.com"]
        )
        options = certificate.domain_validation_options
        pulumi.export("names", options.apply(lambda all_: [each.domain_name for each in all_]))

    outputs = run_function(program, KnownBackend()).outputs
    assert outputs == {"names": ["example.com", "*.example.com"]}


@pytest.mark.parametrize(("managed", "secrets"), [(True, 1), (False, 0)])
def test_a_database_has_a_master_secret_if_aws_manages_it(managed: bool, secrets: int) -> None:
    def database() -> Output[int]:
        instance = aws.rds.Instance(
            "main", instance_class="db.t3.small", manage_master_user_password=managed
        )
        return instance.master_user_secrets.apply(len)

    assert exported(secrets=database) == {"secrets": secrets}


def test_the_providers_default_tags_are_among_all_tags() -> None:
    def program() -> None:
        provider = aws.Provider("aws", default_tags={"tags": {"project": "shop", "owner": "x"}})
        queue = aws.sqs.Queue("q", tags={"owner": "y"}, opts=ResourceOptions(provider=provider))
        pulumi.export("tags", queue.tags_all)

    outputs = run_function(program, KnownBackend()).outputs
    assert outputs == {"tags": {"project": "shop", "owner": "y"}}


def test_a_secret_input_is_a_secret_output() -> None:
    def database() -> Output[str | None]:
        return aws.rds.Instance("main", instance_class="x", password="hush").password

    assert exported(password=database) == {"password": Secret("hush")}


def test_outputs_can_be_given_by_type_and_by_name() -> None:
    queue = "aws:sqs/queue:Queue"
    graph = deploy(
        lambda: [aws.sqs.Queue("one"), aws.sqs.Queue("two")],
        overrides={queue: {"url": "https://all"}, f"{queue} two": {"url": "https://two"}},
    )
    urls = [each.outputs["url"] for each in graph.all(queue)]
    assert urls == ["https://all", "https://two"]


def test_resources_of_other_packages_have_their_name_as_id() -> None:
    graph = deploy(lambda: pulumi.CustomResource("docker:index/network:Network", "net", {"a": 1}))
    network = graph.one("docker:index/network:Network")
    assert (network.id, network.outputs) == ("net", {"a": 1})
