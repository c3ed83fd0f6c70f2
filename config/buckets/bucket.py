"""Buckets: what is stored in S3, for what, and for how long."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.buckets.events import MOST_EVENTS, BucketEvent, overlaps
from config.buckets.static_site import StaticSite
from config.buckets.storage_classes import CLASSES, StorageMove, move_problems
from config.teams import Shared
from config.values import Broken, Host, Name, ObjectFile, PathPrefix


class Bucket(Shared):
    """S3 bucket, private, encrypted and versioned."""

    purpose: Literal["uploads", "static", "backups", "archives"]
    """Purpose of the bucket, which decides how its objects move to cheaper storage where `storage`
    is absent. uploads: to Infrequent Access after 30 days. static: served by CloudFront below
    `path`. backups: to Infrequent Access after 30 days, Glacier after 90. archives: to Glacier
    after 30 days."""
    path: Annotated[PathPrefix, Field(examples=["/static"])] | None = None
    """Path prefix of the environment's hosts that answers from this bucket, for purpose static
    only. The keys of objects contain the prefix: with /static, the object static/app.js is
    https://<host>/static/app.js. With /, the bucket is a site: it answers every path that is no
    route's and no other bucket's."""
    hosts: Annotated[list[Host], Field(examples=[["static"]])] = []
    """Labels that get a DNS name for these files, in addition to those of the routes; for purpose
    static only. `static@germany` is one at a further domain. A site answers at these hosts alone,
    and without any at all hosts."""
    signed_with: Annotated[Name, Field(examples=["films"])] | None = None
    """Key without whose signature the edge gives nobody a file of the bucket: a signed URL, or
    signed cookies (docs/edge.md, "Files for those who paid"). It is one of `edge.signing_keys`, and
    some program must have it (`uses.signing_keys`). For purpose static only, and for no site.
    Changed in place. Absent: the files are for everybody."""
    index: Annotated[ObjectFile, Field(examples=["index.html"])] | None = None
    """Name of the file that answers for a folder of a site, and for `/`. Absent: index.html. For
    `path: /` only."""
    fallback: Annotated[ObjectFile, Field(examples=["index.html"])] | None = None
    """Key of the file that answers, with status 200, for each path of a site whose last part has no
    dot: the page of an app that draws its paths itself. Absent: a folder's index answers. For
    `path: /` only. Paths below /.well-known are always files."""
    expire_days: Annotated[int, Field(ge=1, le=36500, examples=[365])] | None = None
    """Days after which objects are deleted. Absent: they are kept. A deleted object stays
    recoverable for `retention.object_versions_days`."""
    storage: (
        Annotated[
            list[StorageMove],
            Field(max_length=6, examples=[[{"days": 0, "storage_class": "INTELLIGENT_TIERING"}]]),
        ]
        | None
    ) = None
    """Moves of objects to cheaper storage classes, the first one first. S3 leaves objects below
    128 KB where they are. An empty list keeps all in STANDARD. A change is in place, and nothing
    moves back. Absent: as `purpose` says."""
    lock_days: Annotated[int, Field(ge=1, le=36500, examples=[30])] | None = None
    """Days for which object lock keeps a written object from deletion; a write under the same key
    makes another version. Not for purpose static. Nobody can take the lock back. Where the
    environment is protected, not even the account's root can delete an object earlier (compliance
    mode); elsewhere an operator with s3:BypassGovernanceRetention can, so that the environment can
    be destroyed. The key is added and changed in place, for new objects only; when it is removed,
    new objects are free and locked ones stay locked. Absent: no lock."""
    replicate: bool = True
    """Switch that keeps copies of the objects, in `recovery_region` and in the vault of
    `backup.buckets`. false is for what can be made again, such as thumbnails: the loss of the
    region loses it. A later false deletes the copy, which `protect` refuses as it does for any
    bucket; a later true copies only what is written from then on. Default: true."""

    events: Annotated[
        list[BucketEvent],
        Field(max_length=MOST_EVENTS, examples=[[{"on": "created", "queue": "transcodings"}]]),
    ] = []
    """Messages about objects that come and go, on AWS only. A change is in place; what happened
    before is not told. Default: none."""

    def site(self) -> StaticSite | None:
        """Returns how the bucket answers as a site; None if it is none."""
        if self.path != "/":
            return None
        return StaticSite(tuple(self.hosts), self.index or "index.html", self.fallback)

    def rules(self) -> Iterator[Broken]:
        """Checks the keys that are valid for some purposes only."""
        yield from super().rules()
        pathless = self.purpose == "static" and self.path is None
        if pathless:
            yield Broken("path", None, "a static bucket needs the path it answers, such as /static")
        for key in ("index", "fallback"):
            value = getattr(self, key)
            if value is not None and self.path != "/" and not pathless:
                yield Broken(key, value, "only a static bucket with `path: /` is a site")
        if self.index is not None and "/" in self.index:
            yield Broken("index", self.index, "is the name of a file in each folder, without /")
        if self.purpose != "static" and self.path is not None:
            yield Broken("path", self.path, "only a bucket of purpose static is served")
        if self.purpose != "static" and self.hosts:
            yield Broken("hosts", self.hosts, "only a bucket of purpose static is served")
        yield from self._signature_rules()
        if self.lock_days is not None and self.purpose == "static":
            yield Broken(
                "lock_days",
                self.lock_days,
                "not for a static bucket: its files come from a repository, and a later `up` could "
                "not remove the error page that it keeps for CloudFront",
            )
        if self.lock_days and self.expire_days and self.expire_days < self.lock_days:
            yield Broken("expire_days", self.expire_days, "must not be shorter than lock_days")
        yield from overlaps(self.events)
        yield from move_problems(self.storage or (), self.expire_days)
        for index, move in enumerate(self.storage or ()):
            if self.purpose == "static" and CLASSES[move.storage_class].archived:
                yield Broken(
                    ("storage", index, "storage_class"),
                    move.storage_class,
                    "is an archive, from which CloudFront cannot serve a file; choose GLACIER_IR "
                    "or a class before it",
                )

    def _signature_rules(self) -> Iterator[Broken]:
        """Checks that files which need a signature are a part of the environment, below a path."""
        if self.signed_with is None:
            return
        if self.purpose != "static":
            yield Broken(
                "signed_with", self.signed_with, "only a bucket of purpose static is served"
            )
        elif self.path == "/":
            yield Broken(
                "signed_with",
                self.signed_with,
                "is not for a site, whose first page nobody could open; put what is paid for into "
                "a bucket with a path of its own",
            )
