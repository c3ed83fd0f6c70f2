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


def add_domains(folder: Path, stack: str, germany: str) -> None:
    """Gives a stack two further domains, one with a zone that exists, in both styles of YAML."""
    file, workload = folder / f"Pulumi.{stack}.yaml", folder / "config/workload.yaml"
    domains = (
        f"    domains:\n      germany:\n        name: {germany}  # For Germany\n"
        "      old: {name: toys.example.org, hosted_zone_id: Z0333000000TOYS00000}\n"
    )
    text = file.read_text("utf-8").replace("    tags:", f"{domains}    tags:", 1)
    file.write_text(text, "utf-8")
    redirects = 'redirects: {"@germany": "@", "@old": "@"}\n'
    workload.write_text(workload.read_text("utf-8") + redirects, "utf-8")


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


def name_existing_things(file: Path) -> None:
    """Names what else others made in a file of settings."""
    arns = {
        place: f"arn:aws:acm:{region}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
        for place, region in (("load_balancer", "eu-central-1"), ("edge", "us-east-1"))
    }
    certificates = ", ".join(f"{place}: {arn}" for place, arn in arns.items())
    key = "arn:aws:kms:{}:111122223333:key/1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809".format
    keys = f"data: {key('eu-central-1')}"
    named = f"    existing:\n      certificates: {{{certificates}}}\n      keys: {{{keys}}}\n"
    named += "      buckets: {uploads: {name: shop-uploads-2024}}\n"
    text = file.read_text("utf-8")
    account = re.search(r'account_id: "(\d+)"', text)
    assert account
    named = named.replace("111122223333", account[1])
    file.write_text(text.replace("    network:\n", f"{named}    network:\n"), "utf-8")


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
