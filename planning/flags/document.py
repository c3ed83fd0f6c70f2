"""The document of an environment's flags, and the form that it must have; pure.

It has the form in which AppConfig answers feature flags: `{"new_checkout": {"enabled": true}}`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.flags import FlagValue
from config.workload import Workload

MOST_CHARACTERS = 1024
"""Characters of the description of a version. Source:
docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_CreateHostedConfigurationVersion.html"""


@dataclass(frozen=True)
class FlagDocument:
    """Flags of an environment, each with its value."""

    flags: Mapping[str, bool]

    @property
    def content(self) -> str:
        """The document as programs read it."""
        return _json({name: {"enabled": on} for name, on in self.flags.items()})

    @property
    def schema(self) -> str:
        """The JSON schema by which AppConfig refuses other documents, also those that people write
        in its console. It reads schemas of draft 4."""
        one = {
            "type": "object",
            "properties": {"enabled": {"type": "boolean"}},
            "required": ["enabled"],
            "additionalProperties": False,
        }
        return _json(
            {
                "$schema": "http://json-schema.org/draft-04/schema#",
                "type": "object",
                "properties": dict.fromkeys(self.flags, one),
                "required": list(self.flags),
                "additionalProperties": False,
            }
        )

    @property
    def summary(self) -> str:
        """The values for people, such as `on: a, b; off: c`. What is longer than AWS takes is cut,
        with a mark that tells it from any other."""
        parts = []
        for title, wanted in (("on", True), ("off", False)):
            names = [name for name, on in self.flags.items() if on is wanted]
            parts.append(f"{title}: {', '.join(names) or 'none'}")
        told = "; ".join(parts)
        if len(told) <= MOST_CHARACTERS:
            return told
        end = f" ... ({hashlib.sha256(told.encode()).hexdigest()[:8]})"
        return told[: MOST_CHARACTERS - len(end)] + end


def flag_document(workload: Workload, values: Mapping[str, FlagValue]) -> FlagDocument | None:
    """Returns the flags of an environment, sorted by name; None for a workload without any."""
    if not workload.flags:
        return None
    return FlagDocument(
        {
            name: values[name].enabled if name in values else flag.default
            for name, flag in sorted(workload.flags.items())
        }
    )


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
