"""What developers do all day: variables for an IDE, logs of all, watching, options, a file for
compose."""

import json
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.docker.desk import compose, env, watch
from operations.docker.desk.env import Format
from operations.docker.engine import containers, logs
from operations.docker.engine.containers import Running
from operations.docker.stack import local_plan, options, project, summary
from operations.errors import OperationError
from tests.factories import SHOP, make_local_platform
from tests.operations.docker.tools import Fake

VARIABLES = {
    "PLAIN": "postgresql://a:b@127.0.0.1:5432/x",
    "QUOTED": 'it\'s "two" words $HOME',
    "EMPTY": "",
    "KEY": "-----BEGIN-----\nMIGH\\n\n-----END-----",
}


def running(name: str, **changes: Any) -> Running:
    given = {"kind": "service", "image": "", "state": "running", "health": "-", "uptime": "-"}
    return Running(name=name, container=f"shop-dev-{name}", ports={}, **{**given, **changes})


def test_a_shell_reads_what_is_written_for_it() -> None:
    text = env.written(VARIABLES, Format.SHELL)
    script = f"{text}\n{shlex.quote(sys.executable)} -c 'import json, os; print(json.dumps({{k: "
    script += 'os.environ[k] for k in ("PLAIN", "QUOTED", "EMPTY", "KEY")}))\''
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout) == VARIABLES


def test_json_is_the_variables() -> None:
    assert json.loads(env.written(VARIABLES, Format.JSON)) == VARIABLES


def test_a_dotenv_file_has_a_line_for_each_variable() -> None:
    lines = env.written(VARIABLES, Format.DOTENV).splitlines()
    assert len(lines) == len(VARIABLES)
    assert "PLAIN=postgresql://a:b@127.0.0.1:5432/x" in lines
    assert 'EMPTY=""' in lines
    assert 'QUOTED="it\'s \\"two\\" words \\$HOME"' in lines
    assert 'KEY="-----BEGIN-----\\nMIGH\\\\n\\n-----END-----"' in lines


@pytest.mark.parametrize("name", ["web", "orders-2", "orders-migration", "database", "cache-users"])
def test_a_name_that_a_container_could_have_is_known(name: str) -> None:
    project.require_known(make_local_platform(), name)


def test_an_unknown_name_is_told_with_the_programs_though_nothing_runs() -> None:
    with pytest.raises(OperationError, match=r"'wbe'; did you mean web\?; there are: acc"):
        project.require_known(make_local_platform(), "wbe")


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Fake(folder=tmp_path, name="docker").install()


