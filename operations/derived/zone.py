"""The hosted zone of an environment's domain. Route 53 is in no region, so a region's loss leaves
it."""

from typing import Any

from operations import accounts
from operations.errors import OperationError


def zone_of(client: Any, domain: str) -> str:
    """Returns the ID of the public zone that is called like the domain. Raises OperationError if
    there is none, or more than one: only one of those is delegated."""
    with accounts.asking(f"the zone of {domain}"):
        answer = client.list_hosted_zones_by_name(DNSName=domain, MaxItems="100")
    found = [
        str(each["Id"]).rpartition("/")[2]
        for each in answer["HostedZones"]
        if each["Name"].rstrip(".") == domain and not each.get("Config", {}).get("PrivateZone")
    ]
    if len(found) != 1:
        raise OperationError(
            f"the account has {len(found)} public zones called {domain}",
            remedy="give the delegated one with --hosted-zone-id",
        )
    return found[0]
