#!/usr/bin/env bash
# Installs the Debian packages that the tests need. Without them those tests skip and say so; with CI=true a skip fails.
set -euo pipefail

# chromium: the browser that the reports are tried in
packages=(chromium)

apt-get update -q
apt-get install -y -q --no-install-recommends "${packages[@]}"
