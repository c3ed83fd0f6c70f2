"""Things that a program may use: data, messages, other services, secrets and the internet."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.flags import FlagName
from config.identity import ShortUserPoolUse
from config.values import Broken, KeyPrefix, Name, Port, Section
from config.workload.statements import GivenStatement

BucketAccess = Literal["read", "write", "read_write"]


class BucketUse(Section):
    """Access to a bucket, or to the part of it below a prefix."""

    access: BucketAccess
    """Kind of access."""
    prefix: KeyPrefix = ""
    """Prefix of the objects that the program may reach, with a closing slash. Empty: the whole
    bucket."""


def _short_bucket_use(value: Any) -> Any:
    return {"access": value} if isinstance(value, str) else value


ShortBucketUse = Annotated[
    BucketUse,
    BeforeValidator(_short_bucket_use, json_schema_input_type=BucketAccess | BucketUse),
]
"""Access to a bucket, of which `uploads: read` is the short form of `uploads: {access: read}`."""


def _switch_or_cluster(value: Any) -> Any:
    if isinstance(value, bool) or value == "cluster":
        return value
    raise ValueError("must be true, false or cluster, which is for programs that know shards")


CacheUse = Annotated[
    bool | Literal["cluster"],
    BeforeValidator(_switch_or_cluster, json_schema_input_type=bool | Literal["cluster"]),
]
"""Access to the cache, as a plain client or as one that knows shards."""


class Uses(Section):
    """Things that a program may reach. For each it gets the address as an environment variable, the
    password from Secrets Manager, the network path and the IAM statement. Without a line here it
    gets nothing."""

    databases: Annotated[
        dict[Name, Literal["read", "write"]], Field(examples=[{"orders": "write"}])
    ] = {}
    """Databases by name, with `read` or `write`; write includes changes of the schema. The first is
    given as DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_READ_HOST and DB_SSLMODE. Each
    further one has its name before these, as in ACCOUNTS_DB_HOST."""
    cache: CacheUse = False
    """Access to the cache, given as CACHE_HOST, CACHE_PORT, CACHE_USER, CACHE_PASSWORD and
    CACHE_TLS. The program may use keys below its own prefix `<name>:` only. `cluster` says that it
    can use a cache with shards, too: it gets CACHE_CLUSTER, which is true where there are some and
    a cluster client is needed, and false elsewhere (docs/cache.md)."""
    caches: Annotated[
        dict[Name, Literal["plain", "cluster"]], Field(examples=[{"sessions": "plain"}])
    ] = {}
    """Access to further caches, by name, with the kind of client: `plain`, or `cluster` for one
    that knows shards, too. Each is given like the first cache, with its name before the variables,
    as in SESSIONS_CACHE_HOST. On AWS `caches` of the stack file says how it runs; on Docker it has
    a container of its own (docs/cache.md)."""
    buckets: Annotated[dict[Name, ShortBucketUse], Field(examples=[{"uploads": "read"}])] = {}
    """Buckets by name, with the kind of access, each given as BUCKET_<NAME>."""
    search_indexes: Annotated[
        dict[Name, Literal["read", "write"]], Field(examples=[{"products": "write"}])
    ] = {}
    """Indexes of the search engine by name, with `read` or `write`; write includes making and
    deleting them. Each is given as SEARCH_INDEX_<NAME>, and the engine as SEARCH_URL. SEARCH_SIGNED
    is true where each request must be signed with the program's role (AWS Signature Version 4,
    service `es`), and false on Docker. The program may use the index of this name and those whose
    names go on with a hyphen, as products-2027 (docs/search.md)."""
    topics: Annotated[
        dict[Name, Literal["publish"]], Field(examples=[{"order-events": "publish"}])
    ] = {}
    """Topics to which the program publishes, each given as TOPIC_<NAME>."""
    queues: Annotated[
        dict[Name, Literal["send", "receive"]], Field(examples=[{"mails": "send"}])
    ] = {}
    """Queues by name, with `send` or `receive`, each given as QUEUE_<NAME>. Do not list a worker's
    own queue."""
    mail: bool = False
    """Right to send mail by the API of Amazon SES (v2), from the addresses of the workload's
    `mail`, given as MAIL_FROM, the first of them, and MAIL_DOMAIN."""
    flags: Annotated[list[FlagName], Field(examples=[["new_checkout"]])] = []
    """Feature flags that the program reads, given together as FLAGS_URL: the address that answers
    with a JSON document of all flags, such as `{"new_checkout": {"enabled": true}}`
    (docs/flags.md)."""
    user_pools: Annotated[
        dict[Name, ShortUserPoolUse],
        Field(examples=[{"people": "read"}, {"people": {"client": "web", "secret": True}}]),
    ] = {}
    """User pools by name, with the rights at Cognito's API: `names` (none), `read` or `manage`.
    Each is given as <NAME>_USER_POOL_ID, <NAME>_ISSUER (the `iss` of its tokens) and
    <NAME>_SIGN_IN_URL, the address of its pages, which is empty on Docker. With `client` there is
    <NAME>_CLIENT_ID, and with `secret` <NAME>_CLIENT_SECRET (docs/user-pools.md)."""
    services: list[Name] = []
    """Services that the program calls inside the network, each given as <NAME>_URL."""
    secrets: Annotated[list[Name], Field(examples=[["payment-provider-key"]])] = []
    """Secrets whose value somebody enters by hand, such as an API key, each given as <NAME>."""
    signing_keys: Annotated[list[Name], Field(examples=[["films"]])] = []
    """Keys of `edge.signing_keys` with which the program signs URLs or cookies for files of buckets
    that ask for it (`signed_with`). Each is given as <NAME>_SIGNING_KEY, the private key (PEM), and
    <NAME>_SIGNING_KEY_ID, the ID by which CloudFront knows it."""
    own: Annotated[list[Name], Field(examples=[["carts"]])] = []
    """Names that the team's own/resources.py exports. The program gets their variables, secrets and
    rights, and the network path to them. Default: none."""
    statements: list[GivenStatement] = []
    """Rights that no other key here gives, on AWS only. Default: none."""
    internet: Annotated[list[Port], Field(examples=[[443, 587]])] = [443]
    """TCP ports outside the network to which the program may connect. 443 must be one of them:
    without it the task reaches no API of AWS and cannot start."""

    def rules(self) -> Iterator[Broken]:
        """Checks that port 443 is open, by which ECS itself fetches the image and the secrets, and
        sends the log."""
        if 443 not in self.internet:
            yield Broken(
                "internet",
                self.internet,
                "must contain 443: by it the task gets its image and its secrets, from AWS's APIs",
            )
