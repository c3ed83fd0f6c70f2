"""The one error with which running a program can end."""


class ProgramError(Exception):
    """A program could not be run, or stopped early. The message is for the person who runs it."""
