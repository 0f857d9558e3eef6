#!/usr/bin/env bash
# Restores, builds Release with warnings as errors, runs every test, also ahead-of-time compiled (eng/aot.sh), and closes
# with `N passed, N failed, N skipped`. Arguments are passed on to `dotnet test`. With CI=true a missing Python or linker
# is a failure, else its tests are skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

# A failure before the tests still closes with the line that says so.
fail() {
  echo "$1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

bash eng/peers.sh
dotnet build Pickling.slnx -c Release || fail "the build failed"

log="$(mktemp)"
native_log="$(mktemp)"
trap 'rm -f "$log" "$native_log"' EXIT
dotnet test --solution Pickling.slnx -c Release --no-build --no-ansi --output Detailed --timeout 15m "$@" </dev/null >"$log" 2>&1
status=$?

# Passed tests are thousands of lines: what is shown is failures, the reasons of skips, and the summary.
awk '/^(passed|skipped) /{quiet = 1; next} /^[^ ]/{quiet = 0} !quiet' "$log" | head -n 3000
awk '/^skipped /{take = 1; next} take && /^  /{sub(/^  /, "skipped: "); print} {take = 0}' "$log" | sort | uniq -c

count() {
  awk -v word="$1:" '/^Test run summary/{last = ""} $1 == word {last = $2} END {print last + 0}' "$log"
}
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
bash eng/aot.sh | tee "$native_log"
native=$(awk '/^ahead of time: [0-9]+ passed/{print $4, $6, $8}' "$native_log")
read -r native_passed native_failed native_skipped <<<"${native:-0 1 0}"
passed=$((passed + native_passed))
failed=$((failed + native_failed))
skipped=$((skipped + native_skipped))
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
  failed=1
fi
if [ "$failed" != 0 ]; then
  status=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
