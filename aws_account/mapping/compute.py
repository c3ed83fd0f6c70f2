"""Rows for programs: ECS, functions, scaling."""

from aws_account.mapping import shapes
from aws_account.mapping.row import Hash, Named, Table, call, row

ROWS: Table = {
    "aws:ecs/cluster:Cluster": row(
        "ecs",
        "CreateCluster",
        "cluster.clusterArn",
        read=call(
            "DescribeClusters",
            clusters=["{id}"],
            include=["TAGS", "SETTINGS"],
            at="clusters[?status!='INACTIVE'] | [0]",
        ),
        update=call("UpdateCluster", cluster="{id}"),
        delete=call("DeleteCluster", cluster="{id}"),
        named=Named(255),
        outputs={"arn": "{id}"},
    ),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": row(
        "ecs",
        "PutClusterCapacityProviders",
        "{clusterName}",
        read=call("DescribeClusters", clusters=["{clusterName}"]),
        update="PutClusterCapacityProviders",
        rename={
            "clusterName": "cluster",
            "defaultCapacityProviderStrategies": "defaultCapacityProviderStrategy",
        },
    ),
    "aws:ecs/taskDefinition:TaskDefinition": row(
        "ecs",
        call("RegisterTaskDefinition", special=shapes.containers),
        "{family}",
        read=call(
            "DescribeTaskDefinition",
            taskDefinition="{arn|or:family}",
            include=["TAGS"],
            at="[merge(taskDefinition, {tags: tags})][?status=='ACTIVE'] | [0]",
        ),
        delete=call("DeregisterTaskDefinition", taskDefinition="{arn}"),
        outputs={
            "arn": "{aws.taskDefinitionArn}",
            "arnWithoutRevision": "{aws.taskDefinitionArn|before::}",
        },
        local="skipDestroy trackLatest",
        revisions=True,
    ),
    "aws:ecs/service:Service": row(
        "ecs",
        call("CreateService"),
        "service.serviceArn",
        read=call(
            "DescribeServices",
            services=["{id}"],
            cluster="{cluster}",
            include=["TAGS"],
            at="services[?status!='INACTIVE'] | [0]",
        ),
        update=(
            # AWS replaces the whole block, so a value that it does not hold is removed.
            call(
                "UpdateService",
                takes="alarms deploymentCircuitBreaker deploymentConfiguration"
                " deploymentMaximumPercent deploymentMinimumHealthyPercent",
                service="{id}",
                cluster="{cluster}",
            ),
            call("UpdateService", service="{id}", cluster="{cluster}"),
        ),
        delete=call("DeleteService", service="{id}", cluster="{cluster}", force=True),
        named=Named(255),
        rename={
            "name": "serviceName",
            "alarms": "deploymentConfiguration.alarms",
            "deploymentCircuitBreaker": "deploymentConfiguration.deploymentCircuitBreaker",
            "deploymentMaximumPercent": "deploymentConfiguration.maximumPercent",
            "deploymentMinimumHealthyPercent": "deploymentConfiguration.minimumHealthyPercent",
            "capacityProviderStrategies": "capacityProviderStrategy",
            "networkConfiguration": "networkConfiguration.awsvpcConfiguration",
            "serviceConnectConfiguration.services.tls.issuerCertAuthority": (
                "issuerCertificateAuthority"
            ),
        },
        found={"serviceConnectConfiguration": "deployments[0].serviceConnectConfiguration"},
        local="forceNewDeployment waitForSteadyState sigintRollback forceDelete triggers",
    ),
    "aws:appautoscaling/target:Target": row(
        "application-autoscaling",
        "RegisterScalableTarget",
        "{resourceId}",
        read=call("DescribeScalableTargets", ResourceIds=["{resourceId}"]),
        update="RegisterScalableTarget",
        delete="DeregisterScalableTarget",
        loses="tags",
        outputs={"arn": "{aws.ScalableTargetARN}"},
    ),
    "aws:appautoscaling/policy:Policy": row(
        "application-autoscaling",
        "PutScalingPolicy",
        "{name}",
        read=call(
            "DescribeScalingPolicies",
            ResourceId="{resourceId}",
            at="ScalingPolicies[?PolicyName=='{name}'] | [0]",
        ),
        update="PutScalingPolicy",
        delete="DeleteScalingPolicy",
        named=Named(255),
        outputs={"arn": "{aws.PolicyARN}"},
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": row(
        "application-autoscaling",
        "PutScheduledAction",
        "{name}-{serviceNamespace}-{resourceId}",
        read=call(
            "DescribeScheduledActions",
            ResourceId="{resourceId}",
            at="ScheduledActions[?ScheduledActionName=='{name}'] | [0]",
        ),
        update="PutScheduledAction",
        delete="DeleteScheduledAction",
        named=Named(256),
        rename={"name": "ScheduledActionName"},
        outputs={"arn": "{aws.ScheduledActionARN}"},
    ),
    "aws:servicediscovery/httpNamespace:HttpNamespace": row(
        "servicediscovery",
        "CreateHttpNamespace",
        "Operation.Targets.NAMESPACE",
        identify=call("GetOperation", OperationId="{aws.OperationId}"),
        read=call("GetNamespace", Id="{id}"),
        tags=call("ListTagsForResource", ResourceARN="{arn}"),
        update=call("UpdateHttpNamespace", Id="{id}", into="Namespace"),
        delete=call("DeleteNamespace", Id="{id}"),
        named=Named(1024),
        outputs={"httpName": "{name}"},
    ),
    "aws:lambda/function:Function": row(
        "lambda",
        call("CreateFunction", special=shapes.function_code),
        "FunctionName",
        read=(
            call("GetFunctionConfiguration"),
            call("GetFunctionConcurrency", optional=True),
        ),
        tags=call("ListTags", Resource="{arn}"),
        update=(
            call("UpdateFunctionConfiguration"),
            call(
                "UpdateFunctionCode", takes="code architectures", special=shapes.new_function_code
            ),
        ),
        delete="DeleteFunction",
        named=Named(64),
        rename={"name": "FunctionName"},
        found={
            "reservedConcurrentExecutions": "not_null(ReservedConcurrentExecutions, `-1`)",
            "snapStart": "SnapStart.ApplyOn",
        },
        also=call("PutFunctionConcurrency", takes="reservedConcurrentExecutions"),
        hashes={"code": Hash("SHA-256", "CodeSha256", shapes.code_hash)},
        loses="loggingConfig",
    ),
    "aws:lambda/permission:Permission": row(
        "lambda",
        "AddPermission",
        "{statementId}",
        read=call("GetPolicy"),
        delete="RemovePermission",
        named=Named(100, "statementId"),
        rename={"function": "FunctionName"},
        loses="sourceAccount",
    ),
    "aws:lambda/invocation:Invocation": row(
        "lambda",
        "Invoke",
        "{functionName}_{hex8}",
        lacks="{functionName}_{hex8}",
        rename={"input": "Payload"},
        outputs={"result": "{}"},
        local="lifecycleScope triggers terraformKey",
    ),
}
