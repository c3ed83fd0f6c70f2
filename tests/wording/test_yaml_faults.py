"""What is no YAML is told with the line to look at, and with what to do there."""

import re
from pathlib import Path

import pytest

from config import ConfigError
from config.files import yaml_file
from engine import ProgramError, cli_yaml

FAULTS = [
    ("a:\n\tb: 1\n", 2, "a tab indents this line"),
    ("a: 1\n\tb: 2\n", 2, "a tab indents this line"),
    ("a:\n  b: 1\n c: 2\n", 3, "the line is indented otherwise"),
    ("a: 1\n  b: 2\n", 2, "the line is indented otherwise"),
    ("a: 1\nb 2\nc: 3\n", 2, "a key lacks its colon"),
    ("a: 1\nb:2\nc: 3\n", 2, "a key lacks its colon"),
    ("a: one: two\n", 1, "the value has a colon and a space in it; put the value in quotes"),
    ("a: [1, 2\nb: 3\n", 1, "the brackets that open here lack a closing one"),
    ('a: "open\nb: 1\n', 1, "a quote is opened here"),
    ('a: "open\nb: "closed"\n', 1, "a quote is opened here"),
    ("a: @home\n", 1, "a text may not start with @; put it in quotes"),
    ("a: %x\n", 1, "a text may not start with %; put it in quotes"),
    ("a: *b\n", 1, r"\*b refers to an anchor &b"),
    ("a: 1\n---\nb: 2\n", 2, "`---` starts a second document"),
    ("a: 1\n...\nb: 2\n", 3, "the file is complete above this line"),
    ("a: - x\n", 1, "`- ` begins an entry of a list"),
    ("a: ? x\n", 1, r"`\? ` begins a key"),
    ("a: 1\n# \x07\n", 2, r"U\+0007 stands here"),
    ("a: 1\nb: \x00\n", 2, r"U\+0000 stands here.* save the file as UTF-8"),
    ("a:\n\u00a0\u00a0b: 1\n", 2, r"U\+00A0 \(NO-BREAK SPACE\) begins a key here"),
    ("a:\n  b:\n\u00a0   c: 1\n", 3, r"U\+00A0 \(NO-BREAK SPACE\) begins a key here"),
    ('a: "\\ud83d"\n', 1, r"\\ud83d is half of a character"),
    ("a: !!binary NA==\n", 1, "!!binary is a tag, which no setting has"),
    ("a: !custom [x]\n", 1, "!custom is a tag, which no setting has"),
    ("a: !!set {x}\n", 1, "!!set is a tag, which no setting has"),
    ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 2, "a merge left its marks here"),
]


@pytest.mark.parametrize(("text", "line", "says"), FAULTS)
def test_both_readers_tell_a_fault_alike(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=rf"x\.yaml:{line}: is not YAML: {says}"):
        yaml_file.read(file)
    with pytest.raises(ProgramError, match=rf"x\.yaml:{line}: is not valid YAML: {says}"):
        cli_yaml.read(file)


@pytest.mark.parametrize("text", [text for text, *_ in FAULTS])
def test_none_of_the_parsers_words_are_left(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(ProgramError) as error:
        cli_yaml.read(tmp_path / "x.yaml")
    assert not re.search(r"<block|token|flow|mapping values|scanning", str(error.value))
