#!/usr/bin/env bash
# Installs the Debian packages that the tests need. Without them those tests skip and say so; with CI=true a skip fails.
set -euo pipefail

packages=()

if [ ${#packages[@]} -eq 0 ]; then
  echo "The tests need no Debian packages."
  exit 0
fi
apt-get update -q
apt-get install -y -q --no-install-recommends "${packages[@]}"
