"""The places where the state of a standing environment is kept, to be read and, by procedures that
exchange one thing for another, to be written."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from operations import outputs
from operations.errors import OperationError
from operations.pulumi_cli import cli


class State(Protocol):
    """The state of one stack, in the form of `pulumi stack export`."""

    @property
    def source(self) -> Path:
        """The file or command that it is read from, for messages."""

    def read(self) -> dict[str, Any]:
        """Returns the whole state."""

    def write(self, content: Mapping[str, Any]) -> None:
        """Puts a state in place of the one that was read. Secrets in it stay encrypted."""


@dataclass(frozen=True)
class CliState:
    """The state in the backend of the Pulumi CLI."""

    program: Path
    environment: Mapping[str, str]
    folder: Path
    stack: str
    source: Path = Path("pulumi stack export")

    def read(self) -> dict[str, Any]:
        """Returns what `pulumi stack export` prints."""
        words = ["stack", "export", "--stack", self.stack]
        found: dict[str, Any] = json.loads(
            cli.ask(self.program, words, self.environment, self.folder)
        )
        return found

    def write(self, content: Mapping[str, Any]) -> None:
        """Gives a state to `pulumi stack import`, which refuses one that does not hold together."""
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            words = ["stack", "import", "--stack", self.stack, "--file", file.name]
            cli.ask(self.program, words, self.environment, self.folder)


@dataclass(frozen=True)
class KeptState:
    """The declarations of an account that `emulate --keep` serves. They stand for a state: nothing
    else knows what was made there."""

    source: Path

    def read(self) -> dict[str, Any]:
        """Returns the declarations in the form of a state."""
        content = self._content()
        resources = [
            {**each, "custom": each["id"] is not None, "id": each["id"] or ""}
            for each in content["resources"]
        ]
        stack = {
            "urn": f"urn:pulumi:{content['stack']}::{content['project']}::pulumi:pulumi:Stack::"
            f"{content['project']}-{content['stack']}",
            "type": "pulumi:pulumi:Stack",
            "outputs": content["outputs"],
        }
        return {"version": 3, "deployment": {"resources": [stack, *resources]}}

    def write(self, content: Mapping[str, Any]) -> None:
        """Writes IDs, inputs and outputs back into the declarations. Resources that the state no
        longer has leave them too."""
        given = {each["urn"]: each for each in content["deployment"]["resources"]}
        kept = self._content()
        kept["resources"] = [
            {
                **each,
                **{key: given[each["urn"]].get(key, each[key]) for key in ("inputs", "outputs")},
                "id": given[each["urn"]].get("id") or None,
            }
            for each in kept["resources"]
            if each["urn"] in given
        ]
        outputs.write(json.dumps(kept), self.source)

    def _content(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self.source.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise OperationError(
                "is gone, and with it what the emulated account declares",
                file=self.source,
                remedy="end `make emulate KEEP=1` and start it again",
            ) from None
        return found
