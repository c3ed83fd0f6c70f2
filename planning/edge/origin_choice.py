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
from config.values import NO_DOMAINS

_CODE = """import cf from 'cloudfront';
var table = %(table)s;
var domain = %(domain)s;
function handler(event) {
  var request = event.request;
  var host = request.headers.host ? request.headers.host.value.toLowerCase().split(':')[0] : '';
%(host)s  var path = request.uri, number;
  for (;;) {
    number = table[host + path] || table[path];
    if (number || path === '/' || path === '') break;
    path = path.slice(0, path.lastIndexOf('/')) || '/';
  }
  if (number > 1) cf.selectRequestOriginById('%(origin)s-' + number);
  return request;
}
"""


_HOST = """\
  var end = host.length - domain.length - 1;
  host = host === domain ? '@' : end > 0 && host.endsWith('.' + domain) ? host.slice(0, end) : '';
"""

_HOST_OF_SEVERAL = """\
  var name = host;
  host = '';
  for (var each of domain) {
    var end = name.length - each[0].length - 1;
    if (name === each[0]) { host = each[1] || '@'; break; }
    if (end > 0 && name.endsWith('.' + each[0])) { host = name.slice(0, end) + each[1]; break; }
  }
"""


def function_code(
    table: Mapping[str, int], domain: str, origin: str, further: Mapping[str, str] = NO_DOMAINS
) -> str:
    """Returns the function for a table of `origin_table`, with the environment's domain and the ID
    of the first origin; further ones have their numbers behind it. `further` are the names of
    further domains."""
    ends = {domain: "", **{name: f"@{key}" for key, name in further.items()}}
    # One of the domains may lie below another one, and then is asked for first.
    several = sorted(ends.items(), key=lambda each: (-len(each[0]), each[0]))
    return _CODE % {
        "table": written(table),
        "domain": json.dumps(several if further else domain),
        "host": _HOST_OF_SEVERAL if further else _HOST,
        "origin": origin,
    }
