"""CloudFront's access log in the log bucket: standard logging, version 2.

LogDeliverySource         the distribution
LogDeliveryDestination    the bucket
LogDelivery               from one to the other, without cookies
"""

import pulumi
import pulumi_aws as aws

REGION = "us-east-1"
"""The region in which AWS keeps CloudFront's deliveries. The bucket may be in any region."""

FIELDS = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(Referer)",
    "cs(User-Agent)",
    "cs-uri-query",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "c-port",
    "time-to-first-byte",
    "x-edge-detailed-result-type",
    "sc-content-type",
    "sc-content-len",
)
"""All fields that CloudFront writes by default except cs(Cookie), which holds people's sessions,
and fields of features that are not used here.
docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html"""

SUFFIX_PATH = "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
"""The path below the destination's prefix. For a destination without a prefix, AWS would add
AWSLogs/<account>/CloudFront/ here, but only when the delivery is created. Its first update would
write to another path, where the bucket's policy allows nobody to write.
github.com/hashicorp/terraform-provider-aws/issues/46328"""


def deliver_logs(
    name: str,
    distribution_arn: pulumi.Input[str],
    log_bucket_arn: pulumi.Input[str],
    account_id: str,
    parent: pulumi.Resource,
) -> aws.cloudwatch.LogDelivery:
    """Delivers one JSON line for each request to the log bucket."""
    opts = pulumi.ResourceOptions(parent=parent)
    source = aws.cloudwatch.LogDeliverySource(
        name,
        region=REGION,
        log_type="ACCESS_LOGS",
        resource_arn=distribution_arn,
        # A distribution has one source only: AWS refuses a second while the first exists.
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True),
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        name,
        region=REGION,
        output_format="json",
        delivery_destination_configuration={
            "destination_resource_arn": pulumi.Output.concat(
                log_bucket_arn, f"/AWSLogs/{account_id}/CloudFront"
            )
        },
        opts=opts,
    )
    return aws.cloudwatch.LogDelivery(
        name,
        region=REGION,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(FIELDS),
        s3_delivery_configurations=[
            {"suffix_path": SUFFIX_PATH, "enable_hive_compatible_path": False}
        ],
        opts=opts,
    )
