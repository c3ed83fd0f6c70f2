"""`first-deployment`: an environment from nothing, in the order that AWS needs, by one command that
can be run again.

    existing    what the settings name must be there, and be what is needed
    zone        the domain's zone; then somebody delegates it at the registrar
    places      repositories, keys and secrets: what has to be filled before a program can start
    images      built and pushed where the workload has a `build`
    secrets     entered by people
    everything  the rest

Each step looks first if it is done. What only a person can do ends the command with status 2 and
says what it is; run again afterwards, it goes on there.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations import accounts
from operations.deploy import engine
from operations.errors import Ended
from operations.existing import existing
from operations.folder import PROJECT, Folder
from operations.images import builds, docker_cli, registries, registry, release
from operations.pulumi_cli import cli, cloud_platform, settings_file

if TYPE_CHECKING:
    from config import CloudPlatform
    from operations.deploy.first_steps import Standing

LEFT = 2
"""Exit status if something is left for a person to do."""


def first_deployment(
    stack: engine.Stack,
    options: engine.Options = None,
    emulated: engine.Emulated = False,
    yes: engine.Yes = False,
    delegated: Annotated[
        bool,
        typer.Option("--delegated", help="The zone's name servers are entered at the registrar."),
    ] = False,
    version: Annotated[
        str, typer.Option(help="The tag of images built here. Without it, their commit.")
    ] = "",
    folder: Folder = PROJECT,
) -> None:
    """Bring an environment up for the first time: zone, places, images, secrets, everything."""
    folder = folder.resolve()
    given = [*(["--yes"] if yes else []), *(options or ())]
    first = _First(stack, folder, given, emulated=emulated)
    first.existing()
    first.zone(delegated=delegated)
    first.places()
    first.images(version)
    first.secrets()
    first.everything()


class _First:
    """The steps of one stack, in their order."""

    def __init__(self, stack: str, folder: Path, options: list[str], *, emulated: bool) -> None:
        self._stack, self._folder = stack, folder
        self._emulated, self._options = emulated, options
        self._platform: CloudPlatform = cloud_platform(folder, stack)
        self._session = engine.session(stack, folder, emulated=emulated)
        self._endpoint = self._session.environment.get("AWS_ENDPOINT_URL", "")

    def existing(self) -> None:
        """Asks AWS for what others made, before anything is made that needs it. An emulated account
        has all of it, as the settings say."""
        if self._emulated or not self._platform.settings.existing.model_fields_set:
            return
        things, found = existing.told(self._folder, self._stack, self._client_in)
        for thing, problem in found:
            print(f"{thing.id}\n  {problem}")
        if found:
            print("Have their owners correct that (docs/existing.md). Then go on with:")
            self._again()
        _say("existing", f"AWS has each of the {len(things)} that the settings name")

    def zone(self, *, delegated: bool) -> None:
        """Makes the domain's zone, and waits for its delegation."""
        from operations.deploy import first_steps

        found = self._standing()
        if first_steps.has_zone(self._platform, found):
            _say("zone", "is there")
        else:
            self._up("zone", first_steps.ZONE)
            found = self._standing()
        waiting = first_steps.undelegated(self._platform, found)
        if delegated or self._emulated or not waiting:
            return
        for domain, servers in waiting.items():
            print(f"\nEnter these name servers for {domain} at your registrar:")
            for server in servers:
                print(f"  {server}")
        print("Certificates are issued only after that. Then go on with:")
        self._again("DELEGATED=1")

    def places(self) -> None:
        """Makes the repositories, the keys and the secrets."""
        from operations.deploy import first_steps

        if first_steps.is_prepared(self._platform, self._standing()):
            _say("places", "repositories and secrets are there")
        else:
            self._up("places", first_steps.PREPARING)

    def images(self, version: str) -> None:
        """Releases the images that the registry lacks."""
        from operations.deploy import first_steps

        address = registry(self._platform)
        found = registries.Ecr(self._client("ecr"), self._platform, address)
        missing = list(first_steps.missing_images(self._platform, found))
        if not missing:
            _say("images", "the registry has every one")
            return
        if self._emulated:
            _say("images", f"left out: no program runs in an emulated account ({len(missing)})")
            return
        programs, others = first_steps.programs_of(self._platform, missing)
        if programs:
            _say("images", f"building and pushing {', '.join(programs)}")
            chosen = builds.builds(self._platform, self._folder, programs, version)
            released = list(release.pushed(chosen, found, docker_cli.Docker(), building=True))
            release.written(settings_file(self._folder, self._stack), released)
        if others:
            print(f"\nPush these images to {address}, as their pipelines do:")
            for name in others:
                print(f"  {address}/{name}")
            print("or give their programs a `build` in config/workload.yaml. Then go on with:")
            self._again()

    def secrets(self) -> None:
        """Looks for secrets without a value. An emulated account gets stand-ins."""
        from operations.deploy import first_steps

        secrets = first_steps.Secrets(self._client("secretsmanager"), self._platform)
        empty = list(secrets.empty())
        if not empty:
            _say("secrets", "each one has a value")
            return
        if self._emulated:
            for name in empty:
                secrets.enter(name, "a stand-in")
            _say("secrets", f"stand-ins entered: {', '.join(empty)}")
            return
        print("\nEnter the values of these secrets (Ctrl-D ends each):")
        for name in empty:
            print(
                f"  aws secretsmanager put-secret-value --region {self._platform.settings.region}"
                f" --secret-id {name} --secret-string file:///dev/stdin"
            )
        print("Then go on with:")
        self._again()

    def everything(self) -> None:
        """Makes all the rest."""
        self._up("everything", ())
        outputs = self._standing().outputs
        if self._platform.settings.existing.certificates:
            domains = {"this domain": outputs.get("name_servers")}
            domains |= outputs.get("domain_name_servers") or {}
            for domain, servers in domains.items():
                if servers:
                    print(f"The registrar must name for {domain}: {', '.join(servers)}")
        urls = {"": outputs.get("urls") or {}, **(outputs.get("domain_urls") or {})}
        for domain, each in urls.items():
            for name, url in sorted(each.items()):
                label = "" if domain and name == "@" else name
                print(f"{label}@{domain}: {url}" if domain else f"{name}: {url}")

    def _standing(self) -> "Standing":
        from operations.deploy import first_steps

        words = ["stack", "export", "--stack", self._stack]
        return first_steps.standing(
            cli.ask(self._session.program, words, self._session.environment, self._folder)
        )

    def _up(self, step: str, targets: tuple[str, ...]) -> None:
        _say(step, "pulumi up" + "".join(f" --target '{each}'" for each in targets))
        options = [word for target in targets for word in ("--target", target)] + self._options
        engine.run("up", self._stack, options, emulated=self._emulated, folder=self._folder)

    def _client(self, service: str) -> Any:
        return self._client_in(service, self._platform.settings.region)

    def _client_in(self, service: str, region: str) -> Any:
        return accounts.client(service, region, endpoint=self._endpoint)

    def _again(self, option: str = "") -> None:
        print(f"  make first-deployment STACK={self._stack} {option}".rstrip())
        raise Ended(LEFT)


def _say(step: str, words: str) -> None:
    print(f"{step}: {words}", file=sys.stderr, flush=True)
