#!/usr/bin/env bash
# Installs what StoryDream needs into this folder, each part only when its lock file has changed.
#   local/setup.sh run    the Python environment, the front end, the pod's image, the emulators; builds the front end
#   local/setup.sh check  the same, and the generator of the front end's client
#   local/setup.sh test   the same, and what only tests need: Chromium, squid, nginx (through apt-get, as root)
# What can't be installed without root is named in one line, with the command that installs it.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_SYSTEM_CERTS=1 # what the system trusts counts, also behind a company's proxy
for_what=${1:-run}
stamps=.venv/.setup
log=$(mktemp "${TMPDIR:-/tmp}/storydream-setup.XXXXXX")
trap 'rm -f "$log"' EXIT

say() { printf '  %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

# step WHAT COMMAND…: one line while it works; everything it wrote when it fails.
step() {
  local what=$1 began=$SECONDS; shift
  say "$what …"
  "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "$what failed (see above)."; }
  say "$what: done in $((SECONDS - began)) s"
}

# fresh NAME FILE…: whether NAME was installed from exactly these files; `keep NAME FILE…` notes that it is now.
digest() { cat "$@" | cksum; }
fresh() { local name=$1; shift; [ -f "$stamps/$name" ] && [ "$(cat "$stamps/$name")" = "$(digest "$@")" ]; }
keep() { local name=$1; shift; mkdir -p "$stamps"; digest "$@" >"$stamps/$name"; }

as_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }

find_uv() {
  for uv in uv .venv-bootstrap/bin/uv; do
    if "$uv" --version >/dev/null 2>&1; then return; fi
  done
  local python
  python=$(find_python)
  if ! "$python" -m venv .venv-bootstrap >/dev/null 2>&1; then
    rm -rf .venv-bootstrap
    as_root || fail "Python's venv module is missing. Install it: sudo apt-get install python3-venv"
    step "Installing python3-venv" apt_install python3-venv
    "$python" -m venv .venv-bootstrap
  fi
  step "Installing uv" .venv-bootstrap/bin/python -m pip install --quiet --disable-pip-version-check uv
  uv=.venv-bootstrap/bin/uv
}

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
      echo "$candidate"; return
    fi
  done
  fail "Python 3.11, 3.12 or 3.13 is missing. Install it: sudo apt-get install python3 python3-venv (or see python.org)"
}

python_environment() {
  if [ -x .venv/bin/python ] && fresh python uv.lock pyproject.toml; then return; fi
  find_uv
  step "Installing the Python packages" "$uv" sync --frozen --group dev --python "$(find_python)"
  keep python uv.lock pyproject.toml
}

check_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node.js and npm are missing. Install version 20 or newer: https://nodejs.org"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old: version 20 or newer is needed, see https://nodejs.org"
}

# node_packages FOLDER WHAT: `npm ci` where the lock has changed; install scripts of packages never run.
node_packages() {
  local folder=$1 what=$2 name
  name=npm-$(echo "$folder" | tr / -)
  if [ -d "$folder/node_modules" ] && fresh "$name" "$folder/package-lock.json"; then return; fi
  step "Installing $what" npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
  keep "$name" "$folder/package-lock.json"
}

pod_image() {
  node_packages session_pod/image "the pod's packages (Remotion, Vite)"
  local made_from=(session_pod/image/package-lock.json session_pod/image/prebundle.mjs session_pod/image/vite.config.ts session_pod/image/platform/prebundled.ts)
  if fresh prebundle "${made_from[@]}"; then return; fi
  step "Pre-bundling the pod's packages" npm run --prefix session_pod/image prebundle
  keep prebundle "${made_from[@]}"
}

front_end() {
  node_packages frontend "the front end's packages"
  if [ -f frontend/dist/index.html ] && [ -z "$(find frontend -newer frontend/dist/index.html -type f \
    -not -path '*/node_modules/*' -not -path 'frontend/dist/*' -print -quit)" ]; then return; fi
  step "Building the front end" npm run --prefix frontend build
  touch frontend/dist/index.html
}

sandbox() {
  command -v bwrap >/dev/null && return
  if as_root; then step "Installing bubblewrap" apt_install bubblewrap
  else say "Recommended: bubblewrap shuts in what the agent runs. Install it: sudo apt-get install bubblewrap"; fi
}

browser() {
  command -v chromium >/dev/null && return
  as_root || fail "Chromium is missing; the tests need it. Install it: sudo apt-get install chromium"
  step "Installing Chromium" apt_install chromium
}

eyes() {
  local program
  for program in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$program" >/dev/null; then return; fi
  done
  if as_root; then
    program=chromium-headless-shell # a third of the whole browser's CPU; Debian has it, Ubuntu hasn't
    apt-get update -qq && apt-cache show "$program" >/dev/null 2>&1 || program=chromium
    step "Installing the browser by which the agent looks at the video" apt_install "$program"
  else say "Recommended: Chromium lets the agent look at the video. Install it: sudo apt-get install chromium"
  fi
}

egress_proxy() {
  command -v squid >/dev/null && return
  if as_root; then
    step "Installing squid" apt_install squid
    systemctl disable --now squid >/dev/null 2>&1 || true # the tests start their own
  else say "Left out: the tests of the egress proxy need squid. Install it: sudo apt-get install squid"
  fi
}

preview_gateway() {
  local packages=(nginx libnginx-mod-http-lua lua-cjson)
  if [ -x /usr/sbin/nginx ] && [ -f /usr/lib/nginx/modules/ngx_http_lua_module.so ] &&
    compgen -G '/usr/lib/*/lua/5.1/cjson.so' >/dev/null; then return; fi
  as_root || fail "nginx with Lua is missing; the gateway's tests need it. Install it: sudo apt-get install ${packages[*]}"
  step "Installing nginx with Lua" apt_install "${packages[@]}"
  systemctl disable --now nginx >/dev/null 2>&1 || true # the tests start their own
}

python_environment
check_node
node_packages local/emulators "the Firebase emulators"
pod_image
front_end
sandbox
if [ "$for_what" = check ]; then node_packages frontend/generate "the generator of the front end's client"; fi
if [ "$for_what" = test ]; then browser; fi
eyes
if [ "$for_what" = test ]; then egress_proxy; preview_gateway; fi
