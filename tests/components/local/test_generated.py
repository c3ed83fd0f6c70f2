"""The generated files of dev: checked in for review, and read by the real programs."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from components.data.cache.cache_users import access_string
from components.local.containers import keys
from components.local.data import redis_users
from components.local.gateway import haproxy_config, haproxy_rules
from components.local.messaging import rabbitmq_definitions as rabbitmq
from config.workload import Service
from config.workload.workload import Workload
from operations.docker.desk import files as local_files
from operations.project.generate import LOCAL
from planning import plan_routes
from tests.factories import SHOP, make_workload

SECRET = "of these tests"


def definitions(workload: Workload) -> str:
    users = [rabbitmq.ADMIN, *rabbitmq.rights(workload)]
    return rabbitmq.definitions(
        workload,
        passwords={user: f"password of {user}" for user in users},
        salts={user: b"salt" for user in users},
    )


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return local_files.generated(SHOP, "dev")


def test_the_checked_in_files_are_those_that_containers_are_given(files: dict[str, str]) -> None:
    checked_in = {
        str(path.relative_to(LOCAL)): path.read_text()
        for path in LOCAL.rglob("*")
        if path.is_file()
    }
    assert sorted(checked_in) == sorted(files), "run `make generated`"
    for name, text in files.items():
        assert checked_in[name] == text, f"{name}: run `make generated`"


def test_no_checked_in_file_holds_a_key(files: dict[str, str]) -> None:
    assert {"haproxy.cfg", "definitions.json", "sql/100-roles.sql"} <= set(files)
    for name, text in files.items():
        assert "PRIVATE KEY" not in text, name


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="haproxy is not installed")
def test_haproxy_reads_its_configuration(tmp_path: Path, files: dict[str, str]) -> None:
    text = files["haproxy.cfg"].replace(haproxy_config.FOLDER, str(tmp_path))
    (tmp_path / "haproxy.cfg").write_text(text)
    (tmp_path / "gateway.pem").write_text(keys.certificate(SECRET, ["localhost"]))
    (tmp_path / "tokens.pem").write_text(keys.verifying_key(SECRET))
    check = ["haproxy", "-c", "-f", str(tmp_path / "haproxy.cfg")]
    ended = subprocess.run(check, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_at_a_private_host_nothing_else_answers() -> None:
    routes = {"web": {"paths": ["/"]}, "books": {"hosts": ["books"], "paths": ["/book"]}}
    services = {
        name: Service.model_validate(
            {"image": "any:1", "port": 8080, "routes": [route], "private": name == "books"}
        )
        for name, route in routes.items()
    }
    plans = [plan for each in plan_routes(services, "localhost").values() for plan in each]
    lines = [*haproxy_rules.route_rules(plans, {"/files": "files"})]
    assert "    acl apart var(txn.host) -m str books.internal.localhost" in lines
    chosen = {line.partition(" if ")[0]: line for line in lines if "txn.backend) str" in line}
    apart = {line.split("str(")[1].split(")")[0]: "!apart" in text for line, text in chosen.items()}
    assert apart == {"static.files": True, "web": True, "books": False}


def test_the_program_that_makes_queues_is_python(files: dict[str, str]) -> None:
    compile(files["queues.py.txt"], "queues.py", "exec")


def test_a_shell_reads_the_script_that_makes_users(files: dict[str, str]) -> None:
    subprocess.run(["sh", "-n"], input=files["users.sh"], text=True, check=True)


def test_a_program_may_do_in_redis_what_it_may_in_elasticache() -> None:
    assert access_string("orders") == f"on {redis_users.access('orders')}"


def test_the_default_user_of_redis_is_off() -> None:
    assert redis_users.access_list({"orders": "x"}).startswith("user default off\n")


def test_a_filter_becomes_a_binding_for_each_combination() -> None:
    accepted = {"event": ["a", "b"], "shop": ["x", "y"]}
    workload = make_workload(
        subscriptions=[{"topic": "order-events", "queue": "mails", "filter": accepted}]
    )
    bindings = json.loads(definitions(workload))["bindings"]
    found = [each["arguments"] for each in bindings if each["source"] == "order-events"]
    assert len(found) == 4
    assert {"event": "b", "shop": "x", "x-match": "all"} in found


def test_a_program_of_the_broker_has_its_own_rights_only() -> None:
    allowed = {
        each["user"]: each for each in json.loads(definitions(make_workload()))["permissions"]
    }
    assert allowed["stock"] == {
        "user": "stock",
        "vhost": "/",
        "configure": "^$",
        "write": "^()$",
        "read": "^(stock-updates)$",
    }
    assert allowed["accounts"]["write"] == "^(mails[.]send)$"
    assert allowed["accounts"]["read"] == "^()$"


def test_a_message_is_given_up_after_as_many_receptions_as_on_aws() -> None:
    content = json.loads(definitions(make_workload()))
    policies = {each["pattern"]: each["definition"] for each in content["policies"]}
    limits = policies["^stock-updates$"]
    # RabbitMQ counts what comes back: two returns are three receptions.
    assert limits["delivery-limit"] == 2
    assert limits["dead-letter-routing-key"] in {each["name"] for each in content["queues"]}


def test_what_can_change_is_no_argument_of_a_queue() -> None:
    """RabbitMQ takes the arguments of a queue once, when it is made."""
    for queue in json.loads(definitions(make_workload()))["queues"]:
        assert set(queue["arguments"]) <= {"x-queue-type", "x-single-active-consumer"}


def test_users_of_the_object_store_are_those_of_the_workload(files: dict[str, str]) -> None:
    content = json.loads(files["s3.json"])
    names = {each["name"] for each in content["identities"]}
    assert names == {
        "platform",
        *(f"shop-{each}" for each in ("accounts", "nightly-report", "notifications", "orders")),
    }
    for each in content["identities"]:
        assert bool(each.get("actions")) == (each["name"] == "platform")


def test_keys_follow_from_the_secret_alone() -> None:
    names = ["localhost", "app.localhost"]
    assert keys.certificate(SECRET, names) == keys.certificate(SECRET, names)
    assert keys.signing_key(SECRET) == keys.signing_key(SECRET)
    assert keys.signing_key(SECRET) != keys.signing_key("another")
    assert keys.password(SECRET, "a") != keys.password(SECRET, "b")
    assert keys.rsa_key(SECRET, "a") == keys.rsa_key(SECRET, "a")
    assert keys.rsa_key(SECRET, "a") != keys.rsa_key(SECRET, "b")


def test_an_rsa_key_signs() -> None:
    key = load_pem_private_key(keys.rsa_key(SECRET, "films").encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 2048
    # CloudFront's signatures are these.
    signature = key.sign(b"policy", padding.PKCS1v15(), hashes.SHA1())
    key.public_key().verify(signature, b"policy", padding.PKCS1v15(), hashes.SHA1())


def test_the_key_set_is_that_of_the_signing_key() -> None:
    assert json.loads(keys.key_set(SECRET))["keys"][0]["alg"] == "ES256"
    assert keys.key_set(SECRET) != keys.key_set("another")


def test_no_file_of_the_stack_holds_its_secret() -> None:
    content = yaml.safe_load((SHOP / "Pulumi.dev.yaml").read_text())
    assert list(content["config"]) == ["plinth:settings"]
    assert "encryptionsalt" not in content
