"""Sends events by librdkafka: in a transaction that is committed, and in one that is aborted.

Usage: produce.py BOOTSTRAP TOPIC FIRST COUNT
"""
import json
import sys

from confluent_kafka import Producer

bootstrap, topic, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
producer = Producer(
    {
        "bootstrap.servers": bootstrap,
        "transactional.id": topic + "-python",
        "compression.type": "lz4",
        "partitioner": "consistent_random",
    }
)
producer.init_transactions()


def send(number, item):
    value = json.dumps({"user": "user%d" % (number % 17), "item": item, "type": "view"})
    producer.produce(topic, key="shelf-%d" % number, value=value.encode())


producer.begin_transaction()
for i in range(count):
    send(first + i, "item%d" % (first + i))
producer.commit_transaction()
producer.begin_transaction()
for i in range(count):
    send(first + i, "aborted")
producer.flush()
producer.abort_transaction()
