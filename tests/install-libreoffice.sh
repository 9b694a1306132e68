#!/usr/bin/env bash
# Make sure there is a LibreOffice for the tests of workbooks: SOFFICE, one on the PATH, or Debian's package of its Calc.
set -euo pipefail
for name in "${SOFFICE:-}" soffice libreoffice; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
root=""
if [ "$(id -u)" != 0 ]; then root="sudo"; fi
if ! command -v apt-get >/dev/null || { [ -n "$root" ] && ! command -v sudo >/dev/null; }; then
  echo "The tests of workbooks need LibreOffice Calc. Install it, or name it: SOFFICE=/path/to/soffice make test" >&2
  exit 1
fi
echo "Installing LibreOffice Calc …"
install() { DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null; }
# the lists of packages may be fresh
install 2>/dev/null || { $root apt-get update -qq && install; }
