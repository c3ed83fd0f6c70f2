"""The few places where Pulumi's shape of a resource and AWS's really differ."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aws_account.mapping.row import Special, Values


def drop(inputs: Values) -> Values:
    """For an operation that says by its name alone what an input says: EnableKeyRotation."""
    inputs.clear()
    return {}


def tags_of(kind: str) -> Special:
    """EC2's form of tags, for a kind of resource whose name is not in the operation's."""

    def special(inputs: Values) -> Values:
        tags = inputs.pop("tags", None) or {}
        pairs = [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": pairs}]} if pairs else {}

    return special


def validation_options(answer: Values) -> list[Values]:
    """The DNS records by which ACM sees who owns a domain."""
    return [
        {
            "domainName": option["DomainName"],
            "resourceRecordName": option["ResourceRecord"]["Name"],
            "resourceRecordType": option["ResourceRecord"]["Type"],
            "resourceRecordValue": option["ResourceRecord"]["Value"],
        }
        for option in answer["DomainValidationOptions"]
        if "ResourceRecord" in option
    ]


def record_set(action: str) -> Special:
    """A record as the one entry of a batch of changes."""

    def special(inputs: Values) -> Values:
        record: Values = {"Name": inputs.pop("name"), "Type": inputs.pop("type")}
        if (ttl := inputs.pop("ttl", None)) is not None:
            record["TTL"] = int(ttl)
        if records := inputs.pop("records", None):
            record["ResourceRecords"] = [{"Value": value} for value in records]
        for alias in inputs.pop("aliases", None) or ():
            record["AliasTarget"] = {
                "DNSName": alias["name"],
                "HostedZoneId": alias["zoneId"],
                "EvaluateTargetHealth": alias["evaluateTargetHealth"],
            }
        change = {"Action": action, "ResourceRecordSet": record}
        return {"HostedZoneId": inputs.pop("zoneId"), "ChangeBatch": {"Changes": [change]}}

    return special


def inspected_bodies(inputs: Values) -> Values:
    """How much of a body is inspected: a map by the kind of resource for WAF, a list of blocks for
    the provider."""
    given = inputs.pop("associationConfig", None)
    if not given:
        return {}
    limits = {
        kind.upper(): {"DefaultSizeInspectionLimit": block["defaultSizeInspectionLimit"]}
        for body in given["requestBodies"]
        for kind, block in body.items()
    }
    return {"AssociationConfig": {"RequestBody": limits}}


def containers(inputs: Values) -> Values:
    """A task's containers are JSON text for the provider and a list for ECS."""
    return {"containerDefinitions": json.loads(inputs.pop("containerDefinitions"))}


def function_code(inputs: Values) -> Values:
    """The files of an archive, as the ZIP that Lambda takes: the same bytes on every run."""
    archive = inputs.pop("code", None)
    if not archive:
        return {}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, asset in sorted(archive["assets"].items()):
            file.writestr(zipfile.ZipInfo(name), asset["text"])
    return {"Code": {"ZipFile": content.getvalue()}}


def code_hash(archive: Values) -> str:
    """What Lambda calls `CodeSha256` of an archive."""
    content: bytes = function_code({"code": archive})["Code"]["ZipFile"]
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def content_hash(text: str) -> str:
    """The tag that S3 gives to an object of this text."""
    return f'"{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"'


def with_first_name(declared: Mapping[str, Any], found: Any) -> bool:
    """Whether a certificate's names are those declared: AWS adds the domain itself to them."""
    return {*found} == {declared["domainName"], *declared["subjectAlternativeNames"]}


def is_minor(declared: Mapping[str, Any], found: Any) -> bool:
    """Whether a version is a minor one of the declared, which AWS upgrades by itself."""
    return str(found).startswith(f"{declared['engineVersion']}.")


def has_grown(declared: Mapping[str, Any], found: Any) -> bool:
    """Whether RDS enlarged a volume, which it does up to the limit it was given."""
    limit = declared.get("maxAllocatedStorage") or 0
    return bool(int(declared["allocatedStorage"]) < int(found) <= int(limit))


def new_function_code(inputs: Values) -> Values:
    """The same for a function that exists: what it takes stands a level higher."""
    parameters: Values = function_code(inputs).get("Code", {})
    return parameters


def new_replicas(inputs: Values) -> Values:
    """A cache's nodes are its primary and the replicas."""
    return {"NewReplicaCount": int(inputs.pop("numCacheClusters", 1)) - 1}


def left_regions(inputs: Values) -> Values:
    """Copies of a secret that go are told by their regions."""
    return {"RemoveReplicaRegions": [each["region"] for each in inputs.pop("replicas")]}


def object_tags(inputs: Values) -> Values:
    """An object's tags are text in the form of a query."""
    tags = inputs.pop("tags", None) or {}
    return {"Tagging": urlencode(sorted(tags.items()))} if tags else {}


def scheme(inputs: Values) -> Values:
    """A load balancer's `internal` is a word at AWS."""
    return {"Scheme": "internal" if inputs.pop("internal", False) else "internet-facing"}


def master_user_secrets(answer: Values) -> list[Values]:
    """Where RDS keeps the master password that it made."""
    secret = answer.get("MasterUserSecret")
    return (
        [
            {
                "secretArn": secret["SecretArn"],
                "secretStatus": secret["SecretStatus"],
                "kmsKeyId": secret["KmsKeyId"],
            }
        ]
        if secret
        else []
    )


def replica(inputs: Values) -> Values:
    """A replica is encrypted as its source is."""
    inputs.pop("storageEncrypted", None)
    return {}


def recovery(inputs: Values) -> Values:
    """How long a deleted secret can be taken back; no days are no way back."""
    days = int(inputs.get("recoveryWindowInDays") or 0)
    inputs.clear()
    return {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}


def empty_bucket(inputs: Mapping[str, Any], send: Callable[[str, Values], Values]) -> None:
    """Removes every version of every object, if the program allows it."""
    # S3 lists a thousand at a time; a bucket of logs has many more.
    while inputs.get("forceDestroy"):
        listed = send("ListObjectVersions", {"Bucket": inputs["bucket"]})
        versions = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
        for version in versions:
            at = {"Key": version["Key"], "VersionId": version["VersionId"]}
            send("DeleteObject", {"Bucket": inputs["bucket"], **at})
        if not versions:
            break


def stop_replicating(inputs: Mapping[str, Any], send: Callable[[str, Values], Values]) -> None:
    """AWS deletes no secret that has copies in other regions."""
    regions = [replica["region"] for replica in inputs.get("replicas") or ()]
    if regions:
        secret = {"SecretId": inputs["name"], "RemoveReplicaRegions": regions}
        send("RemoveRegionsFromReplication", secret)


def nat_address(field: str) -> Callable[[Values], str]:
    """A field of a gateway's own address; empty for a regional gateway, which has one a zone."""

    def output(answer: Values) -> str:
        addresses = answer.get("NatGatewayAddresses") or [{}]
        return str(addresses[0].get(field, ""))

    return output
