#!/bin/sh
# Makes the namespace, or sets the retention of the one there is.
set -eu

if temporal operator namespace describe --namespace default > /dev/null 2>&1; then
  temporal operator namespace update --namespace default --retention "$RETENTION"
else
  temporal operator namespace create --namespace default --retention "$RETENTION"
fi
