"""Starts the provider as the engine expects a plugin to start: the port is the first line printed.

It works only with an account on this machine: the address in AWS_ENDPOINT_URL must be loopback.
PLINTH_STATE may name the file in which the CLI keeps the stack's state.
"""

import contextlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import grpc
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from plugin.provider import Provider

_THREADS = 16
_LARGEST_MESSAGE = 400 << 20
"""Size of the largest message in bytes, which is the engine's own limit."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def start(endpoint: str, *, state: Path | None = None) -> tuple[grpc.Server, int]:
    """Serves a provider for the account at an address. Returns the server and its port on
    loopback."""
    server = grpc.server(
        ThreadPoolExecutor(_THREADS),
        options=[("grpc.max_receive_message_length", _LARGEST_MESSAGE)],
    )
    add_ResourceProviderServicer_to_server(Provider(endpoint, state=state), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def main() -> None:
    """Serves until the engine ends the process."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    if urlsplit(endpoint).hostname not in _LOOPBACK:
        sys.exit(
            "pulumi-resource-aws: this is the emulator's, for an account on this machine, but"
            f" AWS_ENDPOINT_URL is {endpoint!r}; use `make up EMULATED=1`, or take its folder off"
            " PATH for the real provider"
        )
    state = os.environ.get("PLINTH_STATE")
    server, port = start(endpoint, state=Path(state) if state else None)
    print(port, flush=True)
    # The engine ends its plugins with the signal of Ctrl-C, and nothing is left to be done.
    with contextlib.suppress(KeyboardInterrupt):
        server.wait_for_termination()


if __name__ == "__main__":
    main()
