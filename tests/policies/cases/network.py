"""Cases of the network and of load balancers."""

from tests.policies.case import Beside, Case

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
FIREWALL = "aws:wafv2/webAcl:WebAcl"
VPC = "aws:ec2/vpc:Vpc"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TO_HTTPS = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
COUNTED = {"visibilityConfig": {"cloudwatchMetricsEnabled": True}}

VERIFIED = {"mutualAuthentication": {"mode": "verify"}}

CASES = [
    Case(
        rule="ec2-default-group-is-taken-over",
        type=VPC,
        absent=True,
        beside=(Beside(type=DEFAULT_GROUP, by="vpcId"),),
    ),
    Case(
        rule="ec2-default-group-is-empty",
        type=DEFAULT_GROUP,
        good={"ingress": [], "egress": []},
        bad={"egress": [{"protocol": "-1", "cidrBlocks": ["0.0.0.0/0"]}]},
        absent=False,
    ),
    Case(
        rule="ec2-template-asks-for-metadata-tokens",
        type=TEMPLATE,
        good={"metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required"}},
        bad={"metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "optional"}},
        absent=True,
    ),
    Case(
        rule="ec2-template-asks-for-metadata-tokens",
        type=TEMPLATE,
        good={"metadataOptions": {"httpEndpoint": "disabled"}},
        bad={"metadataOptions": {"httpEndpoint": "enabled"}},
        absent=True,
    ),
    Case(
        rule="ec2-template-encrypts-its-volumes",
        type=TEMPLATE,
        good={"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": "true"}}]},
        bad={"blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 8}}]},
        absent=False,
    ),
    Case(
        rule="ec2-network-logs-its-traffic",
        type=VPC,
        absent=True,
        beside=(Beside(type="aws:ec2/flowLog:FlowLog", by="vpcId"),),
    ),
    Case(
        rule="ec2-subnet-gives-no-public-address",
        type="aws:ec2/subnet:Subnet",
        good={"mapPublicIpOnLaunch": False},
        bad={"mapPublicIpOnLaunch": True},
        absent=False,
    ),
    Case(
        rule="ec2-open-to-the-world-for-the-web-only",
        type=INGRESS,
        rest={"ipProtocol": "tcp", "cidrIpv4": "0.0.0.0/0"},
        good={"fromPort": 443, "toPort": 443},
        bad={"fromPort": 443, "toPort": 444},
        absent=True,
    ),
    Case(
        rule="ec2-open-to-the-world-for-the-web-only",
        type="aws:ec2/securityGroup:SecurityGroup",
        good={"ingress": [{"cidrBlocks": ["10.0.0.0/8"], "fromPort": 22, "toPort": 22}]},
        bad={"ingress": [{"ipv6CidrBlocks": ["::/0"], "fromPort": 9000, "toPort": 9000}]},
        absent=False,
    ),
    Case(
        rule="ec2-no-risky-port-open-to-the-world",
        type="aws:ec2/securityGroupRule:SecurityGroupRule",
        rest={"type": "ingress", "cidrBlocks": ["0.0.0.0/0"]},
        good={"protocol": "tcp", "fromPort": 443, "toPort": 443},
        bad={"protocol": "-1", "fromPort": 0, "toPort": 0},
        absent=True,
    ),
    Case(
        rule="ec2-no-risky-port-open-to-the-world",
        type=INGRESS,
        good={"referencedSecurityGroupId": "sg-1", "fromPort": 5432, "toPort": 5432},
        bad={"cidrIpv4": "0.0.0.0/0", "fromPort": 5000, "toPort": 6000},
        absent=False,
    ),
    Case(
        rule="elb-http-only-redirects",
        type=LISTENER,
        rest={"protocol": "HTTP"},
        good={"defaultActions": [TO_HTTPS]},
        bad={"defaultActions": [{"type": "forward"}]},
        absent=False,
    ),
    Case(
        rule="elb-tls-is-modern",
        type=LISTENER,
        rest={"protocol": "HTTPS"},
        good={"sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
        bad={"sslPolicy": "ELBSecurityPolicy-TLS13-1-1-2021-06"},
        absent=True,
    ),
    Case(
        rule="elb-listener-encrypts",
        type=LISTENER,
        good={"protocol": "TLS"},
        bad={"protocol": "TCP"},
        absent=False,
    ),
    Case(
        rule="elb-drops-malformed-headers",
        type=BALANCER,
        good={"dropInvalidHeaderFields": True},
        bad={"dropInvalidHeaderFields": False},
        absent=True,
    ),
    Case(
        rule="elb-logs-requests",
        type=BALANCER,
        good={"accessLogs": {"bucket": "${s3.Bucket logs.bucket}", "enabled": True}},
        bad={"accessLogs": {"bucket": "logs", "enabled": False}},
        absent=True,
    ),
    Case(
        rule="elb-is-not-deleted-by-accident",
        type=BALANCER,
        good={"enableDeletionProtection": True},
        bad={"enableDeletionProtection": False},
        absent=True,
    ),
    Case(
        rule="elb-guards-against-desync",
        type=BALANCER,
        good={"desyncMitigationMode": "strictest"},
        bad={"desyncMitigationMode": "monitor"},
        absent=False,
    ),
    Case(
        rule="elb-spans-zones",
        type=BALANCER,
        good={"subnets": ["subnet-1", "subnet-2"]},
        bad={"subnets": ["subnet-1"]},
        absent=True,
    ),
    Case(
        rule="elb-public-one-has-a-firewall",
        type=BALANCER,
        good={"internal": False},
        bad={"internal": False},
        absent=True,
        beside=(Beside(type="aws:wafv2/webAclAssociation:WebAclAssociation", by="resourceArn"),),
    ),
    Case(
        rule="elb-public-one-has-a-firewall",
        type=BALANCER,
        good={"internal": False},
        bad={"internal": False},
        absent=True,
        beside=(Beside(type=LISTENER, by="loadBalancerArn", inputs=VERIFIED),),
        beside_bad=(
            Beside(type=LISTENER, by="loadBalancerArn", inputs=VERIFIED),
            Beside(type=LISTENER, by="loadBalancerArn"),
        ),
    ),
    Case(
        rule="acm-key-is-long-enough",
        type="aws:acm/certificate:Certificate",
        good={"keyAlgorithm": "EC_prime256v1"},
        bad={"keyAlgorithm": "RSA_1024"},
        absent=False,
    ),
    Case(
        rule="waf-has-rules",
        type=FIREWALL,
        good={"rules": [{"name": "rate-limit", **COUNTED}]},
        bad={"rules": []},
        absent=True,
    ),
    Case(
        rule="waf-counts",
        type=FIREWALL,
        good={**COUNTED, "rules": [{"name": "rate-limit", **COUNTED}]},
        bad={**COUNTED, "rules": [{"name": "rate-limit"}]},
        absent=True,
    ),
    Case(
        rule="waf-logs",
        type=FIREWALL,
        absent=True,
        beside=(
            Beside(
                type="aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
                by="resourceArn",
            ),
        ),
    ),
]
