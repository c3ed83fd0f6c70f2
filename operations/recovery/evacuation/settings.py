"""The settings file of an environment in its recovery region, derived from the environment's own.

The text is kept: comments, order and style. Only values that belong to a region are put in place of
the old ones.
"""

import difflib
import ipaddress
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from config import CloudPlatform
from config.checks import RECOVERY, SETTINGS_KEY, stack_checks
from config.values import aws_facts
from operations import outputs
from operations.errors import OperationError
from operations.pulumi_cli import cloud_platform, settings_file
from operations.report import Block, Paragraph, Table


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A derived settings file, not written yet."""

    stack: str
    """The new environment's stack."""
    origin: Path
    file: Path
    text: str
    elsewhere: tuple[str, ...]
    """Lines that still name the old region, for people to look at."""

    @property
    def changes(self) -> list[tuple[str, str]]:
        """The changed lines: as they are in the old file, and in the new one."""
        old = self.origin.read_text(encoding="utf-8").splitlines()
        new = self.text.splitlines()
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        pairs: list[tuple[str, str]] = []
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            if kind != "equal":
                pairs += zip(old[old_from:old_to], new[new_from:new_to], strict=True)
        return [(before.strip(), after.strip()) for before, after in pairs]


def derive(platform: CloudPlatform, folder: Path, *, next_region: str, zone_id: str) -> Derived:
    """Returns the file of the environment in its recovery region. `next_region` is where its own
    copies go; empty: the region that is left, which is right once that answers again."""
    settings = platform.settings
    region = settings.recovery_region
    if not region:
        raise OperationError(
            f"{platform.stack} has no recovery region, so no copy of its data is anywhere else",
            file=settings_file(folder, platform.stack),
            remedy="recovery_region names one, before the region is lost",
        )
    if next_region and next_region not in aws_facts.REGION_ZONES:
        raise OperationError(f"--recovery-region: must be an AWS region, got {next_region!r}")
    if next_region in (region, *([settings.region] if next_region == region else [])):
        raise OperationError(
            f"--recovery-region: {region} is where the environment goes; its copies need another"
        )
    stack = f"{platform.stack}{RECOVERY}"
    origin = settings_file(folder, platform.stack)
    text = origin.read_text(encoding="utf-8")
    edits = [
        _edit(text, origin, ("region",), region),
        _edit(text, origin, ("recovery_region",), next_region or settings.region),
        _edit(text, origin, ("hosted_zone_id",), zone_id),
        _edit(text, origin, ("network", "cidr"), _free(settings.network.cidr, folder, stack)),
        *_zones(text, origin, region, spare=bool(settings.network.spare_zone)),
    ]
    for start, end, value in sorted(edits, reverse=True):
        text = text[:start] + value + text[end:]
    text = _registries(text, settings.account_id, settings.region, region)
    return Derived(
        stack=stack,
        origin=origin,
        file=origin.with_name(f"Pulumi.{stack}.yaml"),
        text=text,
        elsewhere=tuple(_elsewhere(text, settings.region)),
    )


def check(derived: Derived, folder: Path) -> CloudPlatform:
    """Returns what the file says. Raises OperationError with each fault, before anything is
    written."""
    place = derived.file.parent.relative_to(folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for pattern in ("Pulumi*.yaml", f"{place}/Pulumi.*.yaml", "config/*.yaml"):
            for source in folder.glob(pattern):
                target = copy / source.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        # The program is asked for by name only: its interpreter belongs to the folder itself.
        (copy / "__main__.py").touch()
        (copy / place / derived.file.name).write_text(derived.text, encoding="utf-8")
        return cloud_platform(copy, derived.stack)


def write(derived: Derived) -> bool:
    """Writes the file; returns false if it is there already, with the same text. Raises
    OperationError for another one: people may have changed it."""
    if derived.file.exists():
        if derived.file.read_text(encoding="utf-8") == derived.text:
            return False
        raise OperationError(
            "is there already, and differs from what would be derived now",
            file=derived.file,
            remedy="go on with it, or remove it and derive it anew",
        )
    outputs.write(derived.text, derived.file)
    return True


_Edit = tuple[int, int, str]
"""Begin and end in a text, and what comes in between."""


def _edit(text: str, file: Path, path: Sequence[str], value: str) -> _Edit:
    node = _node(text, file, path)
    return node.start_mark.index, node.end_mark.index, value


def _node(text: str, file: Path, path: Sequence[str]) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in ("config", SETTINGS_KEY, *path):
        found = {} if node is None else {str(name.value): value for name, value in node.value}
        if key not in found:
            raise OperationError(
                f"has no {'.'.join(path)} of its own, so no other value can be put there",
                file=file,
                remedy="write it in the file",
            )
        node = found[key]
    assert node is not None
    return node


def _zones(text: str, file: Path, region: str, *, spare: bool) -> Iterator[_Edit]:
    """Yields other letters for zones that the region does not have, the spare one among them."""
    there = aws_facts.REGION_ZONES[region]
    items = [*_node(text, file, ("network", "zones")).value]
    count = len(items)
    if spare:
        items.append(_node(text, file, ("network", "spare_zone")))
    letters = [str(item.value) for item in items]
    free = [letter for letter in there if letter not in letters]
    for item, letter in zip(items, letters, strict=True):
        if letter in there:
            continue
        if not free:
            raise OperationError(
                f"{region} has {len(there)} zones, and network.zones names {count}",
                file=file,
                remedy="another recovery_region has as many",
            )
        yield item.start_mark.index, item.end_mark.index, free.pop(0)


def _free(cidr: str, folder: Path, stack: str) -> str:
    """Returns the next network of the same size, in the same private range, that shares no address
    with another environment's."""
    own = ipaddress.IPv4Network(cidr)
    taken = [own]
    for other in stack_checks.siblings_of(folder, stack).values():
        try:
            taken.append(ipaddress.IPv4Network(other["network"]["cidr"]))
        except (KeyError, TypeError, ValueError):
            continue
    around = next(each for each in _PRIVATE if own.subnet_of(each))
    size = own.num_addresses
    first = int(around.network_address)
    count = around.num_addresses // size
    offset = (int(own.network_address) - first) // size
    for step in range(1, count):
        address = first + (offset + step) % count * size
        found = ipaddress.IPv4Network((address, own.prefixlen))
        if not any(found.overlaps(each) for each in taken):
            return str(found)
    raise OperationError(f"{around} has no free network of the size of {own}")


_PRIVATE = tuple(
    ipaddress.IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/0")
)


def _registries(text: str, account: str, old: str, new: str) -> str:
    """Returns the text with images of the account's own registry taken from the new region's."""
    return text.replace(f"{account}.dkr.ecr.{old}.", f"{account}.dkr.ecr.{new}.")


def _elsewhere(text: str, old: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"\b{re.escape(old)}\b", line) and not re.match(r"\s*recovery_region:", line):
            yield f"line {number}: {line.strip()}"


def shown(derived: Derived) -> list[Block]:
    """Returns a derived file for people: each line that differs, and those to look at."""
    blocks: list[Block] = [
        Paragraph(f"{derived.file.name}, derived from {derived.origin.name}:"),
        Table((derived.origin.name, derived.file.name), tuple(derived.changes)),
    ]
    if derived.elsewhere:
        blocks.append(
            Paragraph(
                "These lines still name the old region; look at them: "
                + "; ".join(derived.elsewhere)
            )
        )
    return blocks
