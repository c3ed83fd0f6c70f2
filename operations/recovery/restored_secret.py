"""A secret's earlier value, or a deleted secret with all its values."""

from collections.abc import Mapping, Sequence
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.procedure import Clock, Look, Operated, Step, looked
from operations.report import Block, Table
from operations.sites import Site
from planning import facts as plain_facts

CURRENT = "AWSCURRENT"


def restoring(site: Site, clock: Clock, name: str, *, version: str, deleted: bool) -> Operated:
    """Returns the restoration of a secret: the value before the present one, a named version, or
    what a deletion took."""
    return Operated(
        site=site,
        clock=clock,
        name=f"restore-secret-{name}",
        facts=lambda: _facts(site, name, version, deleted=deleted),
        steps=lambda kept, _: _steps(site, kept),
        finished=lambda entries: _is_as_restored(
            site, entries.facts, version=version, deleted=deleted
        ),
        told=_told,
    )


def _is_as_restored(site: Site, kept: Mapping[str, Any], *, version: str, deleted: bool) -> bool:
    """Returns true if the last restoration is what is wanted and still holds. Without this, the
    value before would be the wrong one, and a command that is repeated would bring it back."""
    if deleted or kept["deleted"] or version not in ("", kept["to"]):
        return False
    described = site.client("secretsmanager").describe_secret(SecretId=kept["secret"])
    stages = described.get("VersionIdsToStages") or {}
    return CURRENT in stages.get(kept["to"], ())


def _facts(site: Site, name: str, version: str, *, deleted: bool) -> Mapping[str, Any]:
    client = site.client("secretsmanager")
    secret = _id(site, name)
    try:
        described = client.describe_secret(SecretId=secret)
    except Exception as error:
        if accounts.code(error) != "ResourceNotFoundException":
            raise
        raise OperationError(
            f"there is no secret {secret}, deleted or not",
            remedy="AWS keeps a deleted secret for 30 days at most",
        ) from None
    if deleted:
        if not described.get("DeletedDate"):
            raise OperationError(f"{secret} is not deleted", remedy="leave --deleted out")
        return {"secret": secret, "deleted": True, "from": "", "to": ""}
    if described.get("DeletedDate"):
        raise OperationError(f"{secret} is deleted", remedy="give --deleted first")
    stages: Mapping[str, Sequence[str]] = described.get("VersionIdsToStages") or {}
    current = _of_stage(stages, CURRENT)
    wanted = version or _of_stage(stages, "AWSPREVIOUS")
    known = _versions(client, secret)
    if not known:
        raise OperationError(f"{secret} has no value yet", remedy="enter one by `secret set`")
    if not wanted:
        raise OperationError(
            f"{secret} has no value before the present one",
            remedy=f"name a version with --version: {', '.join(known)}",
        )
    if wanted not in known:
        raise OperationError(
            f"--version: {secret} has none {wanted}", remedy=f"there are: {', '.join(known)}"
        )
    return {"secret": secret, "deleted": False, "from": current, "to": wanted}


def _id(site: Site, name: str) -> str:
    """Returns the secret's name at AWS. One that left the workload is in no state any more, so its
    name follows from the environment's."""
    found = [each for each in site.resources.of("secretsmanager.Secret") if each.name == name]
    if found:
        return str(found[0].outputs["name"])
    return plain_facts.environment_of(site.platform).path(name).removeprefix("/")


def _of_stage(stages: Mapping[str, Sequence[str]], stage: str) -> str:
    return next((id_ for id_, names in stages.items() if stage in names), "")


def _versions(client: Any, secret: str) -> list[str]:
    answer = client.list_secret_version_ids(SecretId=secret, IncludeDeprecated=True)
    return [str(each["VersionId"]) for each in answer["Versions"]]


def _steps(site: Site, facts: Mapping[str, Any]) -> Sequence[Step]:
    client, secret = site.client("secretsmanager"), str(facts["secret"])
    if facts["deleted"]:
        return [
            Step(
                name="undelete",
                does=f"takes back the deletion of {secret}, with all its values",
                calls=("secretsmanager:RestoreSecret",),
                minutes=0,
                look=lambda: looked(
                    done=not client.describe_secret(SecretId=secret).get("DeletedDate")
                ),
                do=lambda: client.restore_secret(SecretId=secret),
            )
        ]

    def look() -> Look:
        stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
        return looked(done=CURRENT in stages.get(facts["to"], ()))

    def do() -> None:
        client.update_secret_version_stage(
            SecretId=secret,
            VersionStage=CURRENT,
            MoveToVersionId=facts["to"],
            RemoveFromVersionId=facts["from"],
        )

    return [
        Step(
            name="value",
            does=f"makes version {facts['to']} the value of {secret}. The present value stays as "
            "the one before. Programs get it when they start anew",
            calls=("secretsmanager:UpdateSecretVersionStage",),
            minutes=0,
            look=look,
            do=do,
        )
    ]


def _told(facts: Mapping[str, Any]) -> list[Block]:
    now = "deleted" if facts["deleted"] else f"version {facts['from']}"
    return [Table(("", ""), (("secret", str(facts["secret"])), ("now", now)))]
