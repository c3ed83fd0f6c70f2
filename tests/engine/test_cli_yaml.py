"""YAML as the Pulumi CLI reads it. The expected values were taken from its own output."""

from pathlib import Path

import pytest

from engine import cli_yaml
from engine.errors import ProgramError


def value_of(tmp_path: Path, text: str) -> object:
    file = tmp_path / "file.yaml"
    file.write_text(f"key: {text}\n", encoding="utf-8")
    return cli_yaml.read(file)["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("null", None),
        ("", None),
        ("nUll", "nUll"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("10", 10),
        ("+5", 5),
        ("-0", 0),
        ("1_000", 1000),
        ("0777", 511),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b101", 5),
        ("012345678901", 12345678901.0),
        ('"012345678901"', "012345678901"),
        ("18446744073709551615", 18446744073709551615),
        ("18446744073709551616", 18446744073709551616.0),
        ("1.10", 1.1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("2026-12-01", "2026-12-01 00:00:00 +0000 UTC"),
        ("2026-12-01T10:00:00Z", "2026-12-01 10:00:00 +0000 UTC"),
        ("2026-12-01T10:00:00.250+02:00", "2026-12-01 10:00:00.25 +0200 +0200"),
        ("2026-12-01 10:00:00.5", "2026-12-01 10:00:00.5 +0000 UTC"),
        ("2026-12-01 10:00:00.5 +02:00", "2026-12-01 10:00:00.5 +02:00"),
        ("2026-13-01", "2026-13-01"),
        ('"2026-12-01"', "2026-12-01"),
        ("{a: 1, b: [x, y]}", {"a": 1, "b": ["x", "y"]}),
        ("{<<: {q: 1, r: 1}, r: 2}", {"q": 1, "r": 2}),
        ("!!str 5", "5"),
    ],
)
def test_a_value_is_what_the_cli_takes_it_for(tmp_path: Path, text: str, value: object) -> None:
    found = value_of(tmp_path, text)
    assert found == value
    assert type(found) is type(value)


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing\n")
    assert cli_yaml.read(tmp_path / "empty.yaml") == {}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "marked.yaml").write_bytes(b"\xef\xbb\xbfkey: 1\n")
    assert cli_yaml.read(tmp_path / "marked.yaml") == {"key": 1}


def test_an_alias_repeats_its_anchor(tmp_path: Path) -> None:
    (tmp_path / "alias.yaml").write_text("a: &x {k: [1, 2]}\nb: *x\n")
    assert cli_yaml.read(tmp_path / "alias.yaml") == {"a": {"k": [1, 2]}, "b": {"k": [1, 2]}}


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 8)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", r"wrong.yaml:3: .*'a' is in line 1 already"),
        ("a:\n  b: 1\n  b: 1\n", r"wrong.yaml:3: .*'b' is in line 2 already"),
        ("a: [1\n", r"wrong.yaml:1: is not valid YAML"),
        ("a: b: c\n", r"wrong.yaml:1: is not valid YAML"),
        ("\tkey: 1\n", r"wrong.yaml:1: is not valid YAML"),
        ("1: a\n", r"wrong.yaml:1: .*'1' is not text; quote it"),
        ("true: a\n", r"wrong.yaml:1: .*'true' is not text"),
        ("- a\n- b\n", r"wrong.yaml: must be a mapping"),
        ("just text\n", r"wrong.yaml: must be a mapping"),
        ("a: !secret x\n", r"wrong.yaml:1: is not valid YAML"),
        ("a: *nowhere\n", r"wrong.yaml:1: .*&nowhere that is nowhere"),
        (BOMB, r"wrong.yaml: .*aliases repeat each other too often"),
        ("a: &a [*a]\n", r"wrong.yaml: .*aliases repeat each other too often"),
        ("a: 1\n---\nb: 2\n", r"wrong.yaml:2: is not valid YAML"),
        ("a: " + "[" * 2000, r"wrong.yaml.*: is not valid YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "wrong.yaml").write_text(text)
    with pytest.raises(ProgramError, match=message):
        cli_yaml.read(tmp_path / "wrong.yaml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("key: é".encode("latin-1"))
    with pytest.raises(ProgramError, match=r"latin.yaml: is not UTF-8 text \(byte 5\)"):
        cli_yaml.read(tmp_path / "latin.yaml")
