"""Settings of the edge in front of the gateway."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.edge.countries_settings import CountriesSettings
from config.edge.error_pages import ErrorPage
from config.edge.header_values import ContentSecurityPolicy, HeaderValue, OtherHeader
from config.edge.signing_settings import SigningKeySettings
from config.values import Broken, Name, PathPrefix, Section, Status

PricingPlan = Literal["free", "pro", "business", "premium"]

_DURATIONS = 8
"""Different times for which answers are kept. Each is a cache policy, of which AWS gives an account
20 (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""


class EdgeSettings(Section):
    """CloudFront in front of the load balancer. Without it clients reach the load balancer
    directly."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]
    """Regions in which CloudFront answers: 100 is North America and Europe, 200 is most, All is
    everywhere."""
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """Security policy of CloudFront, which sets the oldest TLS version that viewers may use."""
    plan: PricingPlan | None = None
    """CloudFront's pricing plan: one price a month for the distribution, its web ACL and the logs
    of both, however many requests come. AWS bills nothing beyond it, and may slow down what exceeds
    the plan's requests and GB. Needs `waf`; `free` and `pro` take no cache policy but AWS's own. A
    higher plan begins at once, in place. A lower one, and none, begin when the month that is paid
    ends; until then AWS deletes neither distribution nor web ACL. Default: none, and what is used
    is billed."""
    cache_seconds: Annotated[
        dict[PathPrefix, Annotated[int, Field(ge=1, le=31_536_000)]],
        Field(examples=[{"/assets": 31_536_000}, {"/assets": 3600, "/img": 60}]),
    ] = {}
    """Seconds for which CloudFront keeps the answers of services below a path prefix, by prefix. An
    answer whose Cache-Control says less, or no-store, is kept for that time only. There is one
    answer for each host, path and query: the service sees no cookie and no Authorization there, and
    only GET, HEAD and OPTIONS reach it. A prefix whose route asks for a token is refused. Changed
    in place. Default: none; `cache` of a route keeps what differs by cookie or language."""
    countries: CountriesSettings | None = None
    """Countries whose requests are answered, for licences and sanctions. Route 53 asks from the
    answered ones only, and where these have too few of its places, hosts have no health check.
    Absent: all countries."""
    error_pages: Annotated[
        dict[Status, ErrorPage],
        Field(examples=[{"404": {"file": "pages/404.html"}, "503": {"file": "pages/down.html"}}]),
    ] = {}
    """Pages that people get in place of what was answered with an error's status, by the status:
    400, 403, 404, 405, 414, 416 and 500 to 504. They hold for all hosts and paths, services with
    routes among them. Changed in place. Default: Plinth's own page for 502, 503 and 504, where
    there is a static bucket, and what the service says for others."""
    signing_keys: Annotated[
        dict[Name, SigningKeySettings],
        Field(
            max_length=10,
            examples=[
                {"films": {"public_keys": {"2026": "certs/films-2026.pem"}, "signs": "2026"}}
            ],
        ),
    ] = {}
    """Keys that sign URLs or cookies for files of buckets with `signed_with`, by name. Each is a
    key group, of which AWS gives an account 10. Default: none."""
    origin_failover: bool = False
    """Switch that has the edge ask the copy of a static bucket in `recovery_region` where the
    bucket itself does not answer, or with 500, 502, 503 or 504. For buckets that are copied
    (`replicate`), 10 at most. Changed in place. Default: false."""
    content_security_policy: ContentSecurityPolicy | None = None
    """Content-Security-Policy of every answer that has none of its own: of pages and files from
    buckets, and of services that send none. Changed in place. Absent: no such header."""
    response_headers: Annotated[
        dict[OtherHeader, HeaderValue],
        Field(
            max_length=10,
            examples=[
                {"Permissions-Policy": "camera=(), geolocation=()"},
                {"Cross-Origin-Opener-Policy": "same-origin"},
            ],
        ),
    ] = {}
    """Further headers of every answer that does not have them itself, by name, 10 at most. Changed
    in place. Default: none."""

    def rules(self) -> Iterator[Broken]:
        """Checks that there are not more different times than there are policies for, and that each
        header is named once."""
        names = [name.lower() for name in self.response_headers]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Broken("response_headers", name, "stands there twice, in different letters")
        if (times := len({*self.cache_seconds.values()})) > _DURATIONS:
            yield Broken(
                "cache_seconds",
                f"{times} different times",
                f"must be {_DURATIONS} at most: each is a cache policy, and an account has 20 for "
                "all environments; give paths the same time",
            )
