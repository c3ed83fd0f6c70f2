"""The files that hold a draft: where they go, and what the project's own loader says of them."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from config import ConfigError, load
from operations.adopt.draft import Draft
from operations.adopt.environments import (
    PLACEHOLDER_ACCOUNT,
    PLACEHOLDER_DOMAIN,
    Given,
    settings,
)
from operations.adopt.ledger import Ledger
from operations.errors import OperationError
from operations.folder import PROJECT

_WORKLOAD = Path("config/workload.yaml")


def check_free(out: Path, environments: list[str], replace: bool) -> None:
    """Raises OperationError if a file of the result stands there already."""
    if out.exists() and not out.is_dir():
        raise OperationError("is a file", file=out, remedy="name a folder with --out")
    standing = [each for each in _files(environments) if (out / each).exists()]
    if standing and not replace:
        names = ", ".join(map(str, standing))
        raise OperationError(
            f"has {names} already",
            file=out,
            remedy="name another folder with --out, or add --replace to write over them",
        )


def write(out: Path, environments: list[str], draft: Draft, given: Given, ledger: Ledger) -> None:
    """Writes the workload and the settings of each environment, and loads them."""
    (out / "config").mkdir(parents=True, exist_ok=True)
    if not (out / "__main__.py").exists():
        (out / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
        (out / "__main__.py").symlink_to(os.path.relpath(PROJECT / "__main__.py", out.resolve()))
    schemas = os.path.relpath(PROJECT / "config/schemas", out.resolve())
    below = os.path.relpath(PROJECT / "config/schemas", (out / "config").resolve())
    content = draft.workload()
    _put(out / _WORKLOAD, content, f"{below}/workload.schema.json")
    for index, environment in enumerate(environments):
        found = settings(environment, index, draft, given)
        wrapped = {"config": {"plinth:settings": found}}
        _put(_file(out, environment), wrapped, f"{schemas}/stack.schema.json")
    _check(out, environments, given, ledger)


def _check(out: Path, environments: list[str], given: Given, ledger: Ledger) -> None:
    """Notes what a person must decide, and what the loader refuses."""
    for environment in environments:
        file = _file(Path(), environment)
        content = yaml.safe_load((out / file).read_text("utf-8"))["config"]["plinth:settings"]
        try:
            load(environment, json.dumps(content), out, date.today(), own=False)
        except ConfigError as error:
            ledger.problems(error.found)
        if content["target"] != "aws":
            continue
        if given.account == PLACEHOLDER_ACCOUNT:
            ledger.to_do.append(f"{file}: account_id: is a placeholder; enter the account's number")
        if given.domain == PLACEHOLDER_DOMAIN and content["domain"].endswith(PLACEHOLDER_DOMAIN):
            ledger.to_do.append(f"{file}: domain: is a placeholder; enter the environment's domain")
    ledger.to_do[:] = list(dict.fromkeys(ledger.to_do))


def _files(environments: list[str]) -> list[Path]:
    return [_WORKLOAD, *(_file(Path(), each) for each in environments)]


def _file(out: Path, environment: str) -> Path:
    return out / f"Pulumi.{environment}.yaml"


def _put(file: Path, content: dict[str, Any], schema: str) -> None:
    body = yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )
    file.write_text(f"# yaml-language-server: $schema={schema}\n{body}", encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Writer without aliases, which a person would have to look up."""

    def ignore_aliases(self, data: object) -> bool:
        return True
