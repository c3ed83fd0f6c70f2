"""`python -m operations.set_up FILE ENVIRONMENT`: a virtual environment, made by a bare Python.

Python's own pip installs uv, pinned by hash, and uv installs the packages of FILE. This file
imports no other package, because none is installed yet.
"""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from operations.errors import OperationError

PROJECT = Path(__file__).resolve().parents[1]
INSTALLER = "requirements-installer.txt"
_UNFINISHED = ".unfinished"
"""File in an environment that was begun. If it is still there, the environment is made again."""

_AS_UV_CALLS_IT = {
    "index_url": "UV_DEFAULT_INDEX",
    "extra_index_url": "UV_INDEX",
    "find_links": "UV_FIND_LINKS",
    "no_index": "UV_NO_INDEX",
    "trusted_host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
"""Names in uv of pip's settings about the network, which a person may have configured and uv does
not read."""


def main(requirements: str, name: str = ".venv") -> None:
    """Makes an environment of the project, or brings it up to date with the requirements."""
    start = time.monotonic()
    folder = PROJECT
    environment = folder / name
    python = environment / "bin" / "python"
    version = ".".join(map(str, sys.version_info[:3]))
    packages, installer = _pins(folder / requirements), _pins(folder / INSTALLER)[0]
    _say(f"Setting up {environment} with Python {version}: once, until {requirements} changes")
    _say("1/3 virtual environment")
    _make(environment)
    _say(f"2/3 {installer}, which installs the rest")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    options = ["--no-user", "--require-hashes", "--only-binary", ":all:", "--progress-bar", "on"]
    _run([*pip, "install", *options, "-r", INSTALLER], folder, f"{installer} cannot be installed")
    _say(f"3/3 {len(packages)} packages")
    uv = [str(python), "-m", "uv", "pip", "install", "--python", str(python)]
    # Any index may answer, because the hashes verify the file.
    options = ["--require-hashes", "--only-binary", ":all:", "--index-strategy=unsafe-best-match"]
    failed = f"the packages of {requirements} cannot be installed"
    _run([*uv, *options, "-r", requirements], folder, failed, _network(pip))
    (environment / _UNFINISHED).unlink()
    _say(f"Set up in {time.monotonic() - start:.0f} s")


def _make(environment: Path) -> None:
    """Makes an environment with pip. One that is complete already is kept."""
    marker = environment / _UNFINISHED
    whole = not marker.exists() and _serves(environment)
    if not whole and not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise OperationError(
            f"{sys.executable} cannot make virtual environments: it lacks `venv` or `ensurepip`",
            remedy="install them (Debian and Ubuntu: apt install"
            f" python3.{sys.version_info.minor}-venv), or name another Python by PYTHON=",
        )
    try:
        environment.mkdir(exist_ok=True)
        marker.touch()
    except OSError as error:
        raise OperationError(
            f"cannot be made: {error.strerror}",
            file=environment,
            remedy="work in a copy of the project that you may write to",
        ) from None
    if whole:
        return
    # The interpreter must not be in the environment itself, which is about to be emptied.
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", "--clear", str(environment)]
    _run(command, environment.parent, "the virtual environment cannot be made")
    # This file was removed with the rest.
    marker.touch()


def _serves(environment: Path) -> bool:
    """Returns true if the environment has pip and the Python that runs this."""
    question = "import pip, sys; print(sys.version_info[:2] == tuple(map(int, sys.argv[1:])))"
    version = map(str, sys.version_info[:2])
    try:
        answer = subprocess.run(
            [str(environment / "bin" / "python"), "-c", question, *version],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return False
    return answer.stdout.strip() == "True"


def _pins(file: Path) -> list[str]:
    """Returns the packages that a file pins, as `name version`, without those for Windows."""
    pin = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)(?!.*'win32')", re.MULTILINE)
    return [" ".join(found) for found in pin.findall(file.read_text(encoding="utf-8"))]


def _network(pip: list[str]) -> dict[str, str]:
    """Returns index, proxy and certificate of pip's configuration, with uv's names. Values that are
    already set stay."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    told: dict[str, str] = {}
    # This is pip's own order, from general to specific: files, their [install], the environment.
    for section in ("global", "install", ":env:"):
        for line in listed.stdout.splitlines():
            key, _, value = line.partition("=")
            name = _AS_UV_CALLS_IT.get(key.removeprefix(f"{section}.").replace("-", "_"))
            if key.startswith(f"{section}.") and name:
                told[name] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_FIND_LINKS" in told:
        told["UV_FIND_LINKS"] = told["UV_FIND_LINKS"].replace(" ", ",")
    return {name: value for name, value in told.items() if not os.environ.get(name)}


def _run(
    command: list[str], folder: Path, failed: str, environment: dict[str, str] | None = None
) -> None:
    """Runs a step, whose output and progress go to the terminal."""
    known = {**os.environ, **(environment or {})}
    # Standard output is reserved for the command that needs the environment: `make preview JSON=-`.
    ended = subprocess.run(command, cwd=folder, env=known, stdout=sys.stderr, check=False)
    if ended.returncode:
        proxies = [name for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy") if known.get(name)]
        raise OperationError(
            f"{failed}; the reason is above",
            remedy="if it is the network: "
            + (f"{proxies[0]} is set; " if proxies else "no proxy is set (HTTPS_PROXY); ")
            + "an index of your own is named in pip.conf or by PIP_INDEX_URL. Then run the same"
            " command again: what was downloaded is kept",
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except OperationError as problem:
        sys.exit(f"error: {problem}")
    except KeyboardInterrupt:
        sys.exit("Interrupted; the same command begins anew")
