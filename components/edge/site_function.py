"""The CloudFront function that chooses the file of a site which answers a path.

It runs before the cache, for requests to the site alone. Errors are no way to do the same: a
distribution treats an error alike whatever it came from, so the 404 of a service would become the
page of the site too.
"""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.edge.host_redirects import STEP
from config.buckets import FILES_ALWAYS, StaticSite
from config.values import NO_DOMAINS, full_name
from planning import Environment

_CODE = """\
%sconst site = %s;

function handler(event) {
    const request = event.request;
    const host = request.headers.host ? request.headers.host.value.toLowerCase() : '';
%s    if (site.hosts.length > 0 && !site.hosts.includes(host)) {
        return {statusCode: 404, statusDescription: 'Not Found'};
    }
    const path = request.uri;
    const last = path.slice(path.lastIndexOf('/') + 1);
    if (path.startsWith(site.files) || last.includes('.')) {
        return request;
    }
    if (site.fallback !== null && path !== '/') {
        request.uri = '/' + site.fallback;
    } else {
        request.uri = path + (last === '' ? '' : '/') + site.index;
    }
    return request;
}
"""


def site_code(
    site: StaticSite,
    domain: str,
    redirects: Mapping[str, str],
    further: Mapping[str, str] = NO_DOMAINS,
) -> str:
    """Returns the function's code, in JavaScript. `redirects` are full names of hosts that lead to
    another one, with that; `further` are the names of further domains."""
    facts = {
        "hosts": [full_name(host, domain, further) for host in site.hosts],
        "index": site.index,
        "fallback": site.fallback,
        "files": FILES_ALWAYS,
    }
    hosts = f"const redirects = {json.dumps(redirects)};\n" if redirects else ""
    return _CODE % (hosts, json.dumps(facts), STEP if redirects else "")


def site_function(
    name: str,
    site: StaticSite,
    environment: Environment,
    redirects: Mapping[str, str],
    parent: pulumi.Resource,
) -> aws.cloudfront.Function:
    """Creates the function. A change of it reaches all places within a minute or so, without a
    change of the distribution."""
    return aws.cloudfront.Function(
        name,
        comment="Which file answers",
        runtime="cloudfront-js-2.0",
        code=site_code(site, environment.domain, redirects, environment.further_domains),
        publish=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
