"""Answers provider functions where no AWS can be asked, in the same way on every run.

To add another function, write one that returns the properties AWS would, and add it to `_ANSWERS`.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pulumi

from engine import DEFAULT_REGION, Properties, account_of

Answer = Callable[[Properties, Properties], dict[str, Any]]
"""A function that takes a provider function's arguments and the provider's settings, and returns
the result."""


def answer(token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
    """Returns the result of a provider function. Raises RunError, with the function's name, if no
    answer to it is known."""
    known = _ANSWERS.get(token)
    if known is None:
        raise pulumi.RunError(
            f"{token}: this function needs AWS, and no answer to it is known offline;"
            " pass the value as configuration, or add an answer to backends/invokes.py"
        )
    return known(args, provider_settings)


def _region(args: Properties, settings: Properties) -> str:
    return str(args.get("region") or settings.get("region") or DEFAULT_REGION)


def _get_caller_identity(args: Properties, settings: Properties) -> dict[str, Any]:
    account = account_of(settings)
    return {
        "id": account,
        "accountId": account,
        "arn": f"arn:aws:iam::{account}:user/offline",
        "userId": "AIDAOFFLINE",
    }


def _get_region(args: Properties, settings: Properties) -> dict[str, Any]:
    region = _region(args, settings)
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": region,
        "endpoint": f"ec2.{region}.amazonaws.com",
    }


def _get_partition(args: Properties, settings: Properties) -> dict[str, Any]:
    return {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    }


def _get_availability_zones(args: Properties, settings: Properties) -> dict[str, Any]:
    """Returns three zones. Real regions have up to six, and an account may see some under other
    names."""
    region = _region(args, settings)
    # eu-central-1 is euc1, ap-southeast-2 is apse2
    short = re.sub("north|south|east|west|central", lambda word: word[0][0], region)
    return {
        "id": region,
        "region": region,
        "names": [f"{region}{letter}" for letter in "abc"],
        "zoneIds": [f"{short.replace('-', '')}-az{zone}" for zone in (1, 2, 3)],
        "groupNames": [f"{region}-zg-1"],
    }


def _get_prefix_list(args: Properties, settings: Properties) -> dict[str, Any]:
    """Returns a prefix list with a made-up ID, because AWS numbers its prefix lists differently in
    each region."""
    region, name = _region(args, settings), str(args.get("name", "managed"))
    identity = "pl-" + hashlib.sha256(f"{region}/{name}".encode()).hexdigest()[:8]
    return {
        "id": identity,
        "region": region,
        "name": name,
        "arn": f"arn:aws:ec2:{region}:aws:prefix-list/{identity}",
        "addressFamily": "IPv4",
        "ownerId": "AWS",
        "entries": [],
        "cidrBlocks": [],
        "maxEntries": 55,
        "version": 1,
        "tags": {},
    }


_ANSWERS: dict[str, Answer] = {
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _get_prefix_list,
    "aws:ec2/getPrefixList:getPrefixList": _get_prefix_list,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _get_availability_zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _get_caller_identity,
    "aws:index/getPartition:getPartition": _get_partition,
    "aws:index/getRegion:getRegion": _get_region,
}
