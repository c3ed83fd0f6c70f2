"""A settings file that is derived from another environment's, before and after it is written."""

import difflib
import itertools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config import CloudPlatform
from operations import outputs
from operations.errors import OperationError
from operations.pulumi_cli import cloud_platform
from operations.report import Block, Paragraph, Table


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A derived settings file, not written yet."""

    stack: str
    """The new environment's stack."""
    origin: Path
    file: Path
    text: str
    elsewhere: tuple[str, ...] = ()
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
                both = (old[old_from:old_to], new[new_from:new_to])
                pairs += itertools.zip_longest(*both, fillvalue="")
        return [(before.strip(), after.strip()) for before, after in pairs]


def check(derived: Derived, folder: Path) -> CloudPlatform:
    """Returns what the file says. Raises OperationError with each fault, before anything is
    written."""
    place = derived.file.parent.relative_to(folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for pattern in ("Pulumi*.yaml", f"{place}/Pulumi.*.yaml", "config/**/*.yaml"):
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
