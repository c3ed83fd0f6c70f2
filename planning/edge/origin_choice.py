"""Writes the function that chooses a load balancer at the edge; pure.

CloudFront's behaviors know paths and not hosts, and there are 75 of them. A function that runs
before the cache knows both: it looks the request up in a table and selects one of the origins that
the distribution has
(docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/helper-functions-origin-modification.html).
The table is a part of the code. A key-value store would hold more, but would change at another time
than the origins that it names.

A request for what no route answers gets the first load balancer, and its 404. A path that is not in
its plain form is refused by every load balancer.
"""

import json
from collections.abc import Mapping

from config.gateway import written

_CODE = """import cf from 'cloudfront';
var table = %(table)s;
var domain = %(domain)s;
function handler(event) {
  var request = event.request;
  var host = request.headers.host ? request.headers.host.value.toLowerCase().split(':')[0] : '';
  var end = host.length - domain.length - 1;
  host = host === domain ? '@' : end > 0 && host.endsWith('.' + domain) ? host.slice(0, end) : '';
  var path = request.uri, number;
  for (;;) {
    number = table[host + path] || table[path];
    if (number || path === '/' || path === '') break;
    path = path.slice(0, path.lastIndexOf('/')) || '/';
  }
  if (number > 1) cf.selectRequestOriginById('%(origin)s-' + number);
  return request;
}
"""


def function_code(table: Mapping[str, int], domain: str, origin: str) -> str:
    """Returns the function for a table of `origin_table`, with the environment's domain and the ID
    of the first origin; further ones have their numbers behind it."""
    return _CODE % {
        "table": written(table),
        "domain": json.dumps(domain),
        "origin": origin,
    }
