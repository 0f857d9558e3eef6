#!/usr/bin/env bash
# The long version of the tests that kill a process while it saves: `eng/crash.sh [KILLS]` kills that often of each kind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

dotnet build tests/Pickling.Persistence.Tests -c Release
export PICKLING_KILLS="${1:-1000}" PICKLING_SEED="${PICKLING_SEED:-$RANDOM}"
echo "seed $PICKLING_SEED"
for kind in Checkpoints.CheckpointKillTests Files.PickleFileKillTests Shelves.ShelfKillTests; do
  tests/Pickling.Persistence.Tests/bin/Release/net10.0/Pickling.Persistence.Tests -class "Pickling.Persistence.Tests.$kind"
done
