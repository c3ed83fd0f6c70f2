"""The page as a file: its size, what it may load and run, and what a plan may put into it."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from operations import __main__ as command_line
from operations.plan import document
from tests.factories import SHOP
from tests.operations.explore.shown import page_of, shop_page
from tests.operations.plans import Plan, exported

pytestmark = pytest.mark.xdist_group("explore")

MOST_BYTES = 2_000_000
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


class Read(HTMLParser):
    """Tags with their attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.bodies: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style"):
            self.bodies.append((self.tags[-1][0], data))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.app, ["explore", *arguments])


@pytest.fixture(scope="module")
def prod() -> str:
    return shop_page()


def test_production_fits_into_two_megabytes(prod: str) -> None:
    assert 100_000 < len(prod.encode()) < MOST_BYTES


def test_nothing_is_loaded_from_elsewhere(prod: str) -> None:
    read = Read(prod)
    loading = {
        "src",
        "action",
        "formaction",
        "data",
        "poster",
        "srcset",
        "background",
        "xlink:href",
    }
    for tag, attributes in read.tags:
        assert not loading & attributes.keys(), (tag, attributes)
        assert tag not in ("link", "iframe", "object", "embed", "base")
        if "href" in attributes:
            assert str(attributes["href"]).startswith("#")
    assert "url(" not in prod.split("</style>")[0]
    assert "@import" not in prod.split("</style>")[0]


def test_the_policy_names_this_style_and_this_script_only(prod: str) -> None:
    read = Read(prod)
    (policy,) = [
        str(attributes["content"])
        for tag, attributes in read.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    _, style, script = re.split(r"style-src|script-src", policy)
    for part, tag in ((style, "<style>"), (script, '<script type="module">')):
        text = prod.partition(tag)[2].partition(f"</{tag[1:7].strip('>')}")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in part


def test_no_attribute_runs_anything(prod: str) -> None:
    for tag, attributes in Read(prod).tags:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert "style" not in attributes


def test_a_hostile_name_or_policy_stays_a_text() -> None:
    plan = Plan()
    policy = json.dumps({"Statement": [{"Sid": HOSTILE, "Effect": "Allow", "Action": HOSTILE}]})
    plan.add("sqs.Queue", HOSTILE, policy=policy, tags={HOSTILE: HOSTILE})
    text = page_of(plan)
    tags, before = ([tag for tag, _ in Read(each).tags] for each in (text, shop_page()))
    assert set(tags) == set(before)
    assert tags.count("script") == before.count("script") == 2
    data = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
    assert f"sqs.Queue:{HOSTILE}" in [row[0] for row in data["resources"]]


def test_a_mark_of_the_template_in_a_plan_stays_a_text() -> None:
    plan = Plan()
    plan.add("sqs.Queue", "{{script}}", policy="{{data}}")
    assert '"{{data}}"' in page_of(plan)


def test_no_secret_of_a_state_is_in_the_page(tmp_path: Path) -> None:
    state = exported(Plan())
    signature = "4dabf18193072939515e22adb298388d"
    secret = {signature: "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    for each in state["deployment"]["resources"]:
        each.setdefault("inputs", {})["hidden"] = secret
        each["outputs"]["hidden"] = {**secret, "ciphertext": "hunter2"}
    file, out = tmp_path / "state.json", tmp_path / "page.html"
    file.write_text(json.dumps(state))
    result = run("--document", str(file), "--out", str(out))
    assert result.exit_code == 0, result.output
    text = out.read_text()
    assert "hunter2" not in text
    assert "[secret]" in text


def test_passwords_of_docker_are_not_in_the_page() -> None:
    text = shop_page("dev")
    assert "DB_USER=orders" in text
    assert "DB_PASSWORD=" not in text


def test_a_document_gives_the_page_of_its_plan(tmp_path: Path) -> None:
    file, out = tmp_path / "prod.json", tmp_path / "page.html"
    document.write(Plan().document, file)
    result = run("--document", str(file), "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "page.html" in result.stderr
    assert "MB" in result.stderr
    assert '"source":"the file prod.json"' in out.read_text()


def test_a_stack_gives_its_page(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = run("--stack", "dev", "--folder", str(SHOP), "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "<title>shop dev</title>" in out.read_text()


def test_neither_a_stack_nor_a_document_is_a_mistake() -> None:
    result = run()
    assert "say which: --stack prod" in str(result.exception)
