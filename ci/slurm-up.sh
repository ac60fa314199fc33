#!/usr/bin/env bash
# A Slurm of one node for tests: slurmctld and slurmd on loopback, without munge and accounting.
#
#   ci/slurm-up.sh install   installs Debian's packages, if they are not there (root, or sudo)
#   ci/slurm-up.sh run CMD   brings it up, runs CMD, and takes everything down (root)
#
# It lives in a network and a process namespace of its own, with nothing but loopback: it meets no
# other Slurm, opens no port to anybody, and no process outlives it. CMD finds SLURM_CONF in its
# environment, and SLURM_LAB: `$SLURM_LAB/ctld start|stop` starts slurmctld and kills it (SIGKILL,
# as a crash does), `$SLURM_LAB/node start|stop` does so with slurmd.
#
# With SLURM_ACCOUNTING=1 there is also MariaDB with slurmdbd, so that sacct answers; it takes ten
# seconds more.
set -euo pipefail
accounting=${SLURM_ACCOUNTING:-0}
packages=(slurmctld slurmd slurm-client slurm-wlm-basic-plugins iproute2)
if [[ $accounting == 1 ]]; then packages+=(slurmdbd slurm-wlm-mysql-plugin mariadb-server); fi

install_packages() {
    if dpkg-query -W "${packages[@]}" >/dev/null 2>&1; then return; fi
    local root=()
    if ((EUID != 0)); then root=(sudo); fi
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq --yes --no-install-recommends "${packages[@]}" </dev/null
}

# await SECONDS WHAT COMMAND...: runs the command until it ends well.
await() {
    local tries=$(($1 * 20)) what=$2
    shift 2
    while ! "$@" >/dev/null 2>&1; do
        if ((--tries == 0)); then
            echo "slurm-up: no $what in time" >&2
            tail -n 20 "$lab"/log/* >&2 || true
            return 1
        fi
        sleep 0.05
    done
}

configure() {
    mkdir -p "$lab"/{etc,run,log,spool/ctld,spool/d,mysql}
    local here storage=accounting_storage/none
    here=$(hostname -s)
    if [[ $accounting == 1 ]]; then storage=accounting_storage/slurmdbd; fi
    # Where there is nothing but 127.0.0.1, getaddrinfo finds no address family: see AI_ADDRCONFIG
    # in getaddrinfo(3), and the second address below.
    cat >"$lab/etc/slurm.conf" <<END
ClusterName=lab
SlurmctldHost=$here(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$lab/spool/ctld
SlurmdSpoolDir=$lab/spool/d
SlurmctldPidFile=$lab/run/slurmctld.pid
SlurmdPidFile=$lab/run/slurmd.pid
SlurmctldLogFile=$lab/log/slurmctld.log
SlurmdLogFile=$lab/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
MpiDefault=none
ReturnToService=2
MinJobAge=300
KillWait=1
SlurmctldTimeout=10
SlurmdTimeout=10
MessageTimeout=5
AccountingStorageType=$storage
AccountingStorageHost=127.0.0.1
AccountingStoragePort=26819
NodeName=$here NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=512 State=UNKNOWN
PartitionName=debug Nodes=$here Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:16
END
    # From 23 on slurmd wants control groups unless told otherwise; 22 does not know the word.
    if [[ $(slurmctld -V | sed 's/[^0-9]*//; s/\..*//') -ge 23 ]]; then
        echo CgroupPlugin=disabled >"$lab/etc/cgroup.conf"
    fi
    cat >"$lab/etc/slurmdbd.conf" <<END
AuthType=auth/none
DbdHost=$here
DbdAddr=127.0.0.1
DbdPort=26819
SlurmUser=root
PidFile=$lab/run/slurmdbd.pid
LogFile=$lab/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm_accounts
END
    chmod 600 "$lab/etc/slurmdbd.conf"
    daemon ctld slurmctld
    daemon node slurmd
}

# daemon NAME PROGRAM: writes the script that starts the daemon and kills it.
daemon() {
    cat >"$lab/$1" <<END
#!/bin/sh
pid=$lab/run/$2.pid
case \$1 in
start) exec $2 -f $lab/etc/slurm.conf ;;
stop)
    kill -9 \$(cat "\$pid")
    while kill -0 \$(cat "\$pid") 2>/dev/null; do sleep 0.02; done
    rm -f "\$pid"
    ;;
esac
END
    chmod +x "$lab/$1"
}

keep_accounts() {
    local socket=$lab/run/mysqld.sock
    mariadb-install-db --no-defaults --datadir="$lab/mysql" --user=root \
        --auth-root-authentication-method=socket --skip-test-db >"$lab/log/mysql" 2>&1
    mariadbd --no-defaults --user=root --datadir="$lab/mysql" --socket="$socket" \
        --skip-networking --innodb-buffer-pool-size=64M >"$lab/log/mariadbd" 2>&1 </dev/null &
    await 30 MariaDB mariadb-admin --no-defaults -S "$socket" ping
    MYSQL_UNIX_PORT=$socket slurmdbd >"$lab/log/slurmdbd" 2>&1
    await 30 slurmdbd sacctmgr -n list cluster
    sacctmgr -i add cluster lab >/dev/null 2>&1 || true
}

# What runs inside the namespaces. All processes die with this one, which is their init.
inside() {
    ip link set lo up
    ip addr add 127.0.0.2/8 dev lo
    export SLURM_CONF=$lab/etc/slurm.conf SLURM_LAB=$lab
    configure
    if [[ $accounting == 1 ]]; then keep_accounts; fi
    "$lab/ctld" start >"$lab/log/ctld" 2>&1
    await 20 slurmctld scontrol ping
    "$lab/node" start >"$lab/log/node" 2>&1
    await 20 node sh -c 'sinfo -h -o %T | grep -q idle'
    "$@"
}

case ${1:-} in
install) install_packages ;;
run)
    shift
    install_packages
    lab=$(mktemp -d)
    export lab
    trap 'rm -rf "$lab"' EXIT
    unshare --net --pid --mount-proc --fork --kill-child "$0" inside "$@"
    ;;
inside)
    shift
    inside "$@"
    ;;
*)
    sed -n '2,13s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
