"""Lambda functions of the platform's own, with the code that they run."""

from components.functions.function import Function, FunctionArgs

__all__ = [
    "Function",
    "FunctionArgs",
]
