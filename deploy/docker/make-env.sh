#!/bin/sh
# Makes up every secret that docker-compose.yml asks for, and writes them to .env, which only its owner may read. They
# are hexadecimal: that needs no quoting in a URL, a shell or a properties file. 24 bytes are beyond guessing.
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
  echo '.env is there already: remove it to make other secrets, and the volumes that know the old ones with it.' >&2
  exit 1
fi
umask 077
for name in $(grep -o '\${[A-Z0-9_]*:?}' docker-compose.yml | tr -d '${:?}' | sort -u); do
  printf '%s=%s\n' "$name" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done > .env
