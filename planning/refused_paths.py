"""The patterns of paths that a gateway and a service could read differently; pure.

`/api/login/../accounts` begins like an open route, and a service that normalizes paths answers it
as `/api/accounts`, which asks for a token. So the gateway answers 400 to every path that is not in
its plain form, before it looks for a route: on AWS by a listener rule, on Docker in HAProxy.

A load balancer of AWS compares a path as it came, and takes three expressions of 128 characters in
a condition, without looking ahead or behind. Each stands between `.*`, because AWS does not say if
an expression must match the whole path.
"""

PLAIN = r"^.*(//|/\.\.?(/|$)|[^!-:<-\[\]-~]).*$"
"""Matches four things. Empty and dot segments. Characters that are no printable ASCII: browsers
encode them. Backslashes, which some servers take for slashes. Semicolons: servers in Java cut
`;...` off a segment, so they read `..;` as `..`, and `/api/accounts;/42` as a path below
`/api/accounts`."""

NEEDLESSLY_ENCODED = (
    r"^.*%(25)*([01].|2[D-Fd-f]|3[0-9Bb]|4[^0]|5[^BbDdEe]|6[^0]|7[^BbCcDd]|[Cc][01]).*$"
)
"""Matches characters that are encoded without need, once or several times over. They are: letters,
digits and `-._~`, which nobody has to encode and which a service decodes after the gateway has
chosen a route; slashes, backslashes, semicolons and control characters; bytes that begin no
character of UTF-8 but a dot or slash in disguise."""

BROKEN_ESCAPE = r"^.*%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$).*$"
"""Matches a `%` without two hexadecimal digits after it, which each server reads in its own way."""

REFUSED = (PLAIN, NEEDLESSLY_ENCODED, BROKEN_ESCAPE)
"""The expressions to refuse: a path that matches any of them gets 400."""
