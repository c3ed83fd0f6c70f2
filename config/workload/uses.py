"""What a program may use: data, messages, other services, secrets, and the internet."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from config.values import Broken, KeyPrefix, Name, Port, Section
from config.workload.statements import GivenStatement

BucketAccess = Literal["read", "write", "read_write"]


class BucketUse(Section):
    """Access to a bucket, or to the part of it below a prefix."""

    access: BucketAccess
    prefix: KeyPrefix = ""
    """Such as `invoices/`; empty for the whole bucket."""


def _short_bucket_use(value: Any) -> Any:
    return {"access": value} if isinstance(value, str) else value


ShortBucketUse = Annotated[
    BucketUse,
    BeforeValidator(_short_bucket_use, json_schema_input_type=BucketAccess | BucketUse),
]
"""`uploads: read` is short for `uploads: {access: read}`."""


class Uses(Section):
    """What a program may reach. It gets the addresses as environment variables, the passwords
    from Secrets Manager, the network path and the IAM statement; without a line here, nothing."""

    databases: dict[Name, Literal["read", "write"]] = {}
    """The first is DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_READ_HOST and DB_SSLMODE;
    each further one has its name before them, as in ACCOUNTS_DB_HOST. write includes changing the
    schema."""
    cache: bool = False
    """CACHE_HOST, CACHE_PORT, CACHE_USER, CACHE_PASSWORD, CACHE_TLS. Keys live below the program's
    own prefix `<name>:`."""
    buckets: dict[Name, ShortBucketUse] = {}
    """BUCKET_<NAME>."""
    topics: dict[Name, Literal["publish"]] = {}
    """TOPIC_<NAME>."""
    queues: dict[Name, Literal["send", "receive"]] = {}
    """QUEUE_<NAME>. A worker's own queue is not listed here."""
    services: list[Name] = []
    """Services to call inside the network: <NAME>_URL."""
    secrets: list[Name] = []
    """Secrets whose value somebody enters by hand, such as an API key: <NAME>."""
    own: list[Name] = []
    """Names that the team's own/resources.py exports: their variables, secrets and rights, and the
    way to them. Default: none."""
    statements: list[GivenStatement] = []
    """Rights that nothing above gives, on AWS only. Default: none."""
    internet: list[Port] = [443]
    """TCP ports outside the network that the program may connect to. Without 443 it reaches no API
    of AWS, and its task cannot start."""

    def rules(self) -> Iterator[Broken]:
        """ECS itself needs a way out: to the image, the secrets and the log."""
        if 443 not in self.internet:
            yield Broken(
                "internet",
                self.internet,
                "must contain 443: by it the task gets its image and its secrets, from AWS's APIs",
            )