def test_logs_of_all_are_in_the_order_of_time(
    docker: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("logs", "--timestamps", "--tail", "200")
    docker.says(*words, "shop-dev-web", out="2026-11-20T12:00:01Z a\n2026-11-20T12:00:03Z c\n")
    docker.says(*words, "shop-dev-db", out="2026-11-20T12:00:02Z b\n")
    logs.show([running("web"), running("db")], follow=False)
    assert capsys.readouterr().out == "web | a\ndb  | b\nweb | c\n"


def test_logs_that_are_followed_end_with_the_containers(
    docker: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    docker.says("logs", out="2026-11-20T12:00:01Z a\n")
    logs.show([running("web"), running("job", state="done")], follow=True)
    assert sorted(capsys.readouterr().out.splitlines()) == ["job | a", "web | a"]
    follows = [("--follow" in words) for words in docker.calls()]
    assert sorted(follows) == [False, True]


@pytest.mark.parametrize(
    "option", ["--target", "--target=urn", "-t", "--exclude", "--target-replace"]
)
def test_what_would_end_in_the_middle_is_refused_in_plain_words(option: str) -> None:
    with pytest.raises(OperationError, match=r"does not work on Docker.*make up ONLY=orders,web"):
        options.check(["--yes", option, "urn"])
    with pytest.raises(
        OperationError, match="--stack is set by the command itself; STACK= names it"
    ):
        options.check(["--stack", "other"])
    options.check(["--diff", "--expect-no-changes"])


def test_a_changed_file_is_seen_and_what_tools_keep_is_not(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "serve.py").write_text("1")
    before = watch.state(tmp_path)
    (tmp_path / "node_modules" / "x.js").write_text("1")
    assert watch.state(tmp_path) == before
    (tmp_path / "serve.py").write_text("22")
    assert watch.state(tmp_path) != before


def test_what_is_watched_is_the_build_and_the_mounts(tmp_path: Path) -> None:
    overrides = {"web": {"build": {"context": "../web"}, "mounts": ["./src:/src:ro"]}}
    platform = make_local_platform(settings={"docker": {"programs": overrides}})
    built, mounted = watch.folders(platform, tmp_path / "project", "web")
    assert built == [tmp_path / "web"]
    assert mounted == [tmp_path / "project/src"]
    with pytest.raises(OperationError, match="orders is neither built here nor has mounts"):
        watch.folders(platform, tmp_path, "orders")
    with pytest.raises(OperationError, match="no program 'nope'; there are: accounts, admin"):
        watch.folders(platform, tmp_path, "nope")


def test_containers_of_one_program_are_known_by_their_numbers() -> None:
    assert containers.is_of("orders", "orders")
    assert containers.is_of("orders-2", "orders")
    assert not containers.is_of("orders-migration", "orders")
    assert not containers.is_of("orders-2", "ord")


def test_up_ends_with_where_everything_is_and_no_password() -> None:
    docker = {"ports": {"gateway": 9443, "database": 6000}, "on_host": {"orders": 8081}}
    platform = make_local_platform(settings={"docker": docker})
    text = "\n".join(summary.lines(platform, [], {"database", "gateway"}))
    assert "https://localhost:9443/api/orders" in text
    assert "orders, yours at port 8081; wants a token" in text
    assert "127.0.0.1:6000" in text
    assert "6379" not in text
    assert "make connect SERVICE=database" in text
    narrowed = "\n".join(summary.lines(platform, ["docs"], set()))
    assert "https://docs.localhost:9443/" in narrowed
    assert "orders" not in narrowed


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    config = {
        "plinth:settings": local_plan.settings(SHOP, "dev"),
        "plinth:local-secret": "a secret of these tests",
        "plinth:own-file": "false",
    }
    return compose.described(local_plan.registered("dev", config, SHOP), "shop-dev-compose")


def test_a_compose_file_has_what_the_stack_has(document: dict[str, Any]) -> None:
    services = document["services"]
    assert {"orders", "orders-migration", "database-setup", "gateway"} <= set(services)
    assert services["nightly-report"]["profiles"] == ["jobs"]
    orders = services["orders"]
    assert orders["read_only"]
    assert orders["security_opt"] == ["no-new-privileges:true"]
    assert "CAP_NET_RAW" in orders["cap_drop"]
    assert orders["environment"]["DB_HOST"] == "database"
    assert orders["build"]["dockerfile"] == "Dockerfile"
    assert services["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    names = set(document["networks"])
    for name, service in services.items():
        assert set(service["networks"]) <= names, name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")
        for each in service.get("configs", []):
            assert each["source"] in document["configs"]


def test_a_compose_file_keeps_the_order_in_which_things_start(document: dict[str, Any]) -> None:
    services = document["services"]
    assert services["database-setup"]["depends_on"]["database"]["condition"] == "service_healthy"
    done = "service_completed_successfully"
    assert services["orders-migration"]["depends_on"]["database-setup"]["condition"] == done
    assert services["orders"]["depends_on"]["orders-migration"]["condition"] == done
    assert services["orders"]["depends_on"]["accounts"]["condition"] == "service_started"
    for name, service in services.items():
        assert name not in service.get("depends_on", {})
        assert set(service.get("depends_on", {})) <= set(services)


def test_a_dollar_in_a_compose_file_is_no_variable(document: dict[str, Any]) -> None:
    script = document["services"]["database-setup"]["command"][0]
    assert '"$$file"' in script
    text = yaml.safe_dump(document)
    assert "${" not in text.replace("$$", "")


def test_a_compose_file_is_for_its_owner_and_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = local_plan.Planned([])
    monkeypatch.setattr(local_plan, "registered", lambda *_: planned)
    monkeypatch.setattr(compose, "described", lambda planned, name: {"name": name})
    file = tmp_path / "docker-compose.yml"
    compose.compose(file, "dev", SHOP)
    assert yaml.safe_load(file.read_text()) == {"name": "shop-dev-compose"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(OperationError, match="exists already, and contains the passwords"):
        compose.compose(file, "dev", SHOP)
