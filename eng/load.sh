#!/usr/bin/env bash
# Sends 100,000 messages (or as many as the argument says) of 50 peers through connections while hostile peers try to keep
# them out, and prints what was counted. CI runs the same test with 10,000.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

dotnet build tests/Pickling.Multiprocessing.Tests -c Release -v quiet
PICKLING_LOAD_MESSAGES="${1:-100000}" tests/Pickling.Multiprocessing.Tests/bin/Release/net10.0/Pickling.Multiprocessing.Tests \
  -noColor -showLiveOutput -class Pickling.Multiprocessing.Tests.LoadTests
