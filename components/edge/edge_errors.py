"""What CloudFront does with errors of the load balancer, and the page that it shows."""

import pulumi
import pulumi_aws as aws

from components.storage import Bucket
from planning import ERROR_PATH

PAGE_PATH = f"{ERROR_PATH}/unavailable.html"

_UNAVAILABLE = (502, 503, 504)
_UNAVAILABLE_SECONDS = 5
"""An origin that is in trouble gets each request again after so long, not all of them at once."""

_OTHERS = (404, 405, 500, 501)
"""Errors that CloudFront keeps for ten seconds unless told otherwise, for all clients, and on paths
without caching, too: what was created meanwhile would still be missing. docs.aws.amazon.com/
AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html"""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Temporarily unavailable</title>
<h1>Temporarily unavailable</h1>
<p>Please try again in a minute.</p>
</html>
"""


def error_responses(
    *, with_page: bool
) -> list[aws.cloudfront.DistributionCustomErrorResponseArgsDict]:
    """The status stays what it is; only people see a page, programs go by the status."""
    responses: list[aws.cloudfront.DistributionCustomErrorResponseArgsDict] = [
        {"error_code": code, "error_caching_min_ttl": 0} for code in _OTHERS
    ]
    for code in _UNAVAILABLE:
        response: aws.cloudfront.DistributionCustomErrorResponseArgsDict = {
            "error_code": code,
            "error_caching_min_ttl": _UNAVAILABLE_SECONDS,
        }
        if with_page:
            response["response_code"] = code
            response["response_page_path"] = PAGE_PATH
        responses.append(response)
    return responses


def create_error_page(name: str, bucket: Bucket, parent: pulumi.Resource) -> aws.s3.BucketObjectv2:
    """The page; without it CloudFront would answer with the bucket's 403.

    It is encrypted, and copied, as it is uploaded or never. What S3 chose by itself the provider
    would read back and name at the next upload, which the bucket's policy refuses; so both are
    named here.
    """
    return aws.s3.BucketObjectv2(
        name,
        bucket=bucket.bucket,
        key=PAGE_PATH.removeprefix("/"),
        content=_PAGE,
        content_type="text/html; charset=utf-8",
        cache_control="max-age=300",
        server_side_encryption="aws:kms",
        kms_key_id=bucket.kms_key_arn,
        # Before, S3 would take it under another key, and copy it nowhere.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=bucket.guards),
    )
