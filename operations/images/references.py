"""References of the images that an environment runs, by program and by repository."""

from config import CloudPlatform
from config.values import images, repository


def registry(platform: CloudPlatform) -> str:
    """Returns the address of an environment's repositories, as the program makes them."""
    settings = platform.settings
    host = images.registry_host(settings.account_id, settings.region)
    return f"{host}/{settings.tags.project}/{platform.stack}"


def references(platform: CloudPlatform) -> dict[str, str]:
    """Returns the reference of each container's image, by its place: `services.orders`, or
    `services.orders.sidecars.proxy`."""
    found = {}
    for each in platform.workload.programs():
        for below, image in each.program.images().items():
            place = ".".join(map(str, (*each.path, *below[:-1])))
            found[place] = images.resolve(image, registry(platform), platform.settings.images)
    return found


def versions(platform: CloudPlatform) -> dict[str, str | None]:
    """Returns the version of each repository's image: the stack file's, or else the
    workload's."""
    found: dict[str, str | None] = {}
    for each in platform.workload.programs():
        for image in each.program.images().values():
            if name := repository(image):
                found[name] = platform.settings.images.get(name) or images.version(image)
    return dict(sorted(found.items()))
