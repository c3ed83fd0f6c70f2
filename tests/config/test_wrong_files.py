"""Files that are wrong as files: empty, misspelt, endless, too large. Each is told with the file
and, where there is one, the line."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config import ConfigError, load
from engine import ProgramError, project
from tests.factories import SHOP

STACK, WORKLOAD = "Pulumi.prod.yaml", "config/workload.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example's files."""
    for file in ("Pulumi.yaml", STACK, "Pulumi.staging.yaml", "Pulumi.dev.yaml", WORKLOAD):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(SHOP / file, tmp_path / file)
    return tmp_path


def told(folder: Path, stack: str = "prod") -> str:
    """What the program says of a stack, from its files to the error."""
    try:
        read = project.load(folder, stack)
        load(stack, read.config.get("plinth:settings"), folder)
    except (ProgramError, ConfigError) as error:
        return str(error)
    return "accepted"


def told_of(folder: Path, name: str, spoil: Callable[[Path], None]) -> str:
    """What is said of a file that was spoiled, which it names."""
    spoil(folder / name)
    answer = told(folder)
    assert name in answer
    return answer


def test_the_example_is_accepted(folder: Path) -> None:
    assert [told(folder, stack) for stack in ("dev", "staging", "prod")] == ["accepted"] * 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"Pulumi\.prod\.yaml: is empty; write `config: plinth:settings:`"),
        ("# nothing\n", r"Pulumi\.prod\.yaml: is empty"),
        ("config:\n", r"Pulumi\.prod\.yaml:1: config: needs `plinth:settings:` below it"),
        ("config: {}\n", r"Pulumi\.prod\.yaml:1: config: needs `plinth:settings:`"),
        ("confg:\n  a: 1\n", r"Pulumi\.prod\.yaml:1: config: is missing; is confg meant"),
        ("other: 1\n", r"Pulumi\.prod\.yaml:1: config: is missing; the settings"),
        (
            "config:\n  plinth:setings:\n    target: aws\n",
            r"Pulumi\.prod\.yaml:2: config\.plinth:settings: is missing; is plinth:setings meant",
        ),
        (
            "config:\n  plinth:settings:\n",
            r"Pulumi\.prod\.yaml:2: config\.plinth:settings: is empty",
        ),
        (
            "config:\n  plinth:settings: text\n",
            r"prod\.yaml:2: .*must be keys with values, got 'text'",
        ),
        ("config:\n  plinth:settings: [1]\n", r"prod\.yaml:2: .*must be keys with values"),
        ("- a\n", r"Pulumi\.prod\.yaml: must be a mapping"),
        ("config: [1]\n", r"Pulumi\.prod\.yaml: config: must be a mapping"),
    ],
)
def test_a_stack_file_without_settings_says_where_they_should_be(
    folder: Path, text: str, says: str
) -> None:
    (folder / STACK).write_text(text)
    assert re.search(says, told(folder))


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan"])
def test_a_number_without_an_end_is_told_by_its_key_and_line(folder: Path, number: str) -> None:
    text = (folder / STACK).read_text()
    (folder / STACK).write_text(text.replace("tasks_min: 4", f"tasks_min: {number}"))
    line = text[: text.index("tasks_min: 4")].count("\n") + 1
    assert f"{STACK}:{line}: services.tasks_min: must be a number with an end" in told(folder)


