#!/usr/bin/env bash
# An HTCondor pool of one machine for tests, in a Debian 13 of its own: Debian 12 has no HTCondor.
#
#   ci/htcondor-up.sh run CMD   brings it up, runs CMD, and takes everything down (root)
#
# The first time it makes that Debian below ~/.cache/monitor-ci (1.2 GB, some minutes; debootstrap
# is installed if it is not there). The pool lives in namespaces of its own with nothing but
# loopback, and no process outlives it. CMD finds HTCONDOR_LAB in its environment: the commands of
# HTCondor are in `$HTCONDOR_LAB/commands`, jobs run in `$HTCONDOR_LAB/root/home/lab`, which is
# `/home/lab` to them, and `$HTCONDOR_LAB/schedd` kills the schedd, which its master starts again.
set -euo pipefail
lab=${XDG_CACHE_HOME:-$HOME/.cache}/monitor-ci/htcondor
root=$lab/root

make_root() {
    if [[ -x $root/usr/sbin/condor_master ]]; then return; fi
    if ! command -v debootstrap >/dev/null; then
        apt-get update -qq
        apt-get install -qq --yes --no-install-recommends debootstrap
    fi
    local mirror
    mirror=$(grep -rhoE 'https?://[^ ]+/debian/?$' /etc/apt/sources.list /etc/apt/sources.list.d \
        2>/dev/null | head -1)
    mkdir -p "$root"
    debootstrap --variant=minbase trixie "$root" "$mirror" >/dev/null
    # Nothing is started by being installed, and nothing stays mounted.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    unshare --mount bash -c 'mount --bind /proc "$0/proc"; mount --bind /dev "$0/dev"
        chroot "$0" sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq --yes --no-install-recommends condor </dev/null"' "$root" >/dev/null
    chroot "$root" useradd -m lab
}

configure() {
    mkdir -p "$root"/var/lib/condor/{spool,execute,log,lock,run} "$root/etc/condor/config.d"
    rm -rf "$root"/var/lib/condor/{spool,execute,log,lock}/* "$root"/etc/condor/config.d/*
    chroot "$root" chown -R condor:condor /var/lib/condor
    chmod 1777 "$root/tmp"
    printf '127.0.0.1 localhost lab lab.lab.invalid %s\n' "$(hostname)" >"$root/etc/hosts"
    cat >"$root/etc/condor/config.d/lab.conf" <<'END'
CONDOR_HOST = 127.0.0.1
NETWORK_INTERFACE = 127.0.0.1
BIND_ALL_INTERFACES = False
ENABLE_IPV6 = False
NO_DNS = True
DEFAULT_DOMAIN_NAME = lab.invalid
FULL_HOSTNAME = lab.lab.invalid
UID_DOMAIN = lab.invalid
TRUST_UID_DOMAIN = True
DAEMON_LIST = MASTER COLLECTOR NEGOTIATOR SCHEDD STARTD
COLLECTOR_NAME = lab
USE_SHARED_PORT = True
SHARED_PORT_PORT = 29618
COLLECTOR_HOST = 127.0.0.1:29618
LOG = /var/lib/condor/log
SPOOL = /var/lib/condor/spool
EXECUTE = /var/lib/condor/execute
LOCK = /var/lib/condor/lock
RUN = /var/lib/condor/run
SEC_DEFAULT_AUTHENTICATION_METHODS = FS, CLAIMTOBE
SEC_CLIENT_AUTHENTICATION_METHODS = FS, CLAIMTOBE
ALLOW_READ = *
ALLOW_WRITE = *
ALLOW_DAEMON = *
ALLOW_ADMINISTRATOR = *
ALLOW_NEGOTIATOR = *
NUM_CPUS = 16
MEMORY = 16384
START = True
SUSPEND = False
PREEMPT = False
KILL = False
RUNBENCHMARKS = False
NEGOTIATOR_INTERVAL = 2
NEGOTIATOR_MIN_INTERVAL = 1
NEGOTIATOR_CYCLE_DELAY = 1
SCHEDD_INTERVAL = 2
SCHEDD_MIN_INTERVAL = 1
UPDATE_INTERVAL = 5
PERIODIC_EXPR_INTERVAL = 2
MASTER_BACKOFF_CEILING = 5
CGROUP_MEMORY_LIMIT_POLICY = none
BASE_CGROUP =
STARTD_ENFORCE_DISK_LIMITS = False
END
    # The commands as a user of that Debian runs them.
    rm -rf "$lab/commands"
    mkdir -p "$lab/commands"
    local name
    for name in condor_{q,history,submit,submit_dag,rm,release,status}; do
        printf '#!/bin/sh\nexec chroot --userspec=lab:lab %q env -C /home/lab %s %s "$@"\n' "$root" \
            'HOME=/home/lab PATH=/usr/bin:/bin:/usr/sbin:/sbin' "$name" >"$lab/commands/$name"
    done
    printf '#!/bin/sh\npkill -9 -x condor_schedd -P "$(cat %q/var/lib/condor/run/master.pid)"\n' \
        "$root" >"$lab/schedd"
    chmod +x "$lab"/commands/* "$lab/schedd"
}

await() {
    local tries=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        if ((--tries == 0)); then
            echo "htcondor-up: no pool in time" >&2
            return 1
        fi
        sleep 0.1
    done
}

# What runs inside the namespaces. The starter of jobs wants the root to be a mount.
inside() {
    ip link set lo up
    ip addr add 127.0.0.2/8 dev lo
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    configure
    chroot "$root" env PATH=/usr/bin:/bin:/usr/sbin:/sbin \
        condor_master -pidfile /var/lib/condor/run/master.pid
    await 60 sh -c '"$0/commands/condor_status" -json | grep -q State' "$lab"
    await 30 "$lab/commands/condor_q" -totals
    export HTCONDOR_LAB=$lab
    "$@"
}

case ${1:-} in
run)
    shift
    make_root
    unshare --net --mount --pid --mount-proc --fork --kill-child "$0" inside "$@"
    ;;
inside)
    shift
    inside "$@"
    ;;
*)
    sed -n '2,10s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
