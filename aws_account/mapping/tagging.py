"""The calls by which each service adds tags to a resource and removes them."""

from collections.abc import Mapping

from aws_account.mapping.row import Call, Values, call


def _ec2_keys(inputs: Values) -> Values:
    return {"Tags": [{"Key": key} for key in inputs.pop("tagKeys")]}


def _by_arn(parameter: str, *, at: str = "{arn}") -> tuple[Call, Call]:
    """Returns the two calls in the form that most services share."""
    return Call("TagResource", {parameter: at}), Call("UntagResource", {parameter: at})


_TO_RESOURCE = (
    call("AddTagsToResource", ResourceName="{arn}"),
    call("RemoveTagsFromResource", ResourceName="{arn}"),
)

TAGGING: Mapping[str, tuple[Call, Call]] = {
    "acm": (
        call("AddTagsToCertificate"),
        call("RemoveTagsFromCertificate", special=_ec2_keys),
    ),
    "acm-pca": (
        call("TagCertificateAuthority", CertificateAuthorityArn="{id}"),
        call("UntagCertificateAuthority", CertificateAuthorityArn="{id}", special=_ec2_keys),
    ),
    "appconfig": _by_arn("ResourceArn"),
    # moto has neither operation.
    "application-autoscaling": (
        call("TagResource", ResourceARN="{arn}", recorded="-"),
        call("UntagResource", ResourceARN="{arn}", recorded="-"),
    ),
    "backup": _by_arn("ResourceArn"),
    # moto has neither operation.
    "budgets": (
        call("TagResource", ResourceARN="{arn}", rename={"tags": "ResourceTags"}, recorded="-"),
        call(
            "UntagResource",
            ResourceARN="{arn}",
            rename={"tagKeys": "ResourceTagKeys"},
            recorded="-",
        ),
    ),
    "cloudfront": _by_arn("Resource"),
    "cloudwatch": _by_arn("ResourceARN"),
    # moto has neither operation.
    "cognito-idp": (
        call("TagResource", ResourceArn="{arn}", recorded="-"),
        call("UntagResource", ResourceArn="{arn}", recorded="-"),
    ),
    "ec2": (
        call("CreateTags", Resources=["{id}"]),
        call("DeleteTags", Resources=["{id}"], special=_ec2_keys),
    ),
    "ecr": _by_arn("resourceArn"),
    "ecs": _by_arn("resourceArn"),
    "elasticache": _TO_RESOURCE,
    "elbv2": (
        call("AddTags", ResourceArns=["{id}"]),
        call("RemoveTags", ResourceArns=["{id}"]),
    ),
    "events": _by_arn("ResourceARN"),
    "iam": (call("TagRole"), call("UntagRole")),
    "kms": (call("TagResource"), call("UntagResource")),
    "lambda": _by_arn("Resource"),
    "logs": _by_arn("resourceArn"),
    "opensearch": (
        call("AddTags", ARN="{arn}", rename={"tags": "TagList"}),
        call("RemoveTags", ARN="{arn}"),
    ),
    "rds": _TO_RESOURCE,
    "secretsmanager": _by_arn("SecretId"),
    "servicediscovery": _by_arn("ResourceARN"),
    "sesv2": _by_arn("ResourceArn"),
    "sns": _by_arn("ResourceArn"),
    "ssm": (
        call("AddTagsToResource", ResourceType="Parameter", ResourceId="{id}"),
        call("RemoveTagsFromResource", ResourceType="Parameter", ResourceId="{id}"),
    ),
    "sqs": (call("TagQueue"), call("UntagQueue")),
    "wafv2": _by_arn("ResourceARN"),
}
