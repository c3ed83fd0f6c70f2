"""Inputs that load balancers keep in lists of attributes, by the keys that AWS documents.

Source: docs.aws.amazon.com/elasticloadbalancing/latest/APIReference, `LoadBalancerAttribute`,
`TargetGroupAttribute`, `ListenerAttribute`.
"""

LOAD_BALANCER = {
    "accessLogs.bucket": "access_logs.s3.bucket",
    "accessLogs.enabled": "access_logs.s3.enabled",
    "accessLogs.prefix": "access_logs.s3.prefix",
    "connectionLogs.bucket": "connection_logs.s3.bucket",
    "connectionLogs.enabled": "connection_logs.s3.enabled",
    "connectionLogs.prefix": "connection_logs.s3.prefix",
    "enableDeletionProtection": "deletion_protection.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "clientKeepAlive": "client_keep_alive.seconds",
    "enableZonalShift": "zonal_shift.config.enabled",
    "enableHttp2": "routing.http2.enabled",
    "enableWafFailOpen": "waf.fail_open.enabled",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "enableTlsVersionAndCipherSuiteHeaders": (
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
    ),
    "enableXffClientPort": "routing.http.xff_client_port.enabled",
    "healthCheckLogs.bucket": "health_check_logs.s3.bucket",
    "healthCheckLogs.enabled": "health_check_logs.s3.enabled",
    "healthCheckLogs.prefix": "health_check_logs.s3.prefix",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}

TARGET_GROUP = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
    "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
    "slowStart": "slow_start.duration_seconds",
    "stickiness.enabled": "stickiness.enabled",
    "stickiness.type": "stickiness.type",
    "stickiness.cookieDuration": "stickiness.lb_cookie.duration_seconds",
}

_RESPONSE = "routing.http.response"
LISTENER = {
    "routingHttpResponseServerEnabled": f"{_RESPONSE}.server.enabled",
    **{
        f"routingHttpResponse{name}HeaderValue": f"{_RESPONSE}.{attribute}.header_value"
        for name, attribute in {
            "StrictTransportSecurity": "strict_transport_security",
            "ContentSecurityPolicy": "content_security_policy",
            "XContentTypeOptions": "x_content_type_options",
            "XFrameOptions": "x_frame_options",
            "AccessControlAllowOrigin": "access_control_allow_origin",
            "AccessControlAllowMethods": "access_control_allow_methods",
            "AccessControlAllowHeaders": "access_control_allow_headers",
            "AccessControlAllowCredentials": "access_control_allow_credentials",
            "AccessControlExposeHeaders": "access_control_expose_headers",
            "AccessControlMaxAge": "access_control_max_age",
        }.items()
    },
}
