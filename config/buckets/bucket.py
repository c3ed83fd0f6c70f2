"""Buckets: what is stored in S3, for what, and for how long."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.teams import Shared
from config.values import Broken, HostLabel, PathPrefix


class Bucket(Shared):
    """S3 bucket, private, encrypted and versioned. `purpose` decides its lifecycle."""

    purpose: Literal["uploads", "static", "backups", "archives"]
    """Purpose of the bucket, which decides how its objects move to cheaper storage. uploads: to
    Infrequent Access after 30 days. static: served by CloudFront below `path`. backups: to
    Infrequent Access after 30 days, Glacier after 90. archives: to Glacier after 30 days."""
    path: Annotated[PathPrefix, Field(examples=["/static"])] | None = None
    """Path prefix of the environment's hosts that answers from this bucket, for purpose static
    only. The keys of objects contain the prefix: with /static, the object static/app.js is
    https://<host>/static/app.js."""
    hosts: Annotated[list[HostLabel], Field(examples=[["static"]])] = []
    """Labels that get a DNS name for these files, in addition to those of the routes; for purpose
    static only."""
    expire_days: Annotated[int, Field(ge=1, le=36500, examples=[365])] | None = None
    """Days after which objects are deleted. Absent: they are kept. A deleted object stays
    recoverable for `retention.object_versions_days`."""
    lock_days: Annotated[int, Field(ge=1, le=36500, examples=[30])] | None = None
    """Days for which object lock keeps a written object from deletion, for purposes backups and
    archives only. Nobody can take the lock back. Where the environment is protected, not even the
    account's root can delete an object earlier (compliance mode); elsewhere an operator with
    s3:BypassGovernanceRetention can, so that the environment can be destroyed. The key is added and
    changed in place, for new objects only; when it is removed, new objects are free and locked ones
    stay locked."""

    def rules(self) -> Iterator[Broken]:
        """Checks the keys that are valid for some purposes only."""
        yield from super().rules()
        if self.purpose == "static" and self.path is None:
            yield Broken("path", None, "a static bucket needs the path it answers, such as /static")
        if self.path == "/":
            yield Broken("path", "/", "must be below /, which the load balancer answers")
        if self.purpose != "static" and self.path is not None:
            yield Broken("path", self.path, "only a bucket of purpose static is served")
        if self.purpose != "static" and self.hosts:
            yield Broken("hosts", self.hosts, "only a bucket of purpose static is served")
        if self.lock_days is not None and self.purpose not in ("backups", "archives"):
            yield Broken("lock_days", self.lock_days, "only buckets of purpose backups or archives")
        if self.lock_days and self.expire_days and self.expire_days < self.lock_days:
            yield Broken("expire_days", self.expire_days, "must not be shorter than lock_days")
