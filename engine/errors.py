"""The one error that running a program ends with."""


class ProgramError(Exception):
    """A program could not be run, or stopped; the message is for the person who runs it."""
