#!/bin/sh
# Adds to every image that docker-compose.yml and the Dockerfile name its digest, as the registries have it now, so that
# the same line always means the same image. To be run again after a version was changed; images with a digest stay.
set -eu
cd "$(dirname "$0")/../.."
files='docker-compose.yml deploy/docker/Dockerfile'
# Our own image has no version and comes from no registry.
images=$(sed -nE 's/^ *(image: |FROM )([^ @]+:[^ @]+)( .*)?$/\2/p' $files | sort -u)
for image in $images; do
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
  case $digest in
    sha256:????????????????????????????????????????????????????????????????) ;;
    *) echo "No digest of $image: $digest" >&2; exit 1 ;;
  esac
  sed -i -E "s#^( *(image: |FROM )$image)( .*)?\$#\1@$digest\3#" $files
  echo "$image@$digest"
done
