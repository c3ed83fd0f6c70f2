"""Files are read as the Pulumi CLI reads them; what cannot be read is told with its line."""

from pathlib import Path

import pytest

from config import ConfigError
from config.files import yaml_file
from config.values.numbers import WrittenFloat, WrittenInt


def read(folder: Path, text: str | bytes) -> yaml_file.YamlFile:
    file = folder / "file.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return yaml_file.read(file)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("012345678901", "012345678901"),
        ("0x1F", "0x1F"),
        ("123456789012", 123456789012),
        ("-7", -7),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'null'", "null"),
        ('"16"', "16"),
        ("!!str 1.10", "1.10"),
        ("!!int '7'", 7),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_a_scalar_means_what_it_means_to_the_cli(tmp_path: Path, text: str, value: object) -> None:
    found = read(tmp_path, f"key: {text}").content["key"]
    assert found == value
    # A number whose own text is another one remembers how it was written.
    assert type(found) in (type(value), WrittenFloat, WrittenInt)


def test_each_key_remembers_its_line(tmp_path: Path) -> None:
    file = read(tmp_path, "a:\n  b:\n    - c: 1\n    - c: 2\n")
    assert file.line(("a", "b", 1, "c")) == 4
    assert file.line(("a", "b", 1, "missing")) == 4
    assert file.line(("a",)) == 1
    assert file.line(("missing",)) == 1


def test_an_alias_and_a_merge_are_followed(tmp_path: Path) -> None:
    text = "base: &base {a: 1, b: 2}\nother:\n  <<: *base\n  b: 3\nsame: *base\n"
    content = read(tmp_path, text).content
    assert content["other"] == {"a": 1, "b": 3}
    assert content["same"] == {"a": 1, "b": 2}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "file.yaml:3: has the key `a` twice"),
        ("a: [1, 2\n", "is not YAML"),
        ("a: 1\n\tb: 2\n", "file.yaml:2: is not YAML"),
        ("a: b: c\n", "file.yaml:1: is not YAML"),
        ("? [x]\n: 1\n", "has a key that is not text"),
        ("a: &a [*a]\n", "contains itself"),
        ("<<: 5\n", "merges mappings only"),
        (b"a: \xff\xfe\n", "is not UTF-8 text"),
        (b"a: \x00\n", "is not YAML"),
        ("a: 1\nb: " + "9" * 5000, "file.yaml:2: has a number of 5000 digits"),
        (BOMB, "too many values"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
        ("[" * 200_000 + "]" * 200_000, "nested too deeply"),
        ("- " * 200_000 + "a", "nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(1500)), "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(ConfigError, match="1 problem in the configuration") as caught:
        read(tmp_path, text)
    assert says in str(caught.value)


def test_a_missing_file_is_told_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"absent.yaml: is missing in {tmp_path}"):
        yaml_file.read(tmp_path / "absent.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no file"):
        yaml_file.read(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\t# aside\n",
        "a: !!str 7\nb: !!int '7'\n",
        "? a\n: 1\n",
        "a: {b: [1, '2', \"3\"], c: ~}\n",
        "a: |\n  text\n  more\nb: >-\n  folded\n",
        "x: &x {a: 1}\ny: {<<: *x, b: 2}\n",
        "# nothing\n",
    ],
)
def test_both_parsers_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def read_or_told() -> object:
        try:
            return read(tmp_path, text)
        except ConfigError as error:
            return str(error)

    fast = read_or_told()
    monkeypatch.setattr(yaml_file, "_FAST", None)
    assert read_or_told() == fast
