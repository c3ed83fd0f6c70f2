"""Constrained scalars: each type has a form, and its check tells which form is accepted."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from config.values.aws_facts import REGION_ZONES
from config.values.numbers import as_text
from config.values.schedules import schedule_problem, timezone_problem


@dataclass(frozen=True)
class Matching:
    """Form of a text. The message describes the form, and editors check it too."""

    pattern: str
    allowed: str

    def check(self, value: str) -> str:
        """Returns the value. Raises ValueError with the form that is accepted."""
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"must be {self.allowed}")
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": f"^({self.pattern})$"}


def _scalar_as_text(value: Any) -> Any:
    """Returns a number or boolean as text: YAML reads `3` and `true` as these, but an environment
    variable is text."""
    if isinstance(value, bool):
        return str(value).lower()
    return as_text(value)


_TEXT = BeforeValidator(_scalar_as_text, json_schema_input_type=str | int | float | bool)


_OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")
"""Beginnings of region names in other partitions of AWS. Source:
docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html"""


def _commercial_region(value: str) -> str:
    if value.startswith(_OTHER_PARTITIONS):
        raise ValueError(
            "is a region of another partition (China, GovCloud, sovereign); Plinth builds in AWS's "
            "commercial partition only, whose accounts, names and endpoints it writes"
        )
    return value


_COMMON = ("eu-central-1", "us-east-1")
"""Regions that stand first among the examples, because many use them and no account has to opt
in."""


def _common_first(region: str) -> tuple[bool, str]:
    """Returns the rank of a region among the examples."""
    return region not in _COMMON, region


_PRIVATE_RANGES = tuple(
    map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
)
"""Private ranges of RFC 1918. Python counts more as private, such as 127.0.0.0/8, in which AWS
creates no VPC."""
_KEPT_BY_AWS = ipaddress.IPv4Network("172.17.0.0/16")
"""Range that services of AWS use themselves. Source:
docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"""


def inside_network(value: str) -> str:
    """Returns a network of private addresses as it was written. Raises ValueError if it is none."""
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError as problem:
        raise ValueError(f"must be an IPv4 network such as 10.20.0.0/16 ({problem})") from None
    if not any(network.subnet_of(private) for private in _PRIVATE_RANGES):
        ranges = ", ".join(map(str, _PRIVATE_RANGES))
        raise ValueError(f"must lie in a private range ({ranges})")
    if network.subnet_of(_KEPT_BY_AWS):
        raise ValueError(f"must not lie in {_KEPT_BY_AWS}, which services of AWS use themselves")
    return value


NAME, LONGEST_NAME = r"[a-z](-?[a-z0-9])*", 40
Name = Annotated[
    str,
    Matching(
        NAME,
        "lower-case letters, digits and single hyphens, starting with a letter",
    ),
    Field(max_length=LONGEST_NAME, examples=["orders"]),
]
"""Key of the workload. AWS resource names are built from it, so it follows the strictest rule that
they share (ECR, S3, RDS: lower case, no underscore)."""

HostLabel = Annotated[
    str,
    Matching(r"@|[a-z0-9](-?[a-z0-9])*", "one DNS label such as `api`, or `@` for the apex"),
    Field(max_length=63, examples=["api"]),
]
"""Part of a host name before the environment's domain: `api` in api.example.com."""

