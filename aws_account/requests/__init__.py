"""Requests: the parameters of AWS operations, made from inputs with the help of AWS's own model."""

from aws_account.requests.request import Inputs, Rules, convert, fill, fill_attributes, merge
from aws_account.requests.templates import digest, render, search

__all__ = [
    "Inputs",
    "Rules",
    "convert",
    "digest",
    "fill",
    "fill_attributes",
    "merge",
    "render",
    "search",
]
