"""The account that moto holds, in this process or in a server, and the corrections of moto's
faults."""

from aws_account.moto import moto_server
from aws_account.moto.account import Account, Refused, emulated, seed
from aws_account.moto.given import Given
from aws_account.moto.given_databases import GivenDatabase
from aws_account.moto.given_network import GivenNetwork
from aws_account.moto.moto_server import MotoServer
from aws_account.moto.server import answers, serve

__all__ = [
    "Account",
    "Given",
    "GivenDatabase",
    "GivenNetwork",
    "MotoServer",
    "Refused",
    "answers",
    "emulated",
    "moto_server",
    "seed",
    "serve",
]
