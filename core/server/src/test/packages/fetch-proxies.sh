#!/bin/sh
# Fetches nginx and haproxy from Debian's packages, with the libraries that they need, for the tests
# that put a real proxy in front of the gateway. Nothing is installed and nothing need be: apt works
# in folders of its own, as root and as anybody else, from the sources and with the settings that
# this machine has.
#
#   fetch-proxies.sh FOLDER
#
# Leaves FOLDER/root (to be run with the libraries in FOLDER/libraries), or FOLDER/unavailable, whose
# text is why there is none: no failure, as the build must also work elsewhere. What is there and
# runs is kept; what is missing is tried again.
set -eu
export LC_ALL=C
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

runs() { # whether both programs start on this machine
  [ -f "$1/libraries" ] || return 1
  libraries=$(sed "s#@#$1/root#g" "$1/libraries")
  LD_LIBRARY_PATH=$libraries "$1/root/usr/sbin/nginx" -v >/dev/null 2>&1 &&
    LD_LIBRARY_PATH=$libraries "$1/root/usr/sbin/haproxy" -v >/dev/null 2>&1
}

unavailable() {
  echo "$1" >"$folder/unavailable"
  echo "No nginx and haproxy for the tests: $1"
  exit 0
}

if runs "$folder"; then
  rm -f "$folder/unavailable"
  exit 0
fi
for program in apt-get dpkg-deb; do
  command -v "$program" >/dev/null 2>&1 || unavailable "this is no Debian, there is no $program"
done

work=$(mktemp -d "$folder/fetching-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/log" "$work/debs" \
  "$work/new/root"
: >"$work/status" # as on a machine without a single package: what it has is no matter

apt() {
  apt-get -q \
    -o Dir::State="$work/state" -o Dir::State::lists="$work/state/lists" \
    -o Dir::State::status="$work/status" -o Dir::State::extended_states="$work/extended" \
    -o Dir::Cache="$work/cache" -o Dir::Cache::archives="$work/cache/archives" \
    -o Dir::Log="$work/log" -o Debug::NoLocking=true -o APT::Sandbox::User= \
    -o Acquire::Retries=3 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}

apt update >"$work/log/update" 2>&1 ||
  unavailable "apt-get update failed: $(tail -n 1 "$work/log/update")"
apt -s --no-install-recommends install nginx haproxy >"$work/log/plan" 2>&1 ||
  unavailable "apt knows no nginx and haproxy: $(tail -n 1 "$work/log/plan")"

# The programs and libraries; the C library stays this machine's, as its loader does.
wanted=$(awk '$1 == "Inst" { print $2 }' "$work/log/plan" |
  grep -E '^(nginx|haproxy|zlib1g|lib[a-z0-9.+-]*[0-9](t64)?$)' |
  grep -vE '^(libc6|libperl|libdb|libgdbm|libpam|libsemanage)' || true)
# shellcheck disable=SC2086 # one word for each package
(cd "$work/debs" && apt download $wanted) >"$work/log/download" 2>&1 ||
  unavailable "the packages cannot be fetched: $(tail -n 1 "$work/log/download")"
for package in "$work/debs"/*.deb; do
  dpkg-deb -x "$package" "$work/new/root"
done

# Where libraries are, with @ for the folder that everything is in: it may be moved.
find "$work/new/root" \( -name '*.so' -o -name '*.so.*' \) |
  sed -e "s#^$work/new/root#@#" -e 's#/[^/]*$##' | sort -u |
  grep -E '^@(/usr)?/lib(/[a-z0-9_-]*-linux-[a-z0-9_]*)?$' | paste -sd: - >"$work/new/libraries"
runs "$work/new" || unavailable "nginx and haproxy of Debian's packages do not run here"

rm -rf "$folder/root" "$folder/libraries"
mv "$work/new/root" "$folder/root"
mv "$work/new/libraries" "$folder/libraries"
rm -f "$folder/unavailable"
echo "Fetched nginx and haproxy for the tests into $folder"
