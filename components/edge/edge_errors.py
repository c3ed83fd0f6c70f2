"""CloudFront's handling of errors, and the pages that it shows."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.storage import Bucket
from config.edge import ErrorPage
from planning import ERROR_PATH

PAGE_PATH = f"{ERROR_PATH}/unavailable.html"

_UNAVAILABLE = (502, 503, 504)
_UNAVAILABLE_SECONDS = 5
"""The time that CloudFront keeps such an error. An origin in trouble then gets each request only
once in that time."""

_OTHERS = (404, 405, 500, 501)
"""Errors that CloudFront keeps for ten seconds by default, for all clients and also on paths
without caching, so that a resource created meanwhile would still seem to be missing.
docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html"""

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
    pages: Mapping[str, ErrorPage], *, with_page: bool
) -> list[aws.cloudfront.DistributionCustomErrorResponseArgsDict]:
    """Returns CloudFront's treatment of each error. The status stays as it is; the page is for
    people, and programs read the status."""
    own = {int(status): page for status, page in pages.items()}
    paths = dict.fromkeys(_UNAVAILABLE, PAGE_PATH) if with_page else {}
    paths |= {status: _path(status) for status in own}
    responses: list[aws.cloudfront.DistributionCustomErrorResponseArgsDict] = []
    for code in sorted({*_OTHERS, *_UNAVAILABLE, *own}):
        seconds = own[code].cache_seconds if code in own else None
        usual = _UNAVAILABLE_SECONDS if code in _UNAVAILABLE else 0
        response: aws.cloudfront.DistributionCustomErrorResponseArgsDict = {
            "error_code": code,
            "error_caching_min_ttl": usual if seconds is None else seconds,
        }
        if code in paths:
            response["response_code"] = code
            response["response_page_path"] = paths[code]
        responses.append(response)
    return responses


def create_error_pages(
    name: str, bucket: Bucket, pages: Mapping[int, str], parent: pulumi.Resource
) -> None:
    """Uploads the error pages; without one CloudFront would answer with the bucket's 403."""
    _upload(name, bucket, PAGE_PATH, _PAGE, parent)
    for status, content in pages.items():
        _upload(f"{name}-{status}", bucket, _path(status), content, parent)


def _path(status: int) -> str:
    return f"{ERROR_PATH}/{status}.html"


def _upload(
    name: str, bucket: Bucket, path: str, content: str, parent: pulumi.Resource
) -> aws.s3.BucketObjectv2:
    """Uploads a page.

    It gets its encryption and its copy when it is uploaded, or never. If S3 chose the
    encryption by itself, the provider would read it back and name it at the next upload, which the
    bucket's policy refuses. So both the encryption and the key are named here.
    """
    return aws.s3.BucketObjectv2(
        name,
        bucket=bucket.bucket,
        key=path.removeprefix("/"),
        content=content,
        content_type="text/html; charset=utf-8",
        cache_control="max-age=300",
        server_side_encryption="aws:kms",
        kms_key_id=bucket.kms_key_arn,
        # Before these exist, S3 would store the page under another key, and copy it nowhere.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=bucket.guards),
    )
