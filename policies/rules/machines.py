"""Rules about machines of EC2: their metadata and their disks."""

from policies.resources import Resource
from policies.rule import HIGH, MEDIUM, Fault, Faults, fsbp, rule, shown

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


@rule(
    TEMPLATE,
    HIGH,
    fsbp("EC2.170"),
    "set `metadataOptions` to httpTokens: required, which is IMDSv2",
)
def ec2_template_asks_for_metadata_tokens(template: Resource) -> Faults:
    """Machines of a launch template answer about themselves to who has a token only (IMDSv2)."""
    if template.get("metadataOptions.httpEndpoint") == "disabled":
        return
    tokens = template.get("metadataOptions.httpTokens")
    if tokens != "required":
        yield Fault("metadataOptions.httpTokens", f"is {shown(tokens)}")


@rule(
    TEMPLATE,
    MEDIUM,
    fsbp("EC2.181"),
    "set `encrypted` in the `ebs` of each of its blockDeviceMappings",
)
def ec2_template_encrypts_its_volumes(template: Resource) -> Faults:
    """Volumes that a launch template lists are encrypted."""
    for mapping in template.blocks("blockDeviceMappings"):
        # The provider has this one as a text.
        encrypted = mapping.get("ebs.encrypted")
        if mapping.get("ebs") and encrypted not in ("true", True):
            yield Fault(str(mapping.get("deviceName", "a volume")), "is not encrypted")
