#!/usr/bin/env bash
# Ends the Slurm that start.sh started in a folder, with its jobs: bash tests/slurm/stop.sh FOLDER
#
# It ends the processes whose ids stand in the folder, and no others.
set -uo pipefail

folder=$(realpath "${1:?Which folder? bash tests/slurm/stop.sh FOLDER}")
export SLURM_CONF="$folder/slurm.conf"

# A process that nobody has waited for yet is over all the same.
lives() {
  [ -r "/proc/$1/stat" ] && [ "$(sed 's/.*) //' "/proc/$1/stat" | cut -c1)" != Z ]
}

# The process whose id is in a file: asked to end, and made to after five seconds.
end() {
  local process signal
  process=$(cat "$1" 2>/dev/null) || return 0
  for signal in TERM KILL; do
    lives "$process" && kill -"$signal" "$process"
    for _ in $(seq 50); do
      lives "$process" || break 2
      sleep 0.1
    done
  done
  rm -f "$1"
}

if [ -e "$folder/slurmctld.pid" ]; then
  timeout 10 scancel --me --quiet 2>/dev/null
  for _ in $(seq 50); do
    [ -n "$(timeout 10 squeue --noheader 2>/dev/null)" ] || break
    sleep 0.2
  done
fi
for name in slurmd slurmctld munged; do
  end "$folder/$name.pid"
done
