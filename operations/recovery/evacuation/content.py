"""The content of the lost environment, from its copies in the recovery region: values of secrets,
and objects. Nothing is read from the lost region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from config import CloudPlatform
from operations import accounts
from operations.errors import OperationError
from operations.procedure import Clock, Look, Step, looked, patiently, say
from operations.recovery.objects import Restoration
from operations.sites import Site
from planning import facts
from planning.backups import vaults

_CURRENT = "AWSCURRENT"


@dataclass(frozen=True, kw_only=True)
class Content:
    """The copies of one environment, and another one that is filled from them."""

    lost: CloudPlatform
    site: Site
    """The new environment, in the region of the copies."""
    clock: Clock

    @cached_property
    def secrets(self) -> dict[str, tuple[str, str]]:
        """The copy and the new secret of each name that people entered a value for."""
        old = facts.environment_of(self.lost)
        new = facts.environment_of(self.site.platform)
        return {
            name: (old.path(name).removeprefix("/"), new.path(name).removeprefix("/"))
            for name in facts.entered_secrets(self.lost)
        }

    def secret_step(self) -> Step:
        """Returns the step that enters the values. A new secret's version gets the ID of the one
        that it was copied from, by which it is known; no value is shown or written down."""
        client = self.site.client("secretsmanager")

        def version(secret: str) -> str:
            described = client.describe_secret(SecretId=secret)
            stages = described.get("VersionIdsToStages") or {}
            return next((id_ for id_, names in stages.items() if _CURRENT in names), "")

        def left() -> Iterator[tuple[str, str, str]]:
            for old, new in self.secrets.values():
                wanted = version(old)
                # A secret that never got a value has none to copy.
                if wanted and version(new) != wanted:
                    yield old, new, wanted

        def look() -> Look:
            if not self.has_places():
                return Look.TO_DO
            return looked(done=not any(left()))

        def do() -> None:
            for old, new, wanted in left():
                found = client.get_secret_value(SecretId=old, VersionId=wanted)
                value = {key: found[key] for key in _VALUES if key in found}
                client.put_secret_value(SecretId=new, ClientRequestToken=wanted, **value)

        return Step(
            name="secrets",
            does=f"copies the values of {', '.join(self.secrets) or 'no secret'} from their "
            f"replicas in {self.site.region} into the new secrets",
            calls=("secretsmanager:PutSecretValue",),
            minutes=1,
            look=look,
            do=do,
        )

    def has_places(self) -> bool:
        """Returns true if each new secret is there."""
        found = {each.name for each in self.site.resources.of("secretsmanager.Secret")}
        return set(self.secrets) <= found

    def object_step(self) -> Step:
        """Returns the step that fills the buckets from their replicas. Run again, it copies what is
        left; objects that are newer in the new bucket stay."""
        # What stands in the new environment's place is filled by its owner, too.
        others = self.lost.settings.existing.buckets | self.site.platform.settings.existing.buckets
        copied = vaults.replicated(self.lost.settings, self.lost.workload)
        names = [name for name in copied if name not in others]
        empty = [n for n, each in self.lost.workload.buckets.items() if not each.replicate]

        def look() -> Look:
            if not self._has_buckets():
                return Look.TO_DO
            return looked(done=not any(self._restoration(name).compare().back for name in names))

        def do() -> None:
            for name in names:
                restoration = self._restoration(name)
                found = restoration.compare()
                if wrong := restoration.copy(found):
                    raise OperationError(
                        f"{name}: {len(wrong)} objects differ from their copies, {wrong[0]} first",
                        remedy="run the command again: it copies those anew",
                    )
                say(f"{name}: {len(found.back):,} objects copied, checksums equal")

        return Step(
            name="objects",
            does=f"fills the buckets {', '.join(names)} from their replicas in {self.site.region}; "
            "the time depends on the number of objects"
            + f"; {', '.join(empty)} had none (replicate: false): make these anew" * bool(empty)
            + f"; {', '.join(others)} were their owners' to copy" * bool(others),
            calls=("s3:PutObject",),
            minutes=20,
            look=look,
            do=do,
        )

    def _has_buckets(self) -> bool:
        found = {each.name for each in self.site.resources.of("s3.Bucket")}
        return set(self.lost.workload.buckets) <= found

    def _restoration(self, name: str) -> Restoration:
        return Restoration(
            site=self.site,
            clock=self.clock,
            name=name,
            prefix="",
            at=None,
            from_recovery=False,
            origin=self.replica(name),
        )

    def replica(self, name: str) -> str:
        """Returns the replica of a bucket, by the name that the program gave it: the end is
        random, and the state that knows it may be lost with the region."""
        wanted = re.compile(
            rf"{re.escape(name)}-replica-{re.escape(self.lost.stack)}-[0-9a-f]{{6}}"
        )
        client = self.site.client("s3")
        with accounts.asking("its buckets"):
            answer = patiently(self.clock, lambda: client.list_buckets())
        found = [each["Name"] for each in answer["Buckets"] if wanted.fullmatch(each["Name"])]
        if len(found) != 1:
            raise OperationError(
                f"the account has {len(found)} buckets that look like the replica of {name}"
                f"{': ' if found else ''}{', '.join(found)}",
                remedy="copies of this environment are looked for by their names",
            )
        return str(found[0])


_VALUES = ("SecretString", "SecretBinary")
