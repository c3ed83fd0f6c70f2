"""What a program finds in its configuration. Expected texts were taken from the Pulumi CLI."""

from pathlib import Path

import pytest

from engine import project
from engine.errors import ProgramError
from tests.engine.folders import write_project


def configured(folder: Path, dev: str, *, declared: str = "") -> project.Project:
    write_project(folder, "", project=f"name: probe\nruntime: python\n{declared}", dev=dev)
    return project.load(folder, "dev")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("hello", "hello"),
        ("12", "12"),
        ("1.0", "1"),
        ("0.00001", "0.00001"),
        ("1e30", "1e+30"),
        ("1e-7", "1e-7"),
        ("1234567.125", "1234567.125"),
        ("18446744073709551616", "18446744073709552000"),
        ("true", "true"),
        ("yes", "yes"),
        ("null", ""),
        ("", ""),
        ('"a\\nb"', "a\nb"),
        ("[1, 1.5, yes, null]", '[1,1.5,"yes",null]'),
        ("{b: 2026-12-01, a: {}}", '{"a":{},"b":"2026-12-01 00:00:00 +0000 UTC"}'),
        ("[<x&y>, é, e-05]", '["\\u003cx\\u0026y\\u003e","é","e-05"]'),
    ],
)
def test_a_program_gets_the_text_that_the_cli_gives_it(
    tmp_path: Path, value: str, text: str
) -> None:
    assert configured(tmp_path, f"config:\n  probe:key: {value}\n").config == {"probe:key": text}


def test_keys_get_their_namespace(tmp_path: Path) -> None:
    found = configured(tmp_path, "config: {plain: 1, aws:region: eu-west-1, aws:config:x: y}")
    assert found.config == {"probe:plain": "1", "aws:region": "eu-west-1", "aws:x": "y"}


def test_a_secret_is_marked_and_never_read(tmp_path: Path) -> None:
    found = configured(
        tmp_path, "config: {token: {secure: v1:abc}, deep: {list: [{secure: v1:def}]}, open: 1}"
    )
    assert found.config == {
        "probe:token": "[secret]",
        "probe:deep": '{"list":["[secret]"]}',
        "probe:open": "1",
    }
    assert found.secret_keys == ("probe:deep", "probe:token")


def test_the_projects_own_settings_are_defaults(tmp_path: Path) -> None:
    declared = """\
config:
  pulumi:autonaming:
    value: {pattern: "${name}-${hex(6)}"}
  short: 5
  list: [1, a]
  probe:size: {type: integer, default: 7}
  probe:count: {type: integer, default: 1}
  aws:region: {description: not required}
"""
    assert configured(tmp_path, "config: {count: 2}", declared=declared).config == {
        "pulumi:autonaming": '{"pattern":"${name}-${hex(6)}"}',
        "probe:short": "5",
        "probe:list": '[1,"a"]',
        "probe:size": "7",
        "probe:count": "2",
    }


def test_a_stack_without_configuration_has_none(tmp_path: Path) -> None:
    assert configured(tmp_path, "").config == {}


def test_a_project_says_where_its_program_and_its_stacks_are(tmp_path: Path) -> None:
    declared = "main: src/\nstackConfigDir: stacks\n"
    write_project(tmp_path, "", project=f"name: probe\nruntime: python\n{declared}")
    (tmp_path / "stacks").mkdir()
    (tmp_path / "Pulumi.dev.yaml").rename(tmp_path / "stacks/Pulumi.dev.yaml")
    found = project.load(tmp_path, "dev")
    assert found.program == tmp_path / "src"
    assert (found.name, found.stack, found.folder) == ("probe", "dev", tmp_path)


def test_environments_of_pulumi_esc_are_named_as_not_read(tmp_path: Path) -> None:
    found = configured(tmp_path, "environment: [shared]\nconfig: {a: 1}")
    assert found.config == {"probe:a": "1"}
    assert found.unread.startswith("Pulumi.dev.yaml: environment: what Pulumi ESC holds")


def test_an_unknown_stack_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    write_project(tmp_path, "", dev="", prod="")
    with pytest.raises(ProgramError, match=r"Pulumi.prd.yaml: no such stack; .*: dev, prod$"):
        project.load(tmp_path, "prd")


def test_a_folder_without_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"Pulumi.yaml: no such file"):
        project.load(tmp_path, "dev")


