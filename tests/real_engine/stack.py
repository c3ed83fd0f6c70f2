"""A stack of the shop under the real engine, driven by the commands of the Makefile."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from aws_account.moto import moto_server
from aws_account.moto.account import Account
from operations.plan import document
from operations.pulumi_cli import cli
from tests.factories import SHOP

PROJECT = Path(__file__).resolve().parents[2]
PARTS = sorted(folder.parent.name for folder in PROJECT.glob("*/__init__.py"))
"""The packages of the program and of its tools."""


class Stack:
    """A copy of the project, and the commands of its Makefile."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        for part in PARTS:
            shutil.copytree(
                PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        for file in (PROJECT / "__main__.py", *SHOP.glob("Pulumi*.yaml")):
            shutil.copy(file, folder)
        shutil.copy(SHOP / "config" / "workload.yaml", folder / "config")
        # The engine runs the program with the interpreter in the project's own environment.
        (folder / ".venv").symlink_to(sys.prefix)

    def engine(self, verb: str, *options: str, fails: bool = False) -> str:
        """Runs a command; gives all that it prints."""
        yes = ["--yes"] if verb in ("up", "destroy") else []
        ended = subprocess.run(
            [*self.command(verb), *yes, "--", "--suppress-progress", *options],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (ended.returncode != 0) is fails, ended.stdout
        return ended.stdout

    def drift(self, *options: str) -> tuple[int, list[str]]:
        """The status of `drift`, and the lines of what differs."""
        command = [sys.executable, "-m", "operations", "drift", self.name]
        ended = subprocess.run(
            [*command, "--folder", str(self.folder), *options],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout.splitlines()

    def refreshed(self) -> Path:
        """The document of the engine's own preview of a refresh."""
        file = self.folder / "refresh.json"
        with file.open("w", encoding="utf-8") as output:
            command = [*self.command("refresh"), "--", "--preview-only", "--json"]
            subprocess.run(command, cwd=PROJECT, stdout=output, check=True)
        return file

    def document(self) -> document.Document:
        """What the engine's preview says in JSON."""
        file = self.folder / "preview.json"
        subprocess.run([*self.command("preview"), "--json", str(file)], cwd=PROJECT, check=True)
        return document.read(file)

    def set(self, key: str, value: str) -> None:
        """Changes a line of the stack's file."""
        file = self.folder / f"Pulumi.{self.name}.yaml"
        text, found = re.subn(rf"({key}: )\w+", rf"\g<1>{value}", file.read_text("utf-8"))
        assert found == 1
        file.write_text(text, encoding="utf-8")

    def take_from_the_cli(self) -> None:
        """Adds what `pulumi stack init` and `config set --secret` of another account write."""
        file = self.folder / f"Pulumi.{self.name}.yaml"
        secret = "  plinth:note:\n    secure: v1:bm9uY2U=:Y2lwaGVydGV4dA==\n"
        provider = "secretsprovider: awskms://alias/team\nencryptedkey: AQICA==\n"
        salt = "encryptionsalt: v1:c2FsdA==:v1:bm9uY2U=:Y2lwaGVydGV4dA==\n"
        file.write_text(provider + file.read_text("utf-8") + secret + salt, encoding="utf-8")

    def urns(self) -> list[str]:
        """Of all that is in the state."""
        state = json.loads(cli.state_file(self.name, self.folder).read_text(encoding="utf-8"))
        return [each["urn"] for each in state["checkpoint"]["latest"]["resources"]]

    def command(self, verb: str) -> list[str]:
        """A command line, up to the options."""
        tool = [sys.executable, "-m", "operations", "engine", verb]
        return [*tool, self.name, "--emulated", "--folder", str(self.folder)]

    @property
    def server_file(self) -> Path:
        return cli.local_folder(self.folder) / "accounts" / f"{self.name}.json"

    @property
    def account(self) -> Account:
        server = moto_server.find(self.server_file)
        assert server
        return Account(server.account, endpoint=server.address)


def unchanged(output: str) -> bool:
    """Whether the summary of a command says that nothing changes, and that nothing was changed. A
    refresh counts as updated what it read anew: run it by itself, before."""
    summary = output.rpartition("Resources:\n")[2].partition("\n\n")[0].strip()
    return re.fullmatch(r"\d+ unchanged", summary) is not None
