# What the service scripts share. Each is called as `SERVICE install`, `SERVICE start` (prints the URL and the folder it runs in) and
# `SERVICE stop FOLDER`.

say() { printf '%s\n' "$*" >&2; }

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# apt_install COMMAND PACKAGE…: as root, unless COMMAND is there already.
apt_install() {
  local found=$1
  shift
  if $found; then return; fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "$1 is not installed (sudo apt-get install -y $*)"
    return 1
  fi
  say "installing $* with apt-get"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
}
