#!/usr/bin/env bash
# Installs the Debian packages that the tests need. Without them those tests skip and say so; with CI=true a skip fails.
set -euo pipefail

# chromium: the browser that the reports are tried in
# libreoffice-writer-nogui, with fonts-liberation in place of Arial: what a Word file is printed with
# poppler-utils: what the printed pages are read with
# slurmctld, slurmd, slurm-client, munge: a cluster of one node, which tests/slurm/start.sh starts
packages=(chromium libreoffice-writer-nogui poppler-utils fonts-liberation slurmctld slurmd slurm-client munge)

apt-get update -q
apt-get install -y -q --no-install-recommends "${packages[@]}"
