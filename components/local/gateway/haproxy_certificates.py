"""The part of HAProxy's configuration that asks clients for a certificate; pure."""

from collections.abc import Iterator, Sequence

from config.gateway import GatewaySettings
from planning import RoutePlan

PREFIX = "x-amzn-mtls-clientcert"
_HEADERS = {
    "serial-number": "%[ssl_c_serial,hex]",
    "issuer": "%[ssl_c_i_dn(,0,rfc2253)]",
    "subject": "%[ssl_c_s_dn(,0,rfc2253)]",
    "validity": "NotBefore=%[var(txn.cert_from)];NotAfter=%[var(txn.cert_until)]",
    "leaf": (
        "-----BEGIN%%20CERTIFICATE-----%%0A%[ssl_c_der,base64]%%0A-----END%%20CERTIFICATE-----%%0A"
    ),
}
"""The headers that the load balancer gives on AWS, each with HAProxy's words for it
(docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html)."""
_DATE = '\'regsub("^(..)(..)(..)(..)(..)(..)Z$","20\\1-\\2-\\3T\\4:\\5:\\6Z")\''
"""HAProxy's change of OpenSSL's form of a date into AWS's."""

_WITHOUT_LIST = "3,12"
"""OpenSSL's numbers of two errors that end no connection: an authority has no list
(X509_V_ERR_UNABLE_TO_GET_CRL), which it would want of each one as soon as there is any; and a list
ran out (X509_V_ERR_CRL_HAS_EXPIRED), of which the preview tells. Whom a list names is refused."""


def client_certificates(settings: GatewaySettings, authorities: str, revoked: str) -> str:
    """Returns the words of the address at which clients may show a certificate, by the paths of the
    files. A wrong one ends the connection. Whether one is needed is decided by the route."""
    if settings.mtls is None:
        return ""
    lists = (
        f" crl-file {revoked} crt-ignore-err {_WITHOUT_LIST} ca-ignore-err {_WITHOUT_LIST}"
        if settings.mtls.revocation_lists
        else ""
    )
    return f" ca-file {authorities}{lists} verify optional"


def certificate_rules(routes: Sequence[RoutePlan]) -> Iterator[str]:
    """Yields rules that answer 403 to a request of a route with `auth: mtls` without a certificate,
    and that tell the service whose it is. On AWS such a client does not even connect.

    The headers are the gateway's alone: those that a client sends are taken out of every request.
    """
    mutual = sorted((r for r in routes if r.auth == "mtls"), key=lambda r: r.identity)
    if not mutual:
        return
    shown = "if mutual { ssl_c_used }"
    yield "    # Certificates of clients."
    yield f"    http-request del-header {PREFIX} -m beg"
    yield f"    acl mutual var(txn.route) -m str {' '.join(route.identity for route in mutual)}"
    yield "    http-request deny deny_status 403 if mutual !{ ssl_c_used }"
    for name, fetch in (("cert_from", "ssl_c_notbefore"), ("cert_until", "ssl_c_notafter")):
        yield f"    http-request set-var(txn.{name}) {fetch},{_DATE} {shown}"
    for name, value in _HEADERS.items():
        yield f"    http-request set-header {PREFIX}-{name} {value} {shown}"
    yield ""
