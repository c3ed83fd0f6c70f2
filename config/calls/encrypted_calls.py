"""Settings of the encryption of calls between services."""

from typing import Annotated, Final

from pydantic import Field

from config.values import Day, Section

CALL_PORT: Final = 10443


class EncryptedCalls(Section):
    """TLS for calls between services (ECS Service Connect), with certificates of a private
    authority that the environment has for this alone. It costs 50 USD a month and 0.058 USD for
    each certificate (aws.amazon.com/private-ca/pricing). On Docker calls stay plain."""

    until: Annotated[Day, Field(examples=["2036-11-30"])]
    """Last day of the authority's own certificate, such as 2036-11-30. From a week before it on no
    service gets a new certificate, and then calls fail; previews tell of it half a year before. A
    later day gives the same authority another certificate, in place."""
    port: Annotated[int, Field(ge=1024, le=32767, examples=[CALL_PORT])] = CALL_PORT
    """Port at which the proxy of each service that is called takes calls, 1024 to 32767: Linux has
    higher ones for connections outwards. No container of such a task may use it. Programs go on to
    call the service's own port. A change deploys these services and their callers, and calls fail
    in between. Default: 10443."""