def into_itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def huge(file: Path) -> None:
    with file.open("a") as output:
        output.write("\n" + "#" * 50_000_000)


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("name", [STACK, WORKLOAD])
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (into_itself, "cannot be read: Too many levels of symbolic links"),
        (huge, "has 50 MB, and a file of settings has at most 2"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_at_once(
    folder: Path, name: str, spoil: Callable[[Path], None], says: str
) -> None:
    assert says in told_of(folder, name, spoil)


def to_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def renamed(name: str) -> Callable[[Path], None]:
    def rename(file: Path) -> None:
        file.rename(file.with_name(name))

    return rename


def in_line_1(text: bytes) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        file.write_bytes(text + file.read_bytes())

    return write


@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        (WORKLOAD, as_folder, "is no file but a folder; move it away"),
        (STACK, as_folder, "is no file but a folder; move it away"),
        (WORKLOAD, to_nowhere, "is a link to nowhere, which is not there"),
        (STACK, to_nowhere, "is a link to nowhere, which is not there"),
        (WORKLOAD, renamed("workload.yml"), "workload.yml is there: rename it workload.yaml"),
        (WORKLOAD, renamed("Workload.yaml"), "Workload.yaml is there: rename it workload.yaml"),
        (STACK, renamed("Pulumi.prod.yml"), "Pulumi.prod.yml is there: rename it Pulumi.prod.yaml"),
        (STACK, renamed("Pulumi.Prod.yaml"), "no such stack; did you mean Prod?"),
        (WORKLOAD, in_line_1(b"x: !!binary NA==\n"), "yaml:1: is not YAML: !!binary is a tag"),
        (STACK, in_line_1(b"x: !!binary NA==\n"), "yaml:1: is not valid YAML: !!binary is a tag"),
        (STACK, in_line_1(b"? [a, b]\n: 1\n"), "a key is no text but brackets; write a name"),
        (STACK, in_line_1(b"x: " + b"[" * 3000 + b"]" * 3000 + b"\n"), "nested too deeply"),
    ],
)
def test_a_file_in_another_form_is_told_with_what_to_do(
    folder: Path, name: str, spoil: Callable[[Path], None], says: str
) -> None:
    assert says in told_of(folder, name, spoil)


def test_a_second_workload_beside_the_first_is_not_passed_over(folder: Path) -> None:
    (folder / "config/workload.yml").write_text("queues: {second: {}}\n")
    assert "config/workload.yml: is not read, for the file is called" in told(folder)


@pytest.mark.parametrize("name", ["p" * 300, "a/b", "", "prod stack"])
def test_what_cannot_be_a_stacks_name_is_told_so(folder: Path, name: str) -> None:
    assert "is no name of a stack: it has at most 100 letters" in told(folder, name)


WEB, BUILD = "    image: web:1.0.0\n", "    image: web:1.0.0\n    build: {context: ./nowhere}\n"
STAGING, DEV = "Pulumi.staging.yaml", "Pulumi.dev.yaml"
NO_TASKS = "    sizes: {web: {tasks_min: 0}}"


@pytest.mark.parametrize(
    ("stack", "file", "old", "new", "says"),
    [
        (
            *("dev", WORKLOAD, "uuid-ossp, pg_trgm", "uuid-ossp, postgis"),
            r"databases\.orders\.extensions: is not in PostgreSQL's official image.*'postgis'",
        ),
        (
            *("dev", WORKLOAD, WEB, BUILD),
            r"services\.web\.build\.context: there is no such folder.*'\./nowhere'",
        ),
        (
            *("dev", WORKLOAD, WEB, BUILD.replace("./nowhere", "config")),
            r"services\.web\.build\.dockerfile: there is no such file in config, got 'Dockerfile'",
        ),
        (
            *("prod", WORKLOAD, "web:1.0.0", "web:latest"),
            r"services\.web\.image: is a tag that moves.*'web:latest'",
        ),
        (
            *("prod", STACK, "    images: {", "    images: {web: latest"),
            r"images\.web: is a tag that moves",
        ),
        (
            *("dev", DEV, "registry: null", "registry: ghcr.io/shop/"),
            r"docker\.registry: must be a registry's host.*'ghcr\.io/shop/'",
        ),
        (
            *("dev", DEV, "registry: null", "registry: https://ghcr.io"),
            r"docker\.registry: must be a registry's host",
        ),
        (
            "staging",
            STAGING,
            "    sizes: {}",
            NO_TASKS,
            r"sizes\.web\.tasks_min: must be at least 1",
        ),
        ("prod", STACK, "    sizes: {}", NO_TASKS, r"sizes\.web\.tasks_min: production: must be"),
        (
            *("prod", STACK, "    images: {", "    images: {web: 1.10"),
            r'images\.web: is written 1\.10, .* put the text in quotes: "1\.10"',
        ),
        (
            *("dev", WORKLOAD, "LOG_LEVEL: info", "PHONE: +4930901820"),
            r"services\.web\.environment\.PHONE: is written \+4930901820, .* number 4930901820 ",
        ),
        (
            *("dev", WORKLOAD, "LOG_LEVEL: info", "COMMIT: 12e5678"),
            r"services\.web\.environment\.COMMIT: is written 12e5678, which is the number inf to",
        ),
    ],
)
def test_what_cannot_run_is_told_with_file_and_line(
    folder: Path, stack: str, file: str, old: str, new: str, says: str
) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    assert re.search(rf"{re.escape(file)}:\d+: {says}", told(folder, stack))
