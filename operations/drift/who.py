"""The person or program that made a difference, by CloudTrail.

CloudTrail keeps 90 days of events that changed something, and finds them by a resource's name. It
answers two requests a second, so only the first differences of a report are asked for. A failure is
a sentence in the report, never an error.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from operations.drift.found import Finding
from operations.drift.undeclared import Clients, short

MOST = 20
"""Most resources that are asked for."""
_PAUSE = 0.5
"""Seconds between two requests."""
_STAMP = "%Y-%m-%d %H:%M UTC"
_GLOBAL = ("aws:iam/", "aws:cloudfront/", "aws:route53/")
_GLOBAL_REGION = "us-east-1"
"""Region in which the events of global services are."""


def changed_by(
    findings: Iterable[Finding],
    clients: Clients,
    regions: tuple[str, ...],
    *,
    pause: Callable[[float], object] = time.sleep,
) -> tuple[dict[Finding, str], list[str]]:
    """Returns for each difference who made the last change to its resource and when, as far as
    CloudTrail knows, and the sentences about what could not be asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    asked: dict[tuple[str, ...], str] = {}
    found: dict[Finding, str] = {}
    for finding in findings:
        if not finding.ids:
            continue
        if finding.ids not in asked:
            if len(asked) == MOST:
                return found, [f"CloudTrail was asked about the first {MOST} resources only"]
            try:
                asked[finding.ids] = _last(finding, clients, regions, pause)
            except (BotoCoreError, ClientError) as error:
                return found, [f"CloudTrail could not be asked who changed it: {short(error)}"]
        if asked[finding.ids]:
            found[finding] = asked[finding.ids]
    return found, []


def _last(
    finding: Finding,
    clients: Clients,
    regions: tuple[str, ...],
    pause: Callable[[float], object],
) -> str:
    """Returns the last change of a resource, which has its event by its ID, its ARN or its name."""
    everywhere = finding.type.startswith(_GLOBAL) or finding.path.startswith("iam ")
    for region in (_GLOBAL_REGION,) if everywhere else regions:
        client = clients("cloudtrail", region)
        for name in finding.ids:
            pause(_PAUSE)
            answer = client.lookup_events(
                LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": name}],
                MaxResults=20,
            )
            events = [each for each in answer.get("Events") or () if _writes(each)]
            if events:
                return _told(max(events, key=lambda each: str(each.get("EventTime", ""))))
    return ""


def _writes(event: dict[str, Any]) -> bool:
    return str(event.get("ReadOnly", "false")).lower() == "false"


def _told(event: dict[str, Any]) -> str:
    when = event.get("EventTime")
    stamp = when.astimezone(UTC).strftime(_STAMP) if isinstance(when, datetime) else str(when)
    return f"{event.get('Username') or 'somebody'} by {event.get('EventName')} at {stamp}"
