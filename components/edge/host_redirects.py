"""The part of CloudFront's functions that sends the requests of a host to another one.

The load balancer redirects what reaches it. Files come from buckets, which know no hosts, so there
a function does the same before the cache, with the same answer.
"""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

_CODE = """\
const redirects = %s;

function handler(event) {
    const request = event.request;
    const host = request.headers.host ? request.headers.host.value.toLowerCase() : '';
%s    return request;
}
"""

STEP = """\
    const other = redirects[host.split(':')[0]];
    if (other) {
        const query = request.rawQueryString();
        const location = 'https://' + other + request.uri + (query ? '?' + query : '');
        return {
            statusCode: 301,
            statusDescription: 'Moved Permanently',
            headers: {location: {value: location}}
        };
    }
"""
"""The statements of a handler that answer for a host of `redirects`; `host` and `request` are
known."""


def redirect_code(redirects: Mapping[str, str]) -> str:
    """Returns the function's code, in JavaScript, for full names of hosts."""
    return _CODE % (json.dumps(redirects), STEP)


def redirect_function(
    name: str, redirects: Mapping[str, str], parent: pulumi.Resource
) -> aws.cloudfront.Function:
    """Creates the function of buckets that are no site. A change of it reaches all places within a
    minute or so, without a change of the distribution."""
    return aws.cloudfront.Function(
        name,
        comment="Hosts that lead to another one",
        runtime="cloudfront-js-2.0",
        code=redirect_code(redirects),
        publish=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
