#!/usr/bin/env bash
# Starts the one Kafka node of docker-compose.yml, with the settings of deploy/embedded/servers/kafka-properties.ts:
# clients sign in with SCRAM and have the rights their ACLs give. At the first start it makes the users in SCRAM_USERS
# (name:password, separated by spaces); the image's own entry point cannot, and without them nobody could sign in.
set -euo pipefail

admin_login="username=\"admin\" password=\"${ADMIN_PASSWORD}\""
scram='org.apache.kafka.common.security.scram.ScramLoginModule'
plain='org.apache.kafka.common.security.plain.PlainLoginModule'
port="${CLIENT_PORT:-9092}"
data="${KAFKA_DATA:-/var/lib/kafka/data}"
properties="$(mktemp)"

cat > "$properties" <<EOF
node.id=1
process.roles=broker,controller
controller.quorum.voters=1@localhost:9093
log.dirs=${data}
listeners=CLIENTS://:${port},CONTROLLER://localhost:9093
advertised.listeners=CLIENTS://${ADVERTISED_HOST}:${port}
listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=CLIENTS
controller.listener.names=CONTROLLER
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=${scram} required ${admin_login};
sasl.mechanism.controller.protocol=PLAIN
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=${plain} required ${admin_login} user_admin="${ADMIN_PASSWORD}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.retention.minutes=43200
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
EOF

if [[ ! -f "$data/meta.properties" ]]; then
  users=(--add-scram "SCRAM-SHA-512=[name=admin,password=${ADMIN_PASSWORD}]")
  for user in $SCRAM_USERS; do
    users+=(--add-scram "SCRAM-SHA-512=[name=${user%%:*},password=${user#*:}]")
  done
  "${KAFKA_HOME:-/opt/kafka}/bin/kafka-storage.sh" format --config "$properties" --cluster-id "$CLUSTER_ID" "${users[@]}" \
    > /dev/null # It prints what it wrote, the salted passwords included.
fi
exec "${KAFKA_HOME:-/opt/kafka}/bin/kafka-server-start.sh" "$properties"
