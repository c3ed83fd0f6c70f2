"""The platform's own Lambda functions, with the code that they run."""

from components.functions.function import Function, FunctionArgs

__all__ = [
    "Function",
    "FunctionArgs",
]
