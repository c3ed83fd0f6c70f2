"""Single values of a section in a stack's file, written without touching anything else in it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from operations import outputs
from operations.errors import OperationError
from operations.procedure import Step, looked
from operations.pulumi_cli import settings_file, settings_of
from operations.sites import Site

Value = str | bool


def step(site: Site, section: str, values: Mapping[str, Value], name: str = "settings") -> Step:
    """Returns the step that writes values into a section such as `database`, or
    `database_servers.ledger`."""
    lines = ", ".join(f"{key}: {json.dumps(value)}" for key, value in values.items())
    file = settings_file(site.folder, site.stack)
    return Step(
        name=name,
        does=f"writes into {file.name}, under {section}: {lines}",
        calls=(),
        minutes=0,
        look=lambda: looked(done=stand(site, section, values)),
        do=lambda: outputs.write(
            edit(file.read_text(encoding="utf-8"), section, values, file), file
        ),
    )


def stand(site: Site, section: str, values: Mapping[str, Value]) -> bool:
    """Returns true if a section of the file has the values now."""
    found: Any = settings_of(site.folder, site.stack)
    for key in section.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return isinstance(found, dict) and all(found.get(key) == values[key] for key in values)


def edit(text: str, section: str, values: Mapping[str, Value], file: Path) -> str:
    """Returns the text with other values. Raises OperationError if only more than these could be
    changed."""
    node = _section(text, section, file)
    lines = text.splitlines(keepends=True)
    left = dict(values)
    for key, given in node.value:
        if (value := left.pop(str(key.value), None)) is not None:
            number, start, end = given.start_mark.line, given.start_mark.column, given.end_mark
            if end.line != number or not isinstance(given, yaml.ScalarNode):
                raise _refusal(section, values, file)
            lines[number] = lines[number][:start] + json.dumps(value) + lines[number][end.column :]
    first = node.value[0][0].start_mark
    new = [f"{' ' * first.column}{key}: {json.dumps(value)}\n" for key, value in left.items()]
    # Beside the version, which is why they are there.
    beside = next((k for k, _ in node.value if str(k.value) in values), node.value[0][0])
    lines[beside.start_mark.line + 1 : beside.start_mark.line + 1] = new
    edited = "".join(lines)
    _check(text, edited, section, values, file)
    return edited


def _section(text: str, section: str, file: Path) -> yaml.MappingNode:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise OperationError(f"is not YAML: {error}", file=file) from None
    for pattern in ("config", r".*:settings", *map(re.escape, section.split("."))):
        entries = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((v for k, v in entries if re.fullmatch(pattern, str(k.value))), None)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        raise OperationError(
            f"has no section {section} with a line for each key",
            file=file,
            remedy=f"write it so, under <project>:settings: `{section}:`, and its keys below, "
            "each on a line of its own",
        )
    return node


def _check(text: str, edited: str, section: str, values: Mapping[str, Value], file: Path) -> None:
    """Raises OperationError unless the edited text says the same but for the values."""
    try:
        before, after = (yaml.safe_load(each) for each in (text, edited))
    except yaml.YAMLError:
        raise _refusal(section, values, file) from None
    settings: dict[str, Any] = next(
        value for key, value in before["config"].items() if str(key).endswith(":settings")
    )
    *above, last = section.split(".")
    for key in above:
        settings = settings[key]
    settings[last] = {**settings[last], **values}
    if before != after:
        raise _refusal(section, values, file)


def _refusal(section: str, values: Mapping[str, Value], file: Path) -> OperationError:
    wanted = ", ".join(f"{key}: {json.dumps(value)}" for key, value in values.items())
    return OperationError(
        f"{section} cannot be edited without changing something else",
        file=file,
        remedy=f"write there yourself: {wanted}; then run the command again",
    )
