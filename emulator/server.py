"""Serves the emulated account on loopback, for the AWS CLI and other programs."""

import contextlib
import logging
import os
from collections.abc import Iterator
from unittest import mock

from moto.server import ThreadedMotoServer

from emulator.account import Account


@contextlib.contextmanager
def serve(account: Account) -> Iterator[str]:
    """The address of the account that this process holds. Whatever credentials a request has, it
    is for this account."""
    # Or each request would be a line on the terminal.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    # moto takes the account of a request from here, before it looks at the request.
    with mock.patch.dict(os.environ, {"MOTO_ACCOUNT_ID": account.number}):
        server.start()
        try:
            host, port = server.get_host_and_port()
            yield f"http://{host}:{port}"
        finally:
            server.stop()
