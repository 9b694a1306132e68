#!/usr/bin/env bash
# Make sure that the programs which tests run are there: a Chromium (CHROMIUM, or one on the PATH), LibreOffice Calc
# (SOFFICE, or one on the PATH), nginx, openssl and R.
# What is missing is installed from Debian's packages.
set -euo pipefail
PATH=$PATH:/usr/sbin
missing=()
chromium=""
for name in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then chromium=$name; break; fi
done
# root gets the headless shell next to a browser: tests run a quarter faster in it
if [ -z "$chromium" ] || { [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && [ "$chromium" != chromium-headless-shell ]; }; then
  missing+=(chromium-headless-shell fonts-liberation)
fi
soffice=""
for name in "${SOFFICE:-}" soffice libreoffice; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then soffice=$name; fi
done
if [ -z "$soffice" ]; then missing+=(libreoffice-calc); fi
for name in nginx openssl; do
  if ! command -v "$name" >/dev/null; then missing+=("$name"); fi
done
if ! command -v Rscript >/dev/null; then missing+=(r-base-core); fi
if [ ${#missing[@]} = 0 ]; then exit 0; fi
root=()
if [ "$(id -u)" != 0 ]; then root=(sudo); fi
if ! command -v apt-get >/dev/null || { [ ${#root[@]} != 0 ] && ! command -v sudo >/dev/null; }; then
  echo "The tests need ${missing[*]}. Install them; or name others: CHROMIUM=/path/to/chromium SOFFICE=/path/to/soffice make test" >&2
  exit 1
fi
echo "Installing ${missing[*]} …"
"${root[@]}" apt-get update -qq
# no service is started: the tests run nginx themselves
"${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
