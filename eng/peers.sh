#!/usr/bin/env bash
# Installs what the live tests need beside the native Pythons: gdbm for Python and Node.js (on Debian, as root) and, into
# .peers, CPython 3.14 and 3.15 as WebAssembly. Says what is missing and goes on: only CI insists (see PeerCatalog.cs).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python314="pyodide@314.0.7"
python315="pyodide@315.0.0-alpha.2"

if ! /usr/bin/python3 -c 'import dbm.gnu' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-gdbm; } </dev/null >/dev/null 2>&1
fi

# Real systems of Python's world, and the servers they need; the tests start servers of their own.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  missing=""
  for package in python3-sqlalchemy python3-psycopg2 python3-sqlitedict python3-django python3-django-redis python3-diskcache python3-rq python3-celery python3-pymemcache python3-pylibmc redis-server rabbitmq-server memcached postgresql; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } </dev/null >/dev/null 2>&1
  fi
fi

if ! { command -v node && command -v npm; } >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm; } </dev/null >/dev/null 2>&1
fi

if ! { command -v node && command -v npm; } >/dev/null; then
  echo "peers: no Node.js with npm: the tests against CPython 3.14 and 3.15 are skipped"
  exit 0
fi

installed() {
  [ -f ".peers/node_modules/$1/package.json" ] && grep -q "\"version\": \"${2#*@}\"" ".peers/node_modules/$1/package.json"
}

if ! installed py314 "$python314" || ! installed py315 "$python315"; then
  mkdir -p .peers
  for try in 1 2 3; do
    npm install --prefix .peers --no-audit --no-fund --no-save --loglevel error "py314@npm:$python314" "py315@npm:$python315" </dev/null && break
    [ "$try" = 3 ] && echo "peers: npm could not install pyodide: the tests against CPython 3.14 and 3.15 are skipped"
    sleep 3
  done
fi
exit 0
