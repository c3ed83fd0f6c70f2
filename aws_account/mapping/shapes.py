"""Functions for the few resources whose shape really differs between Pulumi and AWS."""

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
    """Drops an input that the operation's name alone expresses, as EnableKeyRotation does."""
    inputs.clear()
    return {}


def tags_of(kind: str) -> Special:
    """Returns the function for EC2's form of tags, for a kind of resource that the operation's name
    does not contain."""

    def special(inputs: Values) -> Values:
        tags = inputs.pop("tags", None) or {}
        pairs = [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": pairs}]} if pairs else {}

    return special


def validation_options(answer: Values) -> list[Values]:
    """Returns the DNS records by which ACM verifies the owner of a domain."""
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


def validity(inputs: Values) -> Values:
    """Returns the time for which a certificate is valid. The end is a moment, whose digits are one
    number in a request."""
    given = inputs.pop("validity")
    value = str(given["value"])
    if given["type"] == "END_DATE":
        value = "".join(each for each in value if each.isdigit())
    return {"Validity": {"Type": given["type"], "Value": int(value)}}


def record_set(action: str) -> Special:
    """Returns the function for a DNS record, which is the one entry of a batch of changes."""

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


def first_vpc(inputs: Values) -> Values:
    """Returns the VPC with which a private zone is created. Without the word moto makes a public
    one; AWS goes by the VPC."""
    vpcs = inputs.pop("vpcs", None)
    if not vpcs:
        return {}
    vpc = {"VPCId": vpcs[0]["vpcId"], "VPCRegion": vpcs[0]["vpcRegion"]}
    return {"VPC": vpc, "HostedZoneConfig": {"PrivateZone": True}}


def name_servers(answer: Values) -> list[str]:
    """Returns the name servers of a zone. Every private one has these four, which the provider
    reads from the zone's own record; AWS's answer and moto name none."""
    servers = (answer.get("DelegationSet") or {}).get("NameServers")
    numbers = ((0, "com"), (512, "net"), (1024, "org"), (1536, "co.uk"))
    return servers or [f"ns-{number}.awsdns-00.{end}" for number, end in numbers]


def inspected_bodies(inputs: Values) -> Values:
    """Returns the inspected size of request bodies. For WAF it is a map by the kind of resource,
    and for the provider a list of blocks."""
    given = inputs.pop("associationConfig", None)
    if not given:
        return {}
    limits = {
        kind.upper(): {"DefaultSizeInspectionLimit": block["defaultSizeInspectionLimit"]}
        for body in given["requestBodies"]
        for kind, block in body.items()
    }
    return {"AssociationConfig": {"RequestBody": limits}}


def published_logs(inputs: Values) -> Values:
    """Returns the logs of a search engine, a map by their type for AWS and a list for the
    provider."""
    logs = inputs.pop("logPublishingOptions", None)
    if not logs:
        return {}
    published = {
        each["logType"]: {
            "CloudWatchLogsLogGroupArn": each["cloudwatchLogGroupArn"],
            "Enabled": each.get("enabled", True),
        }
        for each in logs
    }
    return {"LogPublishingOptions": published}


_LOGS = ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS")
PUBLISHED_LOGS = (
    "["
    + ", ".join(
        f"{{logType: '{log}', cloudwatchLogGroupArn:"
        f" LogPublishingOptions.{log}.CloudWatchLogsLogGroupArn}}"
        for log in _LOGS
    )
    + "] | [?cloudwatchLogGroupArn]"
)
"""JMESPath to the same list in AWS's answer."""


def containers(inputs: Values) -> Values:
    """Returns a task's containers, which are JSON text for the provider and a list for ECS."""
    return {"containerDefinitions": json.loads(inputs.pop("containerDefinitions"))}


def function_code(inputs: Values) -> Values:
    """Returns an archive's files as the ZIP that Lambda accepts, with the same bytes on every
    run."""
    archive = inputs.pop("code", None)
    if not archive:
        return {}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, asset in sorted(archive["assets"].items()):
            file.writestr(zipfile.ZipInfo(name), asset["text"])
    return {"Code": {"ZipFile": content.getvalue()}}


def code_hash(archive: Values) -> str:
    """Returns the `CodeSha256` that Lambda computes of an archive."""
    content: bytes = function_code({"code": archive})["Code"]["ZipFile"]
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def content_hash(text: str) -> str:
    """Returns the tag that S3 gives to an object with this text."""
    return f'"{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"'


def with_first_name(declared: Mapping[str, Any], found: Any) -> bool:
    """Returns true if a certificate has the declared names. AWS adds the domain itself to them."""
    return {*found} == {declared["domainName"], *declared["subjectAlternativeNames"]}


def is_minor(declared: Mapping[str, Any], found: Any) -> bool:
    """Returns true if the found version is a minor one of the declared, to which AWS upgrades by
    itself."""
    return str(found).startswith(f"{declared['engineVersion']}.")


def has_grown(declared: Mapping[str, Any], found: Any) -> bool:
    """Returns true if RDS enlarged a volume, which it does up to the given limit."""
    limit = declared.get("maxAllocatedStorage") or 0
    return bool(int(declared["allocatedStorage"]) < int(found) <= int(limit))


def new_function_code(inputs: Values) -> Values:
    """Returns the ZIP for a function that exists. Its parameters are one level higher than at
    creation."""
    parameters: Values = function_code(inputs).get("Code", {})
    return parameters


def new_replicas(inputs: Values) -> Values:
    """Returns the number of a cache's nodes, which are its primary and the replicas."""
    return {"NewReplicaCount": int(inputs.pop("numCacheClusters", 1)) - 1}


def cluster_address(answer: Values) -> str:
    """Returns the address at which clients ask for all shards of a cache. Empty without shards."""
    return str((answer.get("ConfigurationEndpoint") or {}).get("Address", ""))


def primary_address(answer: Values) -> str:
    """Returns the address of a cache's primary. Empty with shards, which have one each."""
    return _node_address(answer, "PrimaryEndpoint")


def reader_address(answer: Values) -> str:
    """Returns the address of a cache's replicas. Empty with shards."""
    return _node_address(answer, "ReaderEndpoint")


def serverless_endpoint(port: int) -> Callable[[Values], list[Values]]:
    """Returns the function that gives the address of a serverless cache at a port. AWS's answer is
    empty where moto has none."""

    def found(answer: Values) -> list[Values]:
        given = answer.get("Endpoint") or {}
        return [{"address": given.get("Address", "serverless.cache.amazonaws.com"), "port": port}]

    return found


def _node_address(answer: Values, role: str) -> str:
    return str((answer["NodeGroups"][0].get(role) or {}).get("Address", ""))


def left_regions(inputs: Values) -> Values:
    """Returns the regions of a secret's copies that are to be removed."""
    return {"RemoveReplicaRegions": [each["region"] for each in inputs.pop("replicas")]}


def object_tags(inputs: Values) -> Values:
    """Returns an object's tags as text in the form of a query."""
    tags = inputs.pop("tags", None) or {}
    return {"Tagging": urlencode(sorted(tags.items()))} if tags else {}


def notifications(inputs: Values) -> Values:
    """Returns a bucket's notifications in S3's form, in which the parts of a key are rules of a
    filter."""
    whole: Values = {}
    if inputs.pop("eventbridge", False):
        whole["EventBridgeConfiguration"] = {}
    for kind in ("Queue", "Topic"):
        if found := inputs.pop(f"{kind.lower()}s", None):
            whole[f"{kind}Configurations"] = [_notification(kind, each) for each in found]
    return {"NotificationConfiguration": whole}


def _notification(kind: str, given: Values) -> Values:
    rules = [
        {"Name": name.lower(), "Value": given[f"filter{name}"]}
        for name in ("Prefix", "Suffix")
        if given.get(f"filter{name}")
    ]
    return {
        "Id": given["id"],
        f"{kind}Arn": given[f"{kind.lower()}Arn"],
        "Events": given["events"],
        **({"Filter": {"Key": {"FilterRules": rules}}} if rules else {}),
    }


def notified(kind: str) -> str:
    """Returns the path to the notifications of one kind in S3's answer, in Pulumi's form. S3 writes
    the names of filters with a capital."""
    rule = "Filter.Key.FilterRules[?Name=='{0}' || Name=='{1}'].Value | [0]"
    prefix, suffix = rule.format("prefix", "Prefix"), rule.format("suffix", "Suffix")
    return (
        f"{kind}Configurations[].{{id: Id, {kind.lower()}Arn: {kind}Arn, events: Events,"
        f" filterPrefix: {prefix}, filterSuffix: {suffix}}}"
    )


def scheme(inputs: Values) -> Values:
    """Returns a load balancer's `internal` as the word that AWS uses."""
    return {"Scheme": "internal" if inputs.pop("internal", False) else "internet-facing"}


def master_user_secrets(answer: Values) -> list[Values]:
    """Returns the secret in which RDS keeps the master password that it made."""
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
    """Drops a replica's encryption setting, because its source decides that."""
    inputs.pop("storageEncrypted", None)
    return {}


def restored(inputs: Values) -> Values:
    """Drops what a snapshot decides: its master user, its encryption and key."""
    for name in ("username", "storageEncrypted", "kmsKeyId"):
        inputs.pop(name, None)
    return {}


def recovery(inputs: Values) -> Values:
    """Returns the number of days in which a deleted secret can be restored. 0 days allow no
    restoration."""
    days = int(inputs.get("recoveryWindowInDays") or 0)
    inputs.clear()
    return {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}


def empty_bucket(inputs: Mapping[str, Any], send: Callable[[str, Values], Values]) -> None:
    """Removes every version of every object, if the program allows it."""
    # S3 lists a thousand at a time, and a bucket of logs has many more.
    while inputs.get("forceDestroy"):
        listed = send("ListObjectVersions", {"Bucket": inputs["bucket"]})
        versions = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
        for version in versions:
            at = {"Key": version["Key"], "VersionId": version["VersionId"]}
            send("DeleteObject", {"Bucket": inputs["bucket"], **at})
        if not versions:
            break


def stop_replicating(inputs: Mapping[str, Any], send: Callable[[str, Values], Values]) -> None:
    """Removes the copies of a secret in other regions, because AWS deletes no secret that has
    any."""
    regions = [replica["region"] for replica in inputs.get("replicas") or ()]
    if regions:
        secret = {"SecretId": inputs["name"], "RemoveReplicaRegions": regions}
        send("RemoveRegionsFromReplication", secret)


def nat_address(field: str) -> Callable[[Values], str]:
    """Returns the function for a field of a gateway's own address. It is empty for a regional
    gateway, which has one address in each zone."""

    def output(answer: Values) -> str:
        addresses = answer.get("NatGatewayAddresses") or [{}]
        return str(addresses[0].get(field, ""))

    return output
