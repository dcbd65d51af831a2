#!/usr/bin/env bash
# Starts a Slurm of one node in a folder, on loopback, for tests: bash tests/slurm/start.sh FOLDER
#
# munged, slurmctld and slurmd run from the folder and write nowhere else; their process ids are in its files *.pid, by which
# stop.sh ends them. What a shell needs to use it is in FOLDER/environment. It needs root, as slurmd does, and Debian's
# slurmctld, slurmd, slurm-client and munge (tests/install-debian.sh).
set -euo pipefail

folder=${1:?Which folder? bash tests/slurm/start.sh FOLDER}
mkdir -p "$folder"
folder=$(realpath "$folder")
here=$(dirname "$(realpath "$0")")

refuse() {
  echo "No Slurm was started: $1" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || refuse "slurmd starts jobs as their users, for which it must be root"
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || refuse "$program is not installed; tests/install-debian.sh installs it"
done
for name in munged slurmctld slurmd; do
  ! kill -0 "$(cat "$folder/$name.pid" 2>/dev/null)" 2>/dev/null || refuse "one is at work in $folder; stop it with stop.sh"
done

rm -rf "$folder/state" "$folder/spool"
mkdir "$folder/state" "$folder/spool"
chmod 755 "$folder"
(umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")

# Four processors and 16 GB, whatever the machine has: jobs are to find room, not to be fast. The short times let Slurm see
# within seconds that a node has lost a job, and start it again.
read -r controller node < <(python3 -c '
import socket
taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(port.getsockname()[1] for port in taken))')
name=$(hostname -s)
cat >"$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=$controller
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmctldTimeout=10
SlurmUser=root
SlurmdPort=$node
SlurmdPidFile=$folder/slurmd.pid
SlurmdLogFile=$folder/slurmd.log
SlurmdSpoolDir=$folder/spool
SlurmdUser=root
SlurmdTimeout=10
SlurmdParameters=config_overrides
StateSaveLocation=$folder/state
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
BatchStartTimeout=1
MessageTimeout=5
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=$name NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=tests Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

# Snakemake's plugin keeps SLURM_CONF from the srun of its jobs: this one knows where the configuration is.
mkdir -p "$folder/bin"
printf '#!/bin/sh\nSLURM_CONF=%q exec %q "$@"\n' "$folder/slurm.conf" "$(command -v srun)" >"$folder/bin/srun"
chmod +x "$folder/bin/srun"
printf 'export SLURM_CONF=%q PATH=%q:$PATH\n' "$folder/slurm.conf" "$folder/bin" >"$folder/environment"
export SLURM_CONF="$folder/slurm.conf"

trap 'bash "$here/stop.sh" "$folder"' ERR
munged --socket="$folder/munge.socket" --key-file="$folder/munge.key" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --num-threads=2
slurmctld
slurmd

for _ in $(seq 300); do
  if sinfo --noheader --format=%T 2>/dev/null | grep -qx idle; then
    trap - ERR
    echo "Slurm is at work. To use it: source $folder/environment; to end it: bash $here/stop.sh $folder"
    exit 0
  fi
  sleep 0.2
done
tail -n 20 "$folder"/slurm*.log >&2
bash "$here/stop.sh" "$folder"
refuse "its node did not come up in 60 s; the logs are in $folder"
