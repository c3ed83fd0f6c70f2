"""Rows for roles, policies, keys, secrets, certificates and the web firewall."""

from aws_account.mapping import shapes
from aws_account.mapping.row import Named, Table, call, row

ROWS: Table = {
    "aws:iam/role:Role": row(
        "iam",
        "CreateRole",
        "Role.RoleName",
        read="GetRole",
        update=(
            call(
                "UpdateAssumeRolePolicy",
                takes="assumeRolePolicy",
                rename={"assumeRolePolicy": "PolicyDocument"},
            ),
            call("UpdateRole", takes="description maxSessionDuration"),
        ),
        delete="DeleteRole",
        named=Named(64),
        rename={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
        found={"permissionsBoundary": "PermissionsBoundary.PermissionsBoundaryArn"},
        outputs={"uniqueId": "{aws.RoleId}", "createDate": "{aws.CreateDate}"},
        local="forceDetachPolicies",
        region="us-east-1",
    ),
    "aws:iam/rolePolicy:RolePolicy": row(
        "iam",
        "PutRolePolicy",
        "{role}:{name}",
        read="GetRolePolicy",
        update="PutRolePolicy",
        delete="DeleteRolePolicy",
        named=Named(128),
        rename={"name": "PolicyName", "policy": "PolicyDocument"},
        region="us-east-1",
    ),
    "aws:kms/key:Key": row(
        "kms",
        "CreateKey",
        "KeyMetadata.KeyId",
        also=call("EnableKeyRotation", takes="enableKeyRotation", special=shapes.drop),
        read=(
            call("DescribeKey", at="[KeyMetadata][?KeyState!='PendingDeletion'] | [0]"),
            call("GetKeyPolicy", PolicyName="default", at="{Policy: Policy}"),
            call("GetKeyRotationStatus"),
        ),
        tags=call("ListResourceTags"),
        update=(
            call("PutKeyPolicy", takes="policy", PolicyName="default"),
            call("UpdateKeyDescription", takes="description"),
        ),
        delete=call("ScheduleKeyDeletion", PendingWindowInDays="{deletionWindowInDays}"),
        found={"enableKeyRotation": "KeyRotationEnabled", "isEnabled": "Enabled"},
        local="deletionWindowInDays",
    ),
    "aws:kms/alias:Alias": row(
        "kms",
        "CreateAlias",
        "{name}",
        read=call("ListAliases", at="Aliases[?AliasName=='{name}'] | [0]"),
        update="UpdateAlias",
        delete="DeleteAlias",
        outputs={"targetKeyArn": "arn:{partition}:kms:{region}:{account}:key/{targetKeyId}"},
    ),
    "aws:ssm/parameter:Parameter": row(
        "ssm",
        "PutParameter",
        "{name}",
        read=(
            call("GetParameter", Name="{id}", at="Parameter"),
            call(
                "DescribeParameters",
                ParameterFilters=[{"Key": "Name", "Values": ["{id}"]}],
                at="Parameters[0].{Description: Description}",
            ),
        ),
        tags=call("ListTagsForResource", ResourceType="Parameter", ResourceId="{id}"),
        update=call("PutParameter", Overwrite=True),
        delete="DeleteParameter",
        named=Named(1011),
        rename={"insecureValue": "Value"},
        outputs={"arn": "{aws.ARN}"},
    ),
    "aws:secretsmanager/secret:Secret": row(
        "secretsmanager",
        "CreateSecret",
        "ARN",
        read=call("DescribeSecret", SecretId="{id}", at="[@][?!DeletedDate] | [0]"),
        update=(
            call("UpdateSecret", SecretId="{id}"),
            # A copy with another key is created again.
            call(
                "RemoveRegionsFromReplication",
                SecretId="{id}",
                takes="replicas",
                special=shapes.left_regions,
                removes="RemoveReplicaRegions",
            ),
            call(
                "ReplicateSecretToRegions",
                SecretId="{id}",
                takes="replicas",
                adds="AddReplicaRegions",
            ),
        ),
        clear=shapes.stop_replicating,
        delete=call(
            "DeleteSecret", SecretId="{id}", special=shapes.recovery, takes="recoveryWindowInDays"
        ),
        named=Named(512),
        rename={"replicas": "AddReplicaRegions"},
        found={"replicas": "ReplicationStatus"},
        loses="replicas.kmsKeyId",
        local="recoveryWindowInDays forceOverwriteReplicaSecret",
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": row(
        "secretsmanager",
        "RotateSecret",
        "{secretId}",
        read=call("DescribeSecret", at="[@][?RotationEnabled] | [0]"),
        update=call("RotateSecret", whole=True),
        delete="CancelRotateSecret",
        local="rotateImmediately",
    ),
    "aws:acm/certificate:Certificate": row(
        "acm",
        "RequestCertificate",
        "CertificateArn",
        read="DescribeCertificate",
        tags=call("ListTagsForCertificate"),
        update=call("UpdateCertificateOptions", recorded="-"),
        delete="DeleteCertificate",
        # AWS also lists the domain itself among the other names.
        moves={"subjectAlternativeNames": shapes.with_first_name},
        loses="keyAlgorithm",
        outputs={"domainValidationOptions": shapes.validation_options},
    ),
    "aws:acm/certificateValidation:CertificateValidation": row(
        "acm",
        "DescribeCertificate",
        "{certificateArn}",
        read="DescribeCertificate",
        local="validationRecordFqdns",
    ),
    "aws:wafv2/webAcl:WebAcl": row(
        "wafv2",
        call("CreateWebACL", special=shapes.inspected_bodies),
        "Summary.Id",
        read=call("GetWebACL", at="WebACL", Id="{id}", Name="{name}", Scope="{scope}"),
        tags=call("ListTagsForResource", at="TagInfoForResource", ResourceARN="{arn}"),
        lock=call("GetWebACL", at="@", Id="{id}", Name="{name}", Scope="{scope}"),
        update=call(
            "UpdateWebACL",
            LockToken="{aws.LockToken}",
            whole=True,
            special=shapes.inspected_bodies,
        ),
        delete=call("DeleteWebACL", LockToken="{aws.LockToken}"),
        named=Named(128),
        found={
            "associationConfig": "AssociationConfig.RequestBody.CLOUDFRONT && {requestBodies: "
            "[{cloudfront: {defaultSizeInspectionLimit: "
            "AssociationConfig.RequestBody.CLOUDFRONT.DefaultSizeInspectionLimit}}]}",
        },
        outputs={"capacity": "{aws.Capacity}", "arn": "{aws.ARN}"},
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": row(
        "wafv2",
        "AssociateWebACL",
        "{webAclArn},{resourceArn}",
        read=call("GetWebACLForResource", at="WebACL.{WebACLArn: ARN}"),
        delete="DisassociateWebACL",
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": row(
        "wafv2",
        call("PutLoggingConfiguration", into="LoggingConfiguration"),
        "{resourceArn}",
        read="GetLoggingConfiguration",
        update=call("PutLoggingConfiguration", into="LoggingConfiguration"),
        delete="DeleteLoggingConfiguration",
    ),
}
