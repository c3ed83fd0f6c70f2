"""Differences that are no drift, each with the reason why.

These are left out of a report by the real engine, and named below it. What the program leaves to
others (`ignoreChanges`) never gets here, and an emulated account has tables of its own in
`aws_account/drift/tables/`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import provider_facts
from operations.drift.found import NOTHING, Finding

_Rule = Callable[[Finding, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Harmless:
    """A kind of difference that nobody needs to look at."""

    reason: str
    holds: _Rule
    """Decides by the difference and the declared inputs of its resource."""
    source: str
    """Where that is documented."""


def reason(finding: Finding, inputs: Mapping[str, Any]) -> str:
    """Returns why a difference is harmless. Empty if it is drift."""
    if finding.kind != "changed":
        return ""
    return next((each.reason for each in TABLE if each.holds(finding, inputs)), "") or next(
        _remarked(finding), ""
    )


def _is_tag_of_aws(finding: Finding, _: Mapping[str, Any]) -> bool:
    return bool(re.match(r'tags(All)?(\["aws:|\.aws:)', finding.path))


def _is_a_pause(finding: Finding, _: Mapping[str, Any]) -> bool:
    tag = re.fullmatch(r'tags(All)?(\["plinth:paused-tasks"\]|\.plinth:paused-tasks)', finding.path)
    return finding.type == "aws:ecs/service:Service" and tag is not None


def _is_the_same(finding: Finding, _: Mapping[str, Any]) -> bool:
    if finding.declared == finding.found:
        return False  # The provider says that they differ, as of two secrets.
    if finding.path.rpartition(".")[2] in _SETS:
        return bool(_set(finding.declared) == _set(finding.found))
    return bool(_spelt(finding.declared) == _spelt(finding.found))


def _is_minor_upgrade(finding: Finding, inputs: Mapping[str, Any]) -> bool:
    if finding.path != "engineVersion" or not re.match("aws:(rds|elasticache)/", finding.type):
        return False
    if inputs.get("autoMinorVersionUpgrade") in (False, "false"):
        return False
    old, new = (_numbers(value) for value in (finding.declared, finding.found))
    if len(old) < 1 or old[:1] != new[:1]:
        return False
    return new >= old


def _is_grown_storage(finding: Finding, inputs: Mapping[str, Any]) -> bool:
    if (finding.type, finding.path) != ("aws:rds/instance:Instance", "allocatedStorage"):
        return False
    old, new, most = finding.declared, finding.found, inputs.get("maxAllocatedStorage")
    known = all(isinstance(each, int | float) for each in (old, new, most))
    return bool(known and old < new <= most)


def _is_standard_storage(finding: Finding, _: Mapping[str, Any]) -> bool:
    of = (finding.type, finding.path) == ("aws:rds/cluster:Cluster", "storageType")
    return of and finding.declared == "aurora" and finding.found in ("", None, NOTHING)


def _is_a_step_of_flags(finding: Finding, _: Mapping[str, Any]) -> bool:
    return finding.path == "state" and finding.type.startswith("aws:appconfig/")


TABLE = (
    Harmless(
        "AWS writes tags that begin with aws:, and nobody else can",
        _is_tag_of_aws,
        "docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
    ),
    Harmless(
        "paused by `operations service pause`; `make status` shows it until `service resume`",
        _is_a_pause,
        "docs/operate.md",
    ),
    Harmless(
        "the same value in another spelling",
        _is_the_same,
        "docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
    Harmless(
        "AWS upgrades minor versions by itself in the maintenance window",
        _is_minor_upgrade,
        "docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
    ),
    Harmless(
        "a deployment of flags goes on by itself; one that was taken back is told apart",
        _is_a_step_of_flags,
        "docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_GetDeployment.html",
    ),
    Harmless(
        "RDS grows the volume up to maxAllocatedStorage",
        _is_grown_storage,
        "docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html",
    ),
    Harmless(
        "RDS does not return the standard kind of Aurora's storage",
        _is_standard_storage,
        "docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html",
    ),
)
"""Kinds of harmless differences."""

_SHOWN = ("spelling", "perpetual")
"""Kinds of remarks in `provider_facts/` that a value differs although nobody changed it."""


def _remarked(finding: Finding) -> Iterator[str]:
    """Yields the remarks about a property of which the provider is known to report a difference."""
    row = provider_facts.find(finding.type)
    place = ".".join(re.sub(r"\[[^\]]*\]", "", finding.path).split("."))
    for remark in row.remarks if row else ():
        about = any(place == each or place.startswith(f"{each}.") for each in remark.inputs)
        if remark.kind in _SHOWN and about:
            yield remark.says


def _spelt(value: Any) -> Any:
    """Returns a value without the freedom that its spelling has: JSON in a text, one entry instead
    of a list of it, the order of a policy's actions, numbers and switches as texts, and the last
    dot of a DNS name."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _spelt(json.loads(value))
        except (ValueError, RecursionError):
            return value
    if isinstance(value, Mapping):
        return {
            key: _set(item) if key in _SETS else _spelt(item)
            for key, item in value.items()
            if item is not None
        }
    if isinstance(value, list):
        return [_spelt(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return value.rstrip(".") if isinstance(value, str) and value != NOTHING else value


_SETS = ("Action", "NotAction", "Resource", "NotResource")
"""Parts of a policy's statement in which order means nothing, and one may stand without a list."""


def _set(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    return sorted(json.dumps(_spelt(item), sort_keys=True) for item in items)


def _numbers(version: Any) -> tuple[int, ...]:
    parts = str(version).split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()
