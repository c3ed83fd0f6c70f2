"""User pools: their names and addresses, the same for what makes them and for what reads plans."""

from planning.identity.pools import (
    address,
    domain_prefix,
    local_client_id,
    pool_name,
    sign_in_url,
)

__all__ = ["address", "domain_prefix", "local_client_id", "pool_name", "sign_in_url"]
