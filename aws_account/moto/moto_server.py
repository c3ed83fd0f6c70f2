"""An emulated account that lasts from one command to the next: a moto server in a process of its
own, one for each stack, until it is stopped.

The process writes a file when it can be reached, and ends when the file is deleted, so nobody has
to find and kill it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_account.moto.account import emulated
from aws_account.moto.given import Given, of_plain
from aws_account.moto.server import answers, serve

_PATIENCE = 60
"""Seconds to wait until moto has started. It needs two, but many more on a busy machine."""

_STARTED: dict[Path, subprocess.Popen[bytes]] = {}
"""Servers that this process started. Python must wait for each to end."""


class ServerError(Exception):
    """Error that a moto server did not start. The message names its log."""


@dataclass(frozen=True)
class MotoServer:
    """Running moto server."""

    address: str
    """Address of the server: `http://127.0.0.1:<port>`."""
    pid: int
    account: str


def find(file: Path) -> MotoServer | None:
    """Returns the server that wrote a file, if it answers."""
    try:
        server = MotoServer(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return server if answers(server.address) else None


def start(
    file: Path,
    *,
    account: str,
    zones: Mapping[str, str] | None = None,
    given: Given | None = None,
) -> MotoServer:
    """Starts a server with an account that is empty except for hosted zones (the domain of each by
    its ID) and what is given. Raises ServerError if it does not start."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    log = file.with_suffix(".log")
    before = json.dumps({"zones": zones or {}, "given": (given or Given()).plain()})
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "aws_account.moto.moto_server", account, str(file), before],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    for _ in range(_PATIENCE * 10):
        if process.poll() is not None:
            break
        if server := find(file):
            _STARTED[file] = process
            return server
        time.sleep(0.1)
    process.kill()
    process.wait()
    raise ServerError(f"the moto server did not start; {log} says why")


def stop(file: Path) -> None:
    """Ends the server, and with it the account."""
    file.unlink(missing_ok=True)
    if process := _STARTED.pop(file, None):
        process.wait()


def main(account: str, file: Path, before: Mapping[str, Any]) -> None:
    """Serves an account until the file is deleted."""
    with (
        emulated(before["zones"], of_plain(before["given"])) as account_of,
        serve(account_of(account)) as address,
    ):
        partial = file.with_suffix(".partial")
        content = {"address": address, "pid": os.getpid(), "account": account}
        partial.write_text(json.dumps(content), encoding="utf-8")
        partial.replace(file)
        while _is_mine(file):
            time.sleep(0.3)


def _is_mine(file: Path) -> bool:
    try:
        return bool(json.loads(file.read_text(encoding="utf-8"))["pid"] == os.getpid())
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3]))
