"""The contract, read by the clients that programs have: each takes what a container is given, with
the address of this machine instead of the network's."""

import asyncio
import json
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import aio_pika
import boto3
import kombu
import pika
import psycopg
import pytest
import redis

from tests.docker.conftest import Dev

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]

AMQPLIB = """
const amqp = require('amqplib');
(async () => {
  const [address, body] = process.argv.slice(2);
  const link = await amqp.connect(address);
  const channel = await link.createConfirmChannel();
  channel.publish(new URL(address).hash.slice(1), '', Buffer.from(body));
  await channel.waitForConfirms();
  await link.close();
})().catch(error => { console.error(error); process.exit(1); });
"""


def here(dev: Dev, program: str, name: str) -> tuple[str, str]:
    """An address of the broker, and the name behind it."""
    address = dev.variable(program, name)
    assert "@broker:5672/%2F#" in address
    return address.replace("@broker:5672", f"@127.0.0.1:{dev.ports['broker']}"), address.split("#")[
        1
    ]


def taken(dev: Dev, program: str, name: str) -> str:
    """The next message of a queue, by pika."""
    address, queue = here(dev, program, name)
    with closing(pika.BlockingConnection(pika.URLParameters(address))) as link:
        _, _, body = link.channel().basic_get(queue, auto_ack=True)
    return (body or b"").decode()


def test_pika(dev: Dev) -> None:
    address, exchange = here(dev, "accounts", "QUEUE_MAILS")
    with closing(pika.BlockingConnection(pika.URLParameters(address))) as link:
        channel = link.channel()
        channel.confirm_delivery()
        channel.basic_publish(exchange, "", b"by pika")
    assert taken(dev, "notifications", "QUEUE_URL") == "by pika"


def test_kombu(dev: Dev) -> None:
    address, exchange = here(dev, "accounts", "QUEUE_MAILS")
    with kombu.Connection(address) as link:
        producer = link.Producer(auto_declare=False)
        producer.publish("by kombu", exchange=exchange, routing_key="")
    address, queue = here(dev, "notifications", "QUEUE_URL")
    with kombu.Connection(address) as link:
        message = link.default_channel.basic_get(queue, no_ack=True)
    assert message is not None
    assert message.body in (b"by kombu", "by kombu")


def test_aio_pika(dev: Dev) -> None:
    address, exchange = here(dev, "orders", "TOPIC_ORDER_EVENTS")

    async def publish() -> None:
        link = await aio_pika.connect(address)
        async with link:
            channel = await link.channel()
            topic = await channel.get_exchange(exchange, ensure=False)
            await topic.publish(aio_pika.Message(b"by aio-pika"), routing_key="")

    asyncio.run(publish())
    assert taken(dev, "live", "QUEUE_LIVE_UPDATES") == "by aio-pika"


def test_amqplib(dev: Dev, tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not on PATH")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "amqplib@0.10.9"]
    if subprocess.run(install, cwd=tmp_path, capture_output=True, check=False).returncode:
        pytest.skip("npm cannot install amqplib")
    (tmp_path / "publish.js").write_text(AMQPLIB)
    address, _ = here(dev, "accounts", "QUEUE_MAILS")
    words = ["node", "publish.js", address, "by amqplib"]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert taken(dev, "notifications", "QUEUE_URL") == "by amqplib"


def test_psycopg(dev: Dev) -> None:
    told = {
        name: dev.variable("orders", f"DB_{name}")
        for name in ("NAME", "USER", "PASSWORD", "SSLMODE")
    }
    with psycopg.connect(
        host="127.0.0.1",
        port=dev.ports["database"],
        dbname=told["NAME"],
        user=told["USER"],
        password=told["PASSWORD"],
        sslmode=told["SSLMODE"],
    ) as link:
        row = link.execute("SELECT session_user = %s", (told["USER"],)).fetchone()
    assert row == (True,)


def test_redis(dev: Dev) -> None:
    with closing(
        redis.Redis(
            host="127.0.0.1",
            port=dev.ports["cache"],
            username=dev.variable("orders", "CACHE_USER"),
            password=dev.variable("orders", "CACHE_PASSWORD"),
        )
    ) as client:
        client.set("orders:1", "mine")
        assert client.get("orders:1") == b"mine"
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.set("accounts:1", "not mine")


def test_boto3_needs_nothing_but_the_environment(dev: Dev, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    inspected = json.loads(dev.docker("inspect", dev.container("orders")))[0]["Config"]["Env"]
    for name, value in (each.split("=", 1) for each in inspected):
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    assert boto3.session.Session().region_name == dev.variable("orders", "AWS_REGION")
    boto3.session.Session().client("sqs")
    here_ = f"http://127.0.0.1:{dev.ports['objects']}"
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", here_)
    client = boto3.session.Session().client("s3")
    bucket = dev.variable("orders", "BUCKET_UPLOADS")
    client.put_object(Bucket=bucket, Key="invoices/boto3", Body=b"x")
    found = client.list_objects_v2(Bucket=bucket, Prefix="invoices/")["Contents"]
    assert "invoices/boto3" in [each["Key"] for each in found]
