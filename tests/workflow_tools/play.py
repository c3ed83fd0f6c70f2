"""The parts that `make` and `gh` play in a workflow's test; each call is recorded."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_SET_UP = (".venv/.program", ".venv/.development", ".venv-scan/.scan")
_REPORT = "<!-- plinth review -->\nThe report\n"


def record(call: dict[str, Any]) -> None:
    with Path(os.environ["PLAYED_RECORD"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")


def make(words: list[str]) -> int:
    """Lets the real make print its commands. `access` is carried out: it asks nobody."""
    old = [word for stamp in _SET_UP for word in ("-o", stamp)]
    said = subprocess.run(
        [os.environ["PLAYED_MAKE"], "-n", *old, *words], capture_output=True, text=True, check=False
    )
    sys.stderr.write(said.stderr)
    [target] = [word for word in words if "=" not in word and not word.startswith("-")]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    record({"tool": "make", "target": target, "given": given, "commands": said.stdout})
    if said.returncode:
        return said.returncode
    if target == "access":
        return _access(said.stdout, given)
    status: int = json.loads(os.environ["PLAYED_STATUSES"]).get(target, 0)
    needed = [given[name] for name in ("PLAN",) if name in given]
    needed += [given["FOLDER"]] if target == "images-load" else []
    for name in needed:
        if not Path(name).exists():
            print(f"{name} is not there", file=sys.stderr)
            return 2
    # Status 1 says that nothing could be told, so there is no report.
    if status != 1:
        _leave(target, given, status)
    # make itself ends with 2 whatever its command ended with.
    return 2 if status else 0


def _access(command: str, given: dict[str, str]) -> int:
    # Runs of one session ask for the same few roles, again and again.
    kept = Path(os.environ["PLAYED_KEPT"]) / f"access-{given['STACK']}-{given['KIND']}"
    if not kept.exists():
        words = command.replace(".venv/bin/python", sys.executable)
        said = subprocess.run(words, shell=True, check=False, capture_output=True, text=True)
        sys.stderr.write(said.stderr)
        if said.returncode:
            return said.returncode
        kept.write_text(said.stdout, encoding="utf-8")
    sys.stdout.write(kept.read_text(encoding="utf-8"))
    return 0


def _leave(target: str, given: dict[str, str], status: int) -> None:
    contents = {"OUT": "plan", "MARKDOWN": _REPORT, "JSON": json.dumps({"status": status})}
    for name, content in contents.items():
        if name in given:
            Path(given[name]).write_text(content, encoding="utf-8")
    if target == "images-save":
        Path(given["FOLDER"]).mkdir()
        (Path(given["FOLDER"]) / "web").write_text("image", encoding="utf-8")
    if target == "images-release":
        _set_version(Path(f"Pulumi.{given['STACK']}.yaml"))
    if target == "promote" and given.get("WRITE"):
        assert "# released" in Path(f"Pulumi.{given['FROM']}.yaml").read_text(encoding="utf-8")
        _set_version(Path(f"Pulumi.{given['TO']}.yaml"))


def _set_version(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "# released\n", encoding="utf-8")


def gh(words: list[str]) -> int:
    body = next((word[6:] for word in words if word.startswith("body=@")), "")
    record(
        {
            "tool": "gh",
            "words": words,
            "body": Path(body).read_text(encoding="utf-8") if body else "",
        }
    )
    whole = " ".join(words)
    answers = json.loads(os.environ["PLAYED_ANSWERS"])
    answer: Any = next((answer for part, answer in answers if part in whole), {})
    text = json.dumps(answer)
    if "--jq" in words:
        query = words[words.index("--jq") + 1]
        said = subprocess.run(
            ["jq", "-r", query], input=text, capture_output=True, text=True, check=False
        )
        sys.stderr.write(said.stderr)
        sys.stdout.write(said.stdout)
        return said.returncode
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit({"make": make, "gh": gh}[sys.argv[1]](sys.argv[2:]))
