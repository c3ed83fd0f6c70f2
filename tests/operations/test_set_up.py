"""The virtual environment of a fresh clone. pip is the real one; uv is a stand-in, for there is no
network in tests: it writes down how it was called."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.factories import ROOT

UV = """\
import json, os, sys
names = ("UV_DEFAULT_INDEX", "UV_INDEX", "ALL_PROXY", "UV_FIND_LINKS")
print("uv was called:", json.dumps([sys.argv[1:], {n: os.environ.get(n) for n in names}]))
sys.exit(int(os.environ.get("UV_FAILS", "0")))
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project with the set-up and requirements, and a folder of packages that pip can read."""
    folder = tmp_path / "clone"
    (folder / "operations").mkdir(parents=True)
    for file in ("__init__.py", "errors.py", "set_up.py"):
        shutil.copy(ROOT / "operations" / file, folder / "operations")
    shutil.copy(ROOT / "Makefile", folder)
    packages = tmp_path / "packages"
    packages.mkdir()
    digest = wheel(packages / "uv-0.0.1-py3-none-any.whl")
    (folder / "requirements-installer.txt").write_text(f"uv==0.0.1 --hash=sha256:{digest}\n")
    pins = "a==1 \\\n    --hash=sha256:00\nb[x, y]==2 ; python_version < '4' \\\n"
    (folder / "requirements.txt").write_text(pins + "w==3 ; sys_platform == 'win32' \\\n")
    return folder


def wheel(file: Path) -> str:
    """Writes the stand-in; gives its hash."""
    members = {
        "uv/__main__.py": UV,
        "uv/__init__.py": "",
        "uv-0.0.1.dist-info/METADATA": "Metadata-Version: 2.1\nName: uv\nVersion: 0.0.1\n",
        "uv-0.0.1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
            found = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest())
            record += f"{name},sha256={found.decode().rstrip('=')},{len(content)}\n"
        archive.writestr("uv-0.0.1.dist-info/RECORD", f"{record}uv-0.0.1.dist-info/RECORD,,\n")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def make(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What setting up prints, by the Makefile's own rule."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    known |= {
        "PYTHON": getattr(sys, "_base_executable", sys.executable),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(clone.parent / "packages"),
        "PIP_CONFIG_FILE": os.devnull,
        **environment,
    }
    return subprocess.run(
        ["make", ".venv/.program"],
        cwd=clone,
        env=known,
        text=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def configured(clone: Path) -> Path:
    """A company's pip.conf."""
    file = clone.parent / "pip.conf"
    file.write_text(
        "[global]\nindex-url = http://index.example/pip\nproxy = http://proxy.example:3128\n"
        "[install]\nextra-index-url =\n    http://one.example\n    http://two.example\n"
    )
    return file


def test_a_set_up_tells_its_steps_and_goes_on_where_it_failed(clone: Path) -> None:
    failed = make(clone, UV_FAILS="2", HTTPS_PROXY="http://proxy.example:3128")
    assert failed.returncode != 0
    assert failed.stdout == ""
    assert "the packages of requirements.txt cannot be installed" in failed.stderr
    assert "HTTPS_PROXY is set" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not (clone / ".venv/.program").exists()
    # What is left of it is not trusted: the environment is made anew.
    (clone / ".venv/left.txt").touch()
    mended = make(clone, PIP_CONFIG_FILE=str(configured(clone)))
    assert mended.returncode == 0, mended.stderr
    assert not (clone / ".venv/left.txt").exists()
    steps = ["Setting up ", "1/3 virtual", "2/3 uv 0.0.1", "3/3 2 packages", "Set up in "]
    places = [mended.stderr.index(step) for step in steps]
    assert places == sorted(places)
    assert '"--require-hashes"' in mended.stderr
    # What pip knows of the network, uv is told too.
    assert '"UV_DEFAULT_INDEX": "http://index.example/pip"' in mended.stderr
    assert '"UV_INDEX": "http://one.example http://two.example"' in mended.stderr
    assert '"ALL_PROXY": "http://proxy.example:3128"' in mended.stderr
    again = make(clone)
    assert (again.returncode, again.stderr) == (0, "")
    # Changed requirements are installed into what stands; a Python that is gone is replaced.
    (clone / ".venv/kept.txt").touch()
    (clone / "requirements.txt").touch()
    assert make(clone).returncode == 0
    assert (clone / ".venv/kept.txt").exists()
    python = clone / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    assert make(clone).returncode == 0
    assert not (clone / ".venv/kept.txt").exists()


def test_a_python_that_cannot_make_environments_is_told(clone: Path) -> None:
    # Debian's Python without python3-venv.
    hidden = clone.parent / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    made = make(clone, PYTHONPATH=str(hidden))
    assert made.returncode != 0
    assert "it lacks `venv` or `ensurepip`" in made.stderr
    assert "apt install python3." in made.stderr
    assert not (clone / ".venv").exists()


def test_a_folder_that_cannot_be_written_to_is_told(clone: Path) -> None:
    # A file in its place: root may write to any folder.
    (clone / ".venv").touch()
    made = make(clone)
    assert made.returncode != 0
    assert ".venv: cannot be made: " in made.stderr
    assert "Traceback" not in made.stderr


def test_an_old_python_is_told_which_is_needed(clone: Path) -> None:
    old = clone.parent / "python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    made = make(clone, PYTHON=str(old))
    assert made.returncode != 0
    assert "Plinth needs Python 3.11 or newer" in made.stderr
    assert "Python 3.9.2" in made.stderr
