"""Serves the emulated account on loopback, for the AWS CLI and other programs."""

import contextlib
import http.client
import logging
import os
import urllib.request
from collections.abc import Iterator
from unittest import mock

from moto.server import ThreadedMotoServer

from aws_account.moto.account import Account


def answers(address: str) -> bool:
    """Returns true if an emulated account answers at an address. A proxy is never used for
    loopback."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/moto-api/", timeout=10):
            return True
    except (OSError, ValueError, http.client.HTTPException):
        return False


@contextlib.contextmanager
def serve(account: Account) -> Iterator[str]:
    """Yields the address of the account that this process holds. Requests reach this account
    whatever credentials they have."""
    # Otherwise each request would print a line on the terminal.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    # moto takes the account from here before it reads the request's credentials.
    with mock.patch.dict(os.environ, {"MOTO_ACCOUNT_ID": account.number}):
        server.start()
        try:
            host, port = server.get_host_and_port()
            yield f"http://{host}:{port}"
        finally:
            server.stop()
