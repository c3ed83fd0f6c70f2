"""Environments that stand, on AWS or in an emulated account, for commands that ask or change them.

Site       an environment with its resources, its outputs and its clients
State      the place where its state is kept
standing   the site of a stack
kept       the site in an account that a command emulates for itself
options    the options that such commands share
"""

from operations.sites import options
from operations.sites.site import Site
from operations.sites.sources import kept, standing
from operations.sites.state import State

__all__ = ["Site", "State", "kept", "options", "standing"]
