"""What dev promises, asked of the running environment, which stays as it is."""

import base64
import json
import os
import socket
import ssl
import time
import urllib.request
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


def test_a_request_has_an_id_and_a_trace(dev: Dev) -> None:
    answer = dev.ask("/")
    seen = answer.json["headers"]
    assert answer.headers["x-request-id"] == seen["x-request-id"]
    assert len(seen["traceparent"]) == 55
    assert dev.ask("/", x_request_id="mine").json["headers"]["x-request-id"] == "mine"


def test_the_gateway_logs_json(dev: Dev) -> None:
    dev.ask('/a"b', x_request_id='quoted"id')
    lines = dev.docker("logs", dev.container("gateway")).splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(each["request_id"] == 'quoted"id' and each["route"] for each in entries)


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


def test_the_gateway_reaches_no_database(dev: Dev) -> None:
    found = json.loads(dev.docker("inspect", dev.container("gateway")))[0]
    assert list(found["NetworkSettings"]["Networks"]) == [dev.container("gateway")]
