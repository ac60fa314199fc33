//! Stopping a whole tree: asking, a time of grace, killing, and giving up.
//!
//! The group is signalled as one, so that nobody slips away between two calls; members that left
//! the group (`setsid`) are signalled one by one, through a descriptor of the process, so that a
//! number that was given to somebody else meanwhile is never hit.

use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::command::watch::StopPolicy;
use crate::outcome::exit::ExitCause;
use crate::platform::linux::proc::read_stat;
use crate::platform::linux::sys;
use crate::platform::linux::tree::{ProcessTree, TreeMember};

/// How far the stopping has come. Times are CLOCK_MONOTONIC, nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopEscalation {
    /// Nobody wants it to stop.
    Running,
    /// It was asked to.
    Asked { why: ExitCause, kill_at_ns: u64 },
    /// It is being killed, again and again until nobody is left: a member may have forked between
    /// the look and the signal.
    Killing { why: ExitCause, again_at_ns: u64, give_up_at_ns: u64 },
}

/// Between two rounds of killing.
const AGAIN_NS: u64 = 5_000_000;
/// A process that is not gone so long after SIGKILL hangs in the kernel, and is left.
const GIVE_UP_NS: u64 = 2_000_000_000;

impl StopEscalation {
    /// Why it was stopped, if it was.
    pub(crate) const fn stop_reason(self) -> Option<ExitCause> {
        match self {
            Self::Running => None,
            Self::Asked { why, .. } | Self::Killing { why, .. } => Some(why),
        }
    }

    /// Whether it was given up on.
    pub(crate) const fn given_up(self, now_ns: u64) -> bool {
        matches!(self, Self::Killing { give_up_at_ns, .. } if now_ns >= give_up_at_ns)
    }

    /// When there is something to do.
    pub(crate) const fn due_ns(self) -> Option<u64> {
        match self {
            Self::Running => None,
            Self::Asked { kill_at_ns, .. } => Some(kill_at_ns),
            Self::Killing { again_at_ns, .. } => Some(again_at_ns),
        }
    }

    /// Asks the tree to stop, unless it was asked before. The tree was just looked at.
    pub(crate) fn request_stop(
        &mut self,
        why: ExitCause,
        manner: StopPolicy,
        tree: &ProcessTree,
        group: Option<i32>,
        now_ns: u64,
    ) {
        if *self != Self::Running {
            return;
        }
        let grace_ns = u64::try_from(manner.grace.as_nanos()).unwrap_or(u64::MAX);
        *self = Self::Asked { why, kill_at_ns: now_ns.saturating_add(grace_ns) };
        signal_tree(tree, group, manner.signal);
    }

    /// Kills the tree at once, or once more. The tree was just looked at.
    pub(crate) fn kill(
        &mut self,
        why: ExitCause,
        tree: &ProcessTree,
        group: Option<i32>,
        now_ns: u64,
    ) {
        let (why, give_up_at_ns) = match *self {
            Self::Running => (why, now_ns.saturating_add(GIVE_UP_NS)),
            Self::Asked { why, .. } => (why, now_ns.saturating_add(GIVE_UP_NS)),
            Self::Killing { why, give_up_at_ns, .. } => (why, give_up_at_ns),
        };
        *self = Self::Killing { why, again_at_ns: now_ns.saturating_add(AGAIN_NS), give_up_at_ns };
        signal_tree(tree, group, libc::SIGKILL);
    }
}

/// Signals the group, if it is the command's own, and all members outside of it.
pub(crate) fn signal_tree(tree: &ProcessTree, group: Option<i32>, signal: i32) {
    // The root is not reaped before the run is over, so the number of its group is its own.
    if let (Some(group), Ok(signal)) = (group, Signal::try_from(signal)) {
        let _ = nix::sys::signal::killpg(Pid::from_raw(group), signal);
    }
    for member in tree.members() {
        if group.is_none_or(|group| member.stat.group != group) && !member.stat.is_dead() {
            signal_member(member, signal);
        }
    }
}

/// Signals one process if its number still is its own: the descriptor is opened first, so that
/// the start time which is compared then is that of the process behind it or of a later one.
fn signal_member(member: &TreeMember, signal: i32) {
    let Ok(process) = sys::pidfd_open(member.pid) else {
        return;
    };
    let known = member.stat.start_ticks;
    if known == 0 || read_stat(member.pid).is_some_and(|stat| stat.start_ticks == known) {
        let _ = sys::pidfd_signal(&process, signal);
    }
}
