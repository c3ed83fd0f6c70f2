"""Messages on Docker: RabbitMQ, and a stand-in for SQS and SNS."""

from components.local.messaging.broker import BROKER_PORT, Broker, BrokerArgs
from components.local.messaging.queue_server import AWS_PORT, QueueServer, QueueServerArgs

__all__ = [
    "AWS_PORT",
    "BROKER_PORT",
    "Broker",
    "BrokerArgs",
    "QueueServer",
    "QueueServerArgs",
]