@pytest.mark.parametrize(
    ("dev", "declared", "message"),
    [
        ("config: {a:b:c: 1}", "", r"Pulumi.dev.yaml: config: a:b:c: must be like"),
        ("config: [1]", "", r"Pulumi.dev.yaml: config: must be a mapping"),
        (
            "config: {x: 1" + 5000 * "0" + "}",
            "",
            r"Pulumi.dev.yaml:1: x: must be a number with an end",
        ),
        ("config: {x: .inf}", "", r"Pulumi.dev.yaml:1: x: must be a number"),
        ("config: {x: [{y: .nan}]}", "", r"Pulumi.dev.yaml:1: 0.y: must be a number with an end"),
        ("", "config: {size: {type: integer}}", r"Pulumi.dev.yaml: .* value for probe:size"),
        ("", "name: again", r"Pulumi.yaml:3: .*'name' is in line 1 already"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, dev: str, declared: str, message: str) -> None:
    with pytest.raises(ProgramError, match=message):
        configured(tmp_path, dev, declared=declared)


@pytest.mark.parametrize("name", ["", "name: 5", "name: ''", "nam: probe"])
def test_a_project_needs_a_name(tmp_path: Path, name: str) -> None:
    write_project(tmp_path, "", project=name)
    with pytest.raises(ProgramError, match=r"Pulumi.yaml: name: must be the project's name"):
        project.load(tmp_path, "dev")


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("pulumi:refresh: always", "pulumi:refresh: this engine does not know it"),
        ("pulumi:autonaming: {mode: verbatim}", "pulumi:autonaming: mode: only `pattern`"),
        ("pulumi:autonaming: {pattern: x, providers: {}}", "pulumi:autonaming: providers: only"),
    ],
)
def test_a_setting_of_the_engine_that_is_not_done_here_is_refused_by_name(
    tmp_path: Path, setting: str, says: str
) -> None:
    with pytest.raises(ProgramError, match=says):
        configured(tmp_path, f"config:\n  {setting}")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("runtime: nodejs", "runtime: must be python, got 'nodejs'"),
        ("runtime: {name: go}", "runtime: must be python, got 'go'"),
        (
            "runtime: {name: python, options: {typechecker: mypy}}",
            "runtime.options.typechecker: is not done here, got 'mypy'",
        ),
        ("runtime: python\noptions: {refresh: never}", "options.refresh: the engine knows"),
        ("runtime: python\noptions: {parallel: 4}", "options.parallel: the engine knows"),
        ("runtime: python\nplugins: {providers: [{name: aws, path: x}]}", "plugins: no plugin"),
    ],
)
def test_a_setting_of_the_project_that_is_not_done_here_is_refused_by_name(
    tmp_path: Path, settings: str, says: str
) -> None:
    write_project(tmp_path, "", project=f"name: probe\n{settings}\n")
    with pytest.raises(ProgramError, match=f"Pulumi.yaml: {says}"):
        project.load(tmp_path, "dev")


@pytest.mark.parametrize(
    "settings",
    [
        "runtime: {name: python, options: {toolchain: uv, virtualenv: .venv}}",
        "runtime: python\noptions: {refresh: always}",
        "runtime: python\nbackend: {url: 'file://~'}\nauthor: me\nlicense: MIT\nwebsite: x.example",
    ],
)
def test_what_changes_nothing_offline_is_taken(tmp_path: Path, settings: str) -> None:
    write_project(tmp_path, "", project=f"name: probe\n{settings}\n")
    assert project.load(tmp_path, "dev").name == "probe"


@pytest.mark.parametrize(
    ("declaration", "value", "wanted"),
    [
        ("type: integer", "many", "integer"),
        ("type: integer", "1.5", "integer"),
        ("type: boolean", "perhaps", "boolean"),
        ("type: string", "{a: 1}", "string"),
        ("type: array, items: {type: integer}", "[1, x]", "array<integer>"),
        ("type: array, items: {type: string}", "one", "array<string>"),
    ],
)
def test_a_value_of_another_type_is_refused_as_by_the_engine(
    tmp_path: Path, declaration: str, value: str, wanted: str
) -> None:
    declared = f"config: {{key: {{{declaration}}}}}"
    with pytest.raises(ProgramError, match=f"key 'probe:key' must be of type '{wanted}'"):
        configured(tmp_path, f"config: {{key: {value}}}", declared=declared)


@pytest.mark.parametrize(
    ("declaration", "value"),
    [
        ("type: integer", "12"),
        ("type: integer", "'-12'"),
        ("type: boolean", "true"),
        ("type: string", "12"),
        ("type: array, items: {type: array, items: {type: boolean}}", "[[true], []]"),
        ("type: string, secret: true", "{secure: v1:abc}"),
    ],
)
def test_a_value_of_the_declared_type_is_taken(
    tmp_path: Path, declaration: str, value: str
) -> None:
    declared = f"config: {{key: {{{declaration}}}}}"
    assert configured(tmp_path, f"config: {{key: {value}}}", declared=declared).config


def test_what_is_declared_secret_must_be_encrypted(tmp_path: Path) -> None:
    declared = "config: {key: {type: string, secret: true}}"
    with pytest.raises(ProgramError, match="key 'probe:key' must be encrypted as it's secret"):
        configured(tmp_path, "config: {key: open}", declared=declared)
