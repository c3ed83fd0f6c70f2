"""Settings of the RDS snapshot from which a database server begins."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from config.values import Broken, KeyPath, Matching, Section

MASTER_USER = "platform__admin"
"""The name of the master user that Plinth makes. RDS allows 16 characters, and attackers try
`admin` and `postgres` first."""

_NAME = r"(rds:|awsbackup:)?[A-Za-z](-?[A-Za-z0-9])*"
_ARN = re.compile(
    rf"arn:aws:rds:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{{12}}):(?P<kind>[a-z-]+):{_NAME}"
)


class SnapshotSettings(Section):
    """RDS snapshot from which a server begins, with all databases, logins and rows in it. It counts
    when the instance is created, and stays said for as long as the server does: a snapshot that is
    said later, or another one, replaces the instance."""

    id: Annotated[
        str,
        Matching(
            rf"{_NAME}|arn:aws:rds:[a-z0-9-]+:[0-9]{{12}}:[a-z-]+:{_NAME}",
            "the identifier or the ARN of an RDS snapshot",
        ),
        Field(max_length=255, examples=["shop-2026-11-27"]),
    ]
    """Identifier or ARN of a snapshot of an instance, of this account and region, encrypted. It
    must have the major version of `engine_version`, no newer minor one than that says, and no more
    storage than `storage_gib`. One of another account or region is copied first
    (docs/database-servers.md)."""
    master_user: Annotated[
        str,
        Matching(
            r"[A-Za-z][A-Za-z0-9_]{0,62}",
            "a master user of RDS: a letter, then letters, digits and `_`",
        ),
        Field(examples=["shop_admin"]),
    ] = MASTER_USER
    """Name of the snapshot's master user, which RDS restores with its rights. It gets a new
    password. Absent: that of a server that Plinth made."""

    def problems(self, path: KeyPath, *, account_id: str, region: str) -> Iterator[Broken]:
        """Yields what RDS refuses to restore here; `path` is the place of these settings."""
        found = _ARN.fullmatch(self.id)
        if not found:
            return
        place = (*path, "id")
        if found["kind"] != "snapshot":
            yield Broken(
                place,
                self.id,
                f"is the ARN of a {found['kind']}; an instance begins from one of an instance: "
                "arn:aws:rds:<region>:<account>:snapshot:<name>",
            )
        elif found["region"] != region:
            yield Broken(
                place,
                self.id,
                f"is in {found['region']}, and RDS restores within a region only; copy it to "
                f"{region} with a key there (aws rds copy-db-snapshot --source-region)",
            )
        elif found["account"] != account_id:
            yield Broken(
                place,
                self.id,
                f"is of account {found['account']}, and RDS restores no encrypted snapshot that "
                "another account shares; copy it in this one with a key of its own "
                "(aws rds copy-db-snapshot --kms-key-id), and name the copy",
            )
