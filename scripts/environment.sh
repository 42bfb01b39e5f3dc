# The virtual environment, for `./run` and `./test`: found or made, and filled from a lock file whose hashes are checked.
# Sourced, from the project's folder.

PYTHON=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

die() {
  say "plaza: $*"
  exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

# As root and with apt, installs Debian packages; otherwise fails, so that the caller can say what is missing.
apt_install() {
  is_root && command -v apt-get >/dev/null || return 1
  say "plaza: installing $* with apt-get"
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
    apt-get update -qq >/dev/null 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  fi
}

# Prints the first Python that is new enough.
find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# Makes .venv unless a working one is there, made for this folder.
make_venv() {
  local base
  "$PYTHON" -c 'import pip' 2>/dev/null && head -n 1 .venv/bin/pip | grep -qF "$PWD/.venv/" && return
  base=$(find_python) || die "Python 3.11 or newer is needed. On Debian 12 or newer: sudo apt-get install -y python3 python3-venv"
  if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_install python3-venv || die "Python's venv is missing. Type: sudo apt-get install -y python3-venv"
  fi
  say "plaza: making .venv with $("$base" --version)"
  rm -rf .venv
  "$base" -m venv .venv
}

# make_environment LOCK: .venv holds what LOCK says. When it does already, this costs a few milliseconds.
make_environment() {
  local lock=$1 wanted stamp
  stamp=.venv/installed-$(basename "$lock")
  wanted=$({ pwd && cat requirements-installer.lock "$lock"; } | sha256sum | cut -d' ' -f1)
  if [ -x "$PYTHON" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  make_venv
  say "plaza: installing $lock"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-installer.lock
  # uv doesn't read pip's settings: an index or a certificate that was set for pip holds for it too.
  [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
  [ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
  .venv/bin/uv pip install --quiet --python "$PYTHON" --require-hashes --no-deps -r "$lock"
  printf '%s\n' "$wanted" >"$stamp"
}
