#!/usr/bin/env bash
# The long version of the tests that kill workers, Redis and RabbitMQ: `eng/queues.sh [JOBS]` runs that many jobs of RQ, of
# Celery on Redis, and of Celery on RabbitMQ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

for program in /usr/bin/redis-server /usr/lib/rabbitmq/bin/rabbitmq-server /usr/bin/epmd; do
  [ -x "$program" ] || { echo "queues: there is no $program; on Debian, eng/peers.sh installs what is needed" >&2; exit 1; }
done

dotnet build tests/Pickling.Queues.Killer -c Release
for system in rq celery celery-rabbitmq; do
  tests/Pickling.Queues.Killer/bin/Release/net10.0/Pickling.Queues.Killer "$system" "${1:-10000}"
done
