#!/usr/bin/env bash
# Make sure there is a Chromium for the browser tests: CHROMIUM, one on the PATH, or Debian's package.
set -euo pipefail
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
root=""
if [ "$(id -u)" != 0 ]; then root="sudo"; fi
if ! command -v apt-get >/dev/null || { [ -n "$root" ] && ! command -v sudo >/dev/null; }; then
  echo "The browser tests need Chromium. Install it, or name it: CHROMIUM=/path/to/chromium make test" >&2
  exit 1
fi
echo "Installing Chromium …"
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
