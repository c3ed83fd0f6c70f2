"""What dev promises, asked of the running environment, which stays as it is."""

import base64
import http.client
import json
import os
import re
import socket
import ssl
import time
import urllib.request
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.docker.conftest import Dev, query, soon

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]

ROUTES = {
    "/": "web",
    "/api/orders/1": "orders",
    "/api/baskets": "orders",
    "/api/accounts": "accounts",
    "/api/login": "accounts",
    "/ws": "live",
}
ORIGIN = "http://localhost:3000"


def valid(dev: Dev) -> dict[str, str]:
    return {"authorization": f"Bearer {dev.token(exp=int(time.time()) + 600)}"}


def test_all_become_healthy(dev: Dev) -> None:
    for name in ("database", "cache", "broker", "objects", "gateway"):
        state = json.loads(dev.docker("inspect", dev.container(name)))[0]["State"]
        assert state["Health"]["Status"] == "healthy", name
    assert soon(lambda: dev.ask("/").status == 200)


@pytest.mark.parametrize("path", ROUTES)
def test_each_route_reaches_its_service(dev: Dev, path: str) -> None:
    assert soon(lambda: dev.ask(path, **valid(dev)).status == 200)
    answer = dev.ask(path, **valid(dev)).json
    assert (answer["service"], answer["path"]) == (ROUTES[path], path)


def test_a_request_without_a_good_token_is_refused(dev: Dev) -> None:
    now = int(time.time())
    good = dev.token(exp=now + 600)
    text, signature = good.rsplit(".", 1)
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    bad = {
        "expired": dev.token(exp=now - 10),
        "not yet valid": dev.token(exp=now + 600, nbf=now + 300),
        "without an end": dev.token(),
        "wrongly signed": f"{text}.{flipped}",
        "unsigned": f"{none}.{good.split('.')[1]}.",
        "of another issuer": dev.token(exp=now + 600, iss="https://elsewhere.example.com/"),
        "for others": dev.token(exp=now + 600, aud="somebody"),
    }
    assert dev.ask("/api/orders").status == 401
    assert dev.ask("/api/orders", authorization=f"Bearer {good}").status == 200
    for why, token in bad.items():
        assert dev.ask("/api/orders", authorization=f"Bearer {token}").status == 401, why


def test_the_token_of_the_command_is_accepted(dev: Dev) -> None:
    token = dev.operate("local", "token", "orders").strip()
    assert dev.ask("/api/orders", authorization=f"Bearer {token}").status == 200


def test_a_preflight_is_answered_for_allowed_origins_only(dev: Dev) -> None:
    asked = {"access_control_request_method": "POST"}
    allowed = dev.ask("/api/orders", "OPTIONS", origin=ORIGIN, **asked)
    assert allowed.status == 204
    assert allowed.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in allowed.headers["access-control-allow-methods"]
    other = dev.ask("/api/orders", "OPTIONS", origin="https://evil.example.com", **asked)
    assert other.status == 403
    assert "access-control-allow-origin" not in other.headers


def test_a_request_has_the_load_balancers_headers(dev: Dev) -> None:
    forged = {"x_forwarded_port": "1", "x_forwarded_proto": "http"}
    seen = dev.ask("/", **forged).json["headers"]
    assert re.fullmatch("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", seen["x-amzn-trace-id"])
    assert seen["x-forwarded-port"] == str(dev.ports["gateway"])
    assert seen["x-forwarded-proto"] == "https"
    mine = "Root=1-67891233-abcdef012345678912345678"
    again = dev.ask("/", x_amzn_trace_id=mine).json["headers"]
    assert again["x-amzn-trace-id"] == mine
    for made_nowhere_on_aws in ("x-request-id", "traceparent"):
        assert made_nowhere_on_aws not in seen


