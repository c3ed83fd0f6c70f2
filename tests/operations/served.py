"""A whole environment of the example in a served emulated account, as `emulate --keep` has it."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from aws_account.moto import serve
from emulation import emulate
from operations.emulated import emulated_account, emulated_document
from tests.factories import SHOP


def project(folder: Path) -> Path:
    """A copy of the example's files, whose program is this repository's."""
    shutil.copytree(SHOP, folder, dirs_exist_ok=True)
    return folder


def name_existing(file: Path) -> None:
    """Names a network that exists in a file of settings, instead of one of its own."""
    text = file.read_text("utf-8")
    zones = re.search(r" zones: \[(.*)\]", text)
    assert zones
    subnets = ", ".join(f"{each}: subnet-0a1b2c3{each}" for each in zones[1].split(", "))
    tiers = f"{{private: {{{subnets}}}, data: {{{subnets}}}}}"
    existing = f"\n      existing: {{vpc: vpc-0a1b2c3d, subnets: {tiers}}}"
    text = re.sub(r" nat: \w+", " nat: existing", text)
    text = re.sub(r" interface_endpoints: .*", f" interface_endpoints: []{existing}", text)
    file.write_text(text, "utf-8")


@contextlib.contextmanager
def served(folder: Path, stack: str) -> Iterator[str]:
    """Lets commands with `--emulated --folder FOLDER` find the stack; yields the address."""
    with (
        emulate(folder, stack, zones=emulated_account.zones(folder, stack)) as emulation,
        serve(emulation.account) as address,
        emulated_account.keeping(folder, stack, address, emulated_document.build(emulation)),
    ):
        assert not [attempt for attempt in emulation.attempts if attempt.problem]
        yield address
