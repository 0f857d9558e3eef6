#!/usr/bin/env bash
# Publishes the mapping's conformance suite and the tool ahead-of-time compiled, and holds them to what the documents say: no
# warnings, the same results as the build's, a start in under 50 ms. Prints sizes and times. With CI=true a missing linker is
# a failure, else a skip.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
passed=0 failed=0 skipped=0

check() {
  if "${@:2}"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "failed ahead of time: $1"
  fi
}

close() {
  rm -rf "$out"
  echo "ahead of time: $passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
}

# Warnings of trimming and of ahead-of-time compilation are errors, as all others are.
publish() {
  dotnet publish "$1" -c Release -o "$2" --tl:off </dev/null >"$out/log" 2>&1 || { tail -n 40 "$out/log"; return 1; }
  if grep -E "warning (IL|CS)[0-9]+" "$out/log"; then
    return 1
  fi
}

says_what_the_build_says() {
  for pickle in tests/corpus/object-attributes.p5.pkl tests/corpus/shared-everything.p2.pkl tests/corpus/stdlib-datetime.p0.pkl; do
    for command in show json "json --exact" dis; do
      # shellcheck disable=SC2086
      diff <("$1" $command "$pickle" 2>&1) <(src/Pickling.Cli/bin/Release/net10.0/pickle $command "$pickle" 2>&1) >/dev/null \
        || { echo "$command $pickle differs"; return 1; }
    done
  done
}

# The best of 20, so that what else the machine does matters little.
starts_quickly() {
  best=1000000000
  for _ in $(seq 20); do
    begin=$(date +%s%N)
    "$1" show tests/corpus/object-attributes.p5.pkl >/dev/null || return 1
    took=$(($(date +%s%N) - begin))
    [ "$took" -lt "$best" ] && best=$took
  done
  echo "the native tool: $(stat -c %s "$1") bytes, shows a pickle in $((best / 1000000)) ms"
  [ "$best" -lt 50000000 ]
}

out="$(mktemp -d)"
if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
  if [ "${CI:-}" = true ]; then
    failed=1
  else
    skipped=1
  fi
  echo "ahead of time: no clang or gcc to link with"
  close
fi

runs_the_mapping() {
  "$1" && echo "the mapping's conformance suite: $(stat -c %s "$1") bytes"
}

check "the mapping publishes without warnings" publish tests/Pickling.Aot.Smoke "$out/smoke"
check "the mapping works ahead of time" runs_the_mapping "$out/smoke/Pickling.Aot.Smoke"
check "the tool publishes without warnings" publish src/Pickling.Cli "$out/tool"
check "the native tool prints what the build's does" says_what_the_build_says "$out/tool/pickle"
check "the native tool starts in under 50 ms" starts_quickly "$out/tool/pickle"
close
