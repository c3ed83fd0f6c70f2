"""A runner of GitHub's workflows: jobs in the order of their needs, `run:` lines as bash runs them.

What is not of this project is played: `make` says what it would run and leaves the files that are
asked of it, `gh` gives prepared answers, and actions move files between jobs as GitHub's do.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

from tests.factories import ROOT

_TOOLS = ROOT / "tests" / "workflow_tools"


@dataclass
class Runner:
    """One run of a workflow, in a clone."""

    folder: Path
    """The clone is `clone` in it, beside what jobs hand on."""
    context: dict[str, str]
    """Values of expressions that the event gives, such as `github.repository`."""
    answers: list[tuple[str, Any]] = field(default_factory=list)
    """What `gh` says: the first whose words are in the call."""
    statuses: dict[str, int] = field(default_factory=dict)
    """Exit statuses of make's targets, where they are not 0."""
    failed: list[str] = field(default_factory=list)
    credentials: list[tuple[str, str]] = field(default_factory=list)
    """The job and the role that it took."""

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    def calls(self, tool: str) -> list[dict[str, Any]]:
        """Returns the recorded calls of make or gh, in their order."""
        file = self.folder / "record.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [call for call in map(json.loads, lines) if call["tool"] == tool]

    def run(self, workflow: str) -> None:
        text = (ROOT / ".github/workflows" / workflow).read_text(encoding="utf-8")
        jobs = yaml.load(text, Loader=yaml.BaseLoader)["jobs"]
        needs = {name: _listed(job.get("needs", [])) for name, job in jobs.items()}
        for name in TopologicalSorter(needs).static_order():
            for matrix in _matrix(jobs[name]):
                self._job(name, jobs[name], matrix)

    def lines(self, lines: list[str], variables: dict[str, str]) -> bool:
        """Runs lines of a shell one after the other. Returns whether all of them succeeded."""
        self._new_clone()
        return self._bash({"run": "\n".join(lines), "env": variables}, {})

    def _job(self, name: str, job: dict[str, Any], matrix: dict[str, str]) -> None:
        if any(need in self.failed for need in _listed(job.get("needs", []))) and "if" not in job:
            self.failed.append(name)
            return
        self._new_clone()
        known = {**self.context, **{f"matrix.{key}": value for key, value in matrix.items()}}
        known |= {"runner.temp": str(self.folder / "temp"), "github.token": "token"}
        broken = False
        for step in job["steps"]:
            if broken and "cancelled" not in step.get("if", ""):
                continue
            if step.get("if", "").startswith("matrix.") and not known[step["if"]]:
                continue
            broken |= not self._step(name, step, known)
        if broken:
            self.failed.append(name)
            return
        for key, value in job.get("outputs", {}).items():
            self.context[f"needs.{name}.outputs.{key}"] = _filled(value, known)

    def _new_clone(self) -> None:
        for folder in (self.clone, self.folder / "temp"):
            shutil.rmtree(folder, ignore_errors=True)
        (self.folder / "temp").mkdir(parents=True)
        _git("clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(self.clone))
        # No workflow reads the others, which are most of the files.
        read = ("/*", "!/docs", "!/examples", "!/tests")
        _git("-C", str(self.clone), "sparse-checkout", "set", "--no-cone", *read)
        _git("-C", str(self.clone), "checkout", "--quiet")
        given = ("--", "Makefile", ".github", "operations")
        changed = _git("ls-files", "-z", "--modified", "--others", "--exclude-standard", *given)
        for name in (each for each in changed.split("\0") if each and (ROOT / each).exists()):
            (self.clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.clone / name)

    def _step(self, job: str, step: dict[str, Any], known: dict[str, str]) -> bool:
        given = {key: _filled(value, known) for key, value in step.get("with", {}).items()}
        if "run" in step:
            return self._bash(step, known)
        action = step["uses"].partition("@")[0]
        if action.startswith("./"):
            return self._composite(job, self.clone / action, step.get("id", ""), given, known)
        match action:
            case "actions/upload-artifact":
                self._upload(given)
            case "actions/download-artifact":
                return self._download(given) or step.get("continue-on-error") == "true"
            case "aws-actions/configure-aws-credentials":
                assert given["aws-region"], job
                assert given["role-duration-seconds"], job
                self.credentials.append((job, given["role-to-assume"].rpartition("/")[2]))
            case _:
                assert action in {"actions/checkout", "actions/setup-python", "pulumi/actions"}
                assert all(given.values()), (job, action)
        return True

    def _bash(self, step: dict[str, Any], known: dict[str, str]) -> bool:
        output = self.folder / "output"
        output.write_text("", encoding="utf-8")
        strict = ["--noprofile", "--norc", "-eo", "pipefail"] if "shell" in step else ["-e"]
        variables = {key: _filled(value, known) for key, value in step.get("env", {}).items()}
        played = {
            "PATH": f"{_TOOLS}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(output),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "PLAYED_RECORD": str(self.folder / "record.jsonl"),
            "PLAYED_ANSWERS": json.dumps(self.answers),
            "PLAYED_STATUSES": json.dumps(self.statuses),
            "PLAYED_KEPT": str(self.folder.parent),
            "PLAYED_PYTHON": sys.executable,
            "PLAYED_MAKE": shutil.which("make") or "",
        }
        ended = subprocess.run(
            ["bash", *strict, "-c", step["run"]],
            cwd=self.clone,
            env={**os.environ, **variables, **played},
            capture_output=True,
            text=True,
            check=False,
        )
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            known[f"steps.{step['id']}.outputs.{key}"] = value
        # Seen by pytest where a test fails.
        print(step["run"], ended.stdout, ended.stderr, sep="\n")
        return ended.returncode == 0

    def _composite(
        self, job: str, action: Path, name: str, given: dict[str, str], known: dict[str, str]
    ) -> bool:
        text = (action / "action.yml").read_text(encoding="utf-8")
        described = yaml.load(text, Loader=yaml.BaseLoader)
        assert set(given) == set(described["inputs"]), job
        inner = {f"inputs.{key}": value for key, value in given.items()}
        done = all([self._step(job, step, inner) for step in described["runs"]["steps"]])
        for key, output in described["outputs"].items():
            known[f"steps.{name}.outputs.{key}"] = _filled(output["value"], inner)
        return done

    def _upload(self, given: dict[str, str]) -> None:
        target = self.folder / "artifacts" / given["name"]
        for path in given["path"].split():
            found = self.clone / path
            assert found.exists() or given.get("if-no-files-found") == "ignore", path
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            if found.is_dir():
                shutil.copytree(found, target / path, dirs_exist_ok=True)
            elif found.exists():
                shutil.copy(found, target / path)

    def _download(self, given: dict[str, str]) -> bool:
        source = self.folder / "artifacts" / given["name"]
        if source.exists():
            shutil.copytree(source, self.clone / given["path"], dirs_exist_ok=True)
        return source.exists()


def _filled(text: str, known: dict[str, str]) -> str:
    """Returns a text with its expressions replaced. A KeyError names one that nothing sets."""
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda found: known[found[1]], text)


def _matrix(job: dict[str, Any]) -> list[dict[str, str]]:
    matrix = job.get("strategy", {}).get("matrix", {})
    if "include" in matrix:
        # The last one; the first would install another pip.
        return [matrix["include"][-1]]
    return [{key: each} for key, values in matrix.items() for each in values] or [{}]


def _git(*words: str) -> str:
    run = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return run.stdout


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
