#!/bin/sh
# Makes both databases of the engine and brings them to this version's schema; every `up` may run it again.
set -eu

for part in temporal temporal_visibility; do
  tool() { temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db "$part" "$@"; }
  tool create
  tool setup-schema -v 0.0
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/${part#temporal_}/versioned"
done