DomainName = Annotated[
    str,
    Matching(
        r"localhost|([a-z0-9](-*[a-z0-9])*\.)+([a-z]{2,}|xn--[a-z0-9](-*[a-z0-9])*)",
        "a domain name in lower case such as shop.example.com; letters beyond a to z as xn--...",
    ),
    Field(max_length=64, examples=["shop.example.com"]),
]
"""Domain name of at most 64 characters: ACM accepts no longer one as the first name of a
certificate. Source: docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

PathPrefix = Annotated[
    str,
    Matching(
        r"/|(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)+",
        "a path that starts with `/`, without `*`, query, closing `/`, or `.` and `..` between "
        "slashes: it matches itself and everything below it",
    ),
    Field(max_length=120, examples=["/api/orders"]),
]
"""Path prefix. A load balancer's path pattern holds 128 characters; the prefix leaves room for
`/*`."""

KeyPrefix = Annotated[
    str,
    Matching(
        r"([A-Za-z0-9._-]+/)*", "folders with a closing slash, such as invoices/ or invoices/2026/"
    ),
    Field(max_length=200, examples=["invoices/"]),
]
"""Beginning of an object's key. Because of the closing slash, invoices/ does not match
invoices-old."""

ObjectFile = Annotated[
    str,
    Matching(
        r"([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+",
        "a file's name with its ending, such as index.html or app/index.html, without a leading /",
    ),
    Field(max_length=200, examples=["index.html"]),
]
"""Key of an object that is a file, as it stands in a bucket."""

ProjectFile = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*",
        "a file's path below the project's folder, with / between folders",
    ),
    Field(examples=["certs/partners.pem"]),
]

Status = Annotated[
    str,
    Matching(
        "40[0345]|41[46]|50[0-4]",
        "a status for which CloudFront shows a page: 400, 403, 404, 405, 414, 416, or 500 to 504",
    ),
]
"""Status of an error by its number. Source:
docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html"""

Generation = Annotated[
    str,
    _TEXT,
    Matching(r"[a-z0-9](-?[a-z0-9])*", "lower-case letters, digits and single hyphens"),
    Field(max_length=20, examples=["2026"]),
]
"""Name of one of several keys that follow each other."""

HealthPath = Annotated[
    str,
    Matching(r"/[A-Za-z0-9/._~?=&-]*", "a path that starts with `/`"),
    Field(max_length=1024, examples=["/healthz"]),
]

ContainerUser = Annotated[
    str,
    Matching(
        r"[0-9]{1,10}(:[0-9]{1,10})?",
        "a user's number, or a user's and a group's, in quotes: '1000' or '1000:1000'",
    ),
    Field(examples=["1000:1000"]),
]
"""User of a container, by number. A name could mean another user, or none, in the image's next
version."""

Image = Annotated[
    str,
    Matching(
        r"([a-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*"
        r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?",
        "an image reference such as `orders:1.4.2` (a repository that this platform keeps) "
        "or `public.ecr.aws/nginx/nginx:1.27` (with a registry's host)",
    ),
    Field(examples=["orders:1.4.2", "public.ecr.aws/nginx/nginx:1.27"]),
]

ImageVersion = Annotated[
    str,
    _TEXT,
    Matching(
        r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha256:[0-9a-f]{64}",
        "an image tag such as 1.4.2, or a digest sha256:...",
    ),
    Field(examples=["1.4.2"]),
]

VariableName = Annotated[
    str,
    Matching(r"[A-Z][A-Z0-9_]*", "upper-case letters, digits and `_`, as in LOG_LEVEL"),
]
VariableValue = Annotated[str, _TEXT, Field(examples=["info"])]

AccountId = Annotated[
    str,
    _TEXT,
    Matching(r"[0-9]{12}", "twelve digits, in quotes"),
    Field(examples=["111122223333"]),
]
HostedZoneId = Annotated[
    str,
    Matching(r"Z[A-Z0-9]{6,31}", "a Route 53 hosted zone ID such as Z0123456"),
    Field(examples=["Z0123456"]),
]
Region = Annotated[
    str,
    AfterValidator(_commercial_region),
    Field(json_schema_extra={"examples": sorted(REGION_ZONES, key=_common_first)}),
]
ZoneSuffix = Annotated[
    str,
    Matching(r"[a-h]", "the letter of an availability zone, a to h"),
    Field(examples=["a"]),
]
"""Letter of an availability zone, such as `b` for eu-central-1b. Eight letters are possible,
because the subnet plan keeps one slot for each."""

PrivateNetwork = Annotated[str, AfterValidator(inside_network), Field(examples=["10.20.0.0/16"])]

Window = Annotated[
    str,
    Matching(
        r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
        r"-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d",
        "a weekly window in UTC such as sun:03:00-sun:04:00",
    ),
    Field(examples=["sun:03:00-sun:04:00"]),
]
DailyWindow = Annotated[
    str,
    Matching(
        r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d",
        "a daily window in UTC such as 01:00-02:00",
    ),
    Field(examples=["01:00-02:00"]),
]


def _schedule(value: str) -> str:
    if problem := schedule_problem(value):
        raise ValueError(problem)
    return value


Schedule = Annotated[
    str,
    AfterValidator(_schedule),
    Field(json_schema_extra={"examples": ["rate(1 hour)", "cron(0 2 * * ? *)"]}),
]


def _timezone(value: str) -> str:
    if problem := timezone_problem(value):
        raise ValueError(problem)
    return value


TimeZone = Annotated[str, AfterValidator(_timezone), Field(examples=["Europe/Berlin"])]

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: 00:00:00 \+0000 UTC|T00:00:00Z)")
"""Pattern of a day that stands without quotes in a stack's file: the Pulumi CLI reads it as a
moment, and hands its text on."""


def _as_day(given: Any) -> Any:
    moment = _MIDNIGHT.fullmatch(given) if isinstance(given, str) else None
    return moment[1] if moment else given


Day = Annotated[date, BeforeValidator(_as_day)]

TagKey = Annotated[
    str,
    Matching(
        r"(?! )[A-Za-z0-9 _.:/=+@-]{1,128}(?<! )",
        "1 to 128 letters, digits, spaces or any of _ . : / = + - @, without a space at an end",
    ),
]

TagValue = Annotated[
    str,
    _TEXT,
    Matching(
        r"(?! )[A-Za-z0-9 _.:/=+@-]{1,256}(?<! )",
        "1 to 256 letters, digits, spaces or any of _ . : / = + - @, without a space at an end",
    ),
    Field(examples=["internal"]),
]
OneLine = Annotated[
    str,
    Matching(r"(?!\s)[^\x00-\x1f\x7f]+(?<!\s)", "one line of text, without a space at an end"),
]
CacheVersion = Annotated[
    str,
    Matching(r"\d+\.\d+", "a version with its minor, such as 7.1"),
    Field(examples=["7.1", "8.2"]),
]
Port = Annotated[int, Field(ge=1, le=65535, examples=[8080])]
