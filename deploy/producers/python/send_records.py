"""Sends ten course records to a tenant's feed. The README beside says what the environment variables are."""

import io
import json
import os
import struct
import sys
import urllib.request

import fastavro
from confluent_kafka import Producer

SUBJECT = "lms.training.CourseRecord"


def look_up(registry_url):
    """The record's newest schema, and the id that messages written with it begin with."""
    with urllib.request.urlopen(f"{registry_url}/subjects/{SUBJECT}/versions/latest") as answer:
        body = json.load(answer)
    return body["id"], fastavro.parse_schema(json.loads(body["schema"]))


def encode(schema_id, schema, record):
    """The registry's wire format: a zero byte, the schema's id, the record in Avro's binary encoding."""
    buffer = io.BytesIO()
    buffer.write(struct.pack(">bI", 0, schema_id))
    fastavro.schemaless_writer(buffer, schema, record)
    return buffer.getvalue()


def course(number):
    """Fields that are left out take the schema's default, which is null."""
    record = {
        "username": os.environ["PERSON"],
        "courseNumber": f"PYTHON-{number}",
        "courseName": f"Confined Spaces, part {number}",
        "courseType": "OLT",
        "completionDate": f"2024-03-{number:02}",
        "score": "97.5",
    }
    # With both, a record sent twice counts once.
    if import_id := os.environ.get("IMPORT_ID"):
        record |= {"importId": import_id, "rowNumber": number}
    return record


def main():
    schema_id, schema = look_up(os.environ["REGISTRY_URL"])
    topic = f"training-feed.{os.environ['TENANT']}"
    producer = Producer(
        {
            "bootstrap.servers": os.environ["KAFKA_BROKERS"],
            "security.protocol": os.environ.get("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": os.environ["KAFKA_USERNAME"],
            "sasl.password": os.environ["KAFKA_PASSWORD"],
            # Every in-sync replica has a record before it counts as sent, and a retry is stored once.
            "enable.idempotence": True,
            "compression.type": "zstd",
            "linger.ms": 20,
        }
    )
    failures = []

    def on_delivery(error, _message):
        if error is not None:
            failures.append(error)

    for number in range(1, 11):
        producer.produce(topic, encode(schema_id, schema, course(number)), on_delivery=on_delivery)
    # Waiting tells whether the broker has taken each; without it a refusal would go unnoticed.
    undelivered = producer.flush(60)
    if failures or undelivered:
        sys.exit(f"not sent: {undelivered} undelivered, {failures}")
    print(f"sent 10 records to {topic}")


if __name__ == "__main__":
    main()