def test_an_answer_has_the_headers_of_aws(dev: Dev) -> None:
    headers = dev.ask("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "strict-transport-security" not in headers


def test_the_gateway_logs_json(dev: Dev) -> None:
    dev.ask('/a"b', x_amzn_trace_id='quoted"id')
    lines = dev.docker("logs", dev.container("gateway")).splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(each["request_id"] == 'quoted"id' and each["route"] for each in entries)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_every_method_reaches_a_service(dev: Dev, method: str) -> None:
    assert dev.ask("/", method).status == 200


def test_requests_follow_one_another_on_one_connection(dev: Dev) -> None:
    context = ssl.create_default_context(cadata=dev.outputs["certificate"])
    port = dev.ports["gateway"]
    with closing(
        http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    ) as link:
        for method, body in (("POST", b"GET /smuggled HTTP/1.1"), ("GET", None), ("PATCH", b"x")):
            link.request(method, "/next", body=body)
            answer = json.loads(link.getresponse().read())
            assert (answer["method"], answer["path"]) == (method, "/next")
            assert answer["body_bytes"] == len(body or b"")


def test_a_websocket_echoes(dev: Dev) -> None:
    context = ssl.create_default_context(cadata=dev.outputs["certificate"])
    token, key = valid(dev)["authorization"], base64.b64encode(os.urandom(16)).decode()
    plain = socket.create_connection(("localhost", dev.ports["gateway"]), timeout=10)
    with context.wrap_socket(plain, server_hostname="localhost") as link:
        link.sendall(
            f"GET /ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head:
            head += link.recv(1)
        assert head.startswith(b"HTTP/1.1 101")
        link.sendall(bytes([0x81, 0x80 | 4]) + bytes(4) + b"ping")
        assert link.recv(6) == bytes([0x81, 4]) + b"ping"


def broker(dev: Dev, path: str, body: dict[str, Any]) -> Any:
    user, password = dev.outputs["connections"]["broker"].split("//")[1].split("@")[0].split(":")
    login = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{dev.ports['broker_console']}/api/{path}",
        data=json.dumps(body).encode(),
        headers={"authorization": f"Basic {login}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def received(dev: Dev, queue: str) -> list[str]:
    wanted = {"count": 50, "ackmode": "ack_requeue_false", "encoding": "auto"}
    return [each["payload"] for each in broker(dev, f"queues/%2F/{queue}/get", wanted)]


def test_a_message_of_a_topic_arrives_where_its_filter_lets_it(dev: Dev) -> None:
    for event in ("order-placed", "order-lost"):
        message = {
            "properties": {"headers": {"event": event}},
            "routing_key": "",
            "payload": event,
            "payload_encoding": "string",
        }
        assert broker(dev, "exchanges/%2F/order-events/publish", message)["routed"]
    assert received(dev, "live-updates") == ["order-placed", "order-lost"]
    assert received(dev, "mails") == ["order-placed"]


def objects(dev: Dev, program: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{dev.ports['objects']}",
        aws_access_key_id=dev.variable(program, "AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=dev.variable(program, "AWS_SECRET_ACCESS_KEY"),
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )


def test_an_object_is_its_programs_own(dev: Dev) -> None:
    bucket = dev.variable("orders", "BUCKET_UPLOADS")
    mine = objects(dev, "orders")
    mine.put_object(Bucket=bucket, Key="invoices/1", Body=b"paid")
    assert mine.get_object(Bucket=bucket, Key="invoices/1")["Body"].read() == b"paid"
    with pytest.raises(ClientError, match="AccessDenied"):
        objects(dev, "accounts").get_object(Bucket=bucket, Key="invoices/1")
    with pytest.raises(ClientError, match="AccessDenied"):
        mine.put_object(Bucket=bucket, Key="avatars/1", Body=b"not mine")


def test_a_login_opens_its_own_database_only(dev: Dev) -> None:
    assert query(dev, "orders", "orders", "SELECT 1").strip() == "1"
    assert "permission denied" in query(dev, "orders", "accounts", "SELECT 1")
    created = query(dev, "orders", "orders", "CREATE TABLE IF NOT EXISTS kept (n int)")
    assert "CREATE TABLE" in created
    assert "must be owner" in query(dev, "nightly-report", "orders", "DROP TABLE kept")


REACHED = {
    "docs": {"database": False, "cache": False, "broker": False, "objects": False, "web": False},
    "web": {"database": False, "cache": True, "broker": False, "orders": True, "docs": False},
    "stock": {"database": True, "cache": False, "broker": True, "objects": False, "web": False},
}
PORTS = {"database": 5432, "cache": 6379, "broker": 5672, "objects": 9000}
KNOCK = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3).close()
    print("open")
except OSError:
    print("closed")
"""


@pytest.mark.parametrize("program", ["docs", "web", "stock"])
def test_a_program_reaches_what_it_uses_and_nothing_else(dev: Dev, program: str) -> None:
    for other, may in REACHED[program].items():
        found = address(dev, other)
        port = str(PORTS.get(other) or dev.variable(other, "PORT"))
        # By address, too: a name that is not found would prove nothing.
        words = ("exec", dev.container(program), "python3", "-c", KNOCK)
        said = {dev.docker(*words, each, port).strip() for each in (other, *found)}
        assert ("open" in said) == may, f"{program} to {other}: {said}"


def address(dev: Dev, name: str) -> list[str]:
    """The addresses of a container, on whatever networks."""
    networks = json.loads(dev.docker("inspect", dev.container(name)))[0]["NetworkSettings"]
    return [each["IPAddress"] for each in networks["Networks"].values()]


def test_the_gateway_reaches_no_database(dev: Dev) -> None:
    def networks(name: str) -> set[str]:
        found = json.loads(dev.docker("inspect", dev.container(name)))[0]
        return set(found["NetworkSettings"]["Networks"])

    for name in ("database", "cache", "broker"):
        assert not networks("gateway") & networks(name)
