#!/bin/sh
# Starts the object store of docker-compose.yml with its users: <NAME>_KEYS holds an access key and a secret key,
# separated by a colon. The keys go through a file that nobody else reads, not through the list of processes.
set -eu
umask 077
config="${CONFIG:-/tmp/s3.json}"

# identity <name> <keys> <actions>
identity() {
  printf '{"name":"%s","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":[%s]}' \
    "$1" "${2%%:*}" "${2#*:}" "$3"
}

# ingest stores and removes originals, the aggregator reads them and stores error files, the portal reads both.
{
  printf '{"identities":['
  identity migrate "$MIGRATE_KEYS" '"Admin"'
  printf ','
  identity ingest "$INGEST_KEYS" "\"Read:$BUCKET\",\"Write:$BUCKET\",\"List:$BUCKET\""
  printf ','
  identity aggregator "$AGGREGATOR_KEYS" "\"Read:$BUCKET\",\"Write:$BUCKET\",\"List:$BUCKET\""
  printf ','
  identity portal "$PORTAL_KEYS" "\"Read:$BUCKET\",\"List:$BUCKET\""
  printf ']}\n'
} > "$config"
exec "${WEED:-weed}" mini -dir=/data "-s3.config=$config"
