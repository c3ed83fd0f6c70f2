"""A stack's file with all that the CLI writes into it, under the commands that need no account.

The keys are those of the CLI's own `ProjectStack` and `Project`; a script stands in for the CLI,
and refuses what the real one refuses.
"""

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from aws_account.moto import moto_server
from engine import cli_yaml
from operations.folder import PROJECT
from operations.pulumi_cli import stack_file
from tests.engine.folders import write_project
from tests.operations.commands import status_of

CLI = """\
#!{python}
import os, pathlib, sys
sys.path.insert(0, {root!r})
from engine import cli_yaml
if sys.argv[1:3] == ["stack", "init"]:
    file = pathlib.Path("Pulumi.good.yaml")
    file.write_text((file.read_text() if file.exists() else "") + "encryptionsalt: v1:ours=\\n")
    state = pathlib.Path(os.environ["FAKE_STATE"])
    state.parent.mkdir(parents=True)
    state.write_text('{{"checkpoint": {{}}}}')
else:
    content = cli_yaml.read(pathlib.Path(sys.argv[sys.argv.index("--config-file") + 1]))
    assert content["encryptionsalt"] == "v1:ours=", content
    assert not content.keys() - {{"encryptionsalt", "config"}}, content
    print("accepted", content["config"])
"""
SETTINGS = '  plinth:settings: {"account_id": "012345678901", "yes": no}\n'
FOREIGN = "{secure: v1:nonce=:cipher==}"
WRITTEN = {
    "pulumi stack init": "encryptionsalt: v1:theirs=:v1:nonce:cipher=\n",
    "--secrets-provider": "secretsprovider: awskms://alias/team\nencryptedkey: AQICA==\n",
    "a list of environments": "environment:\n  - shop/base\n  - {shop/more: {merge: false}}\n",
    "an environment of its own": "environment:\n  imports: [base]\n  values: {x: {y: 1}}\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "bin/pulumi"
    program.parent.mkdir()
    program.write_text(CLI.format(python=sys.executable, root=str(PROJECT)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    state = project / ".pulumi-local/state/.pulumi/stacks/plinth/good.json"
    monkeypatch.setenv("FAKE_STATE", str(state))
    # Nothing asks the account anything, so that none has to be started.
    account = moto_server.MotoServer(address="http://127.0.0.1:1", pid=1, account="0")
    monkeypatch.setattr(moto_server, "find", lambda file: account)
    return project


def run(folder: Path, *words: str) -> int:
    """A command of `python -m operations`; gives its exit status."""
    with pytest.MonkeyPatch.context() as patch:
        return status_of(patch, *words, "--folder", str(folder))


@pytest.mark.parametrize(
    ("written", "place"), [*((key, "above") for key in WRITTEN), ("all", "below")]
)
def test_every_command_takes_what_the_cli_writes(
    folder: Path, capfd: pytest.CaptureFixture[str], written: str, place: str
) -> None:
    keys = WRITTEN.get(written) or "".join(list(WRITTEN.values())[:3])
    config = (
        f"config:\n{SETTINGS}  plinth:token:\n    secure: v1:nonce=:cipher==\n"
        f"  other:deep: {{list: [{FOREIGN}, {{a: {FOREIGN}}}]}}\n"
    )
    text = keys + config if place == "above" else config + keys
    program = 'import pulumi\npulumi.export("it", pulumi.Config().require_object("settings"))\n'
    write_project(folder, program, project="name: plinth\nruntime: python\n", good=text)
    for words in (("preview", "good"), ("emulate", "good")):
        assert run(folder, *words) == 0, capfd.readouterr().err
        printed = capfd.readouterr()
        assert ("Pulumi ESC" in printed.err) is ("environment" in keys)
    for _ in range(2):
        assert run(folder, "engine", "up", "good", "--emulated", "--yes") == 0
        printed = capfd.readouterr()
        assert "accepted " in printed.out
        assert "{'account_id': '012345678901', 'yes': 'no'}" in printed.out
        assert "'plinth:token': '[secret]'" in printed.out
        assert "{'list': ['[secret]', {'a': '[secret]'}]}" in printed.out
        assert ("warning: Pulumi.good.yaml: environment: " in printed.err) is (
            "environment" in keys
        )
    assert (folder / "Pulumi.good.yaml").read_text() == text


@pytest.mark.parametrize(
    "keys",
    [
        "stackConfigDir: stacks\n",
        "config: stacks\n",
        'description: "a: b"\nauthor: a\nwebsite: b\nlicense: c\n',
        "main: .\nbackend: {url: https://api.example}\noptions: {refresh: always}\n",
        "template: {config: {a: {description: b, secret: true}}}\npackages: {a: b@1}\n",
        'requiredPulumiVersion: ">=3.0.0"\nplugins: {providers: []}\nown: {anything: [1]}\n',
        "config:\n  size: 5\n  plinth:count: {type: integer, default: 1}\n  aws:region: a\n",
    ],
)
def test_every_command_takes_what_a_project_may_say(
    folder: Path, capfd: pytest.CaptureFixture[str], keys: str
) -> None:
    project = f'{keys}name: "plinth"\nruntime:\n  name: python\n  options: {{virtualenv: .venv}}\n'
    write_project(folder, "", project=project, good=f"config:\n{SETTINGS}")
    if "stacks" in keys:
        (folder / "stacks").mkdir()
        (folder / "Pulumi.good.yaml").rename(folder / "stacks/Pulumi.good.yaml")
    assert run(folder, "preview", "good") == 0, capfd.readouterr().err
    assert run(folder, "engine", "up", "good", "--emulated", "--yes") == 0, capfd.readouterr().err


def test_secrets_of_the_copy_stay_and_those_of_the_file_are_not_taken_for_them(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "source.yaml", tmp_path / "target.yaml"
    source.write_text(f"encryptionsalt: theirs\nconfig: {{a: {FOREIGN}, b: 1}}\n")
    target.write_text(
        f"encryptionsalt: ours\nconfig: {{a: {FOREIGN}, c: {{secure: ours}}, gone: 1}}\n"
    )
    stack_file.copy(source, target, own_state=True)
    assert cli_yaml.read(target) == {
        "encryptionsalt": "ours",
        "config": {"a": "[secret]", "b": 1, "c": {"secure": "ours"}},
    }
    assert stack_file.secrets_of(target) == {"c"}


def test_in_the_user_s_own_backend_the_file_keeps_its_key(tmp_path: Path) -> None:
    source, target = tmp_path / "source.yaml", tmp_path / "target.yaml"
    keys = "secretsprovider: awskms://a\nencryptedkey: b\nenvironment: [c]\n"
    text = f"{keys}config: {{a: {FOREIGN}}}\n"
    source.write_text(text)
    for _ in range(2):
        stack_file.copy(source, target, own_state=False)
        assert cli_yaml.read(target) == cli_yaml.read(source)
    source.write_text("config: {b: 1}\n")
    stack_file.copy(source, target, own_state=False)
    assert json.dumps(cli_yaml.read(target)["config"]) == json.dumps(
        {"b": 1, "a": {"secure": "v1:nonce=:cipher=="}}
    )
