//! Stopping a whole tree: asking, a time of grace, killing, and giving up.
//!
//! The group is signalled as one, so that nobody slips away between two calls; members that left
//! the group (`setsid`) are signalled one by one, through a descriptor of the process, so that a
//! number that was given to somebody else meanwhile is never hit.

use std::os::fd::OwnedFd;

use nix::errno::Errno;
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

    /// Asks the tree to stop, unless it was asked before. The tree was just looked at. Gives the
    /// reason if a process may not be signalled.
    pub(crate) fn request_stop(
        &mut self,
        why: ExitCause,
        manner: StopPolicy,
        target: &StopTarget<'_>,
        now_ns: u64,
    ) -> Option<Errno> {
        if *self != Self::Running {
            return None;
        }
        let grace_ns = u64::try_from(manner.grace.as_nanos()).unwrap_or(u64::MAX);
        *self = Self::Asked { why, kill_at_ns: now_ns.saturating_add(grace_ns) };
        let refused = target.signal_tree(manner.signal);
        // A stopped process hears of the signal only when it goes on, see timeout(1).
        if !matches!(manner.signal, libc::SIGKILL | libc::SIGCONT) {
            target.signal_tree(libc::SIGCONT);
        }
        refused
    }

    /// Kills the tree at once, or once more. The tree was just looked at.
    pub(crate) fn kill(
        &mut self,
        why: ExitCause,
        target: &StopTarget<'_>,
        now_ns: u64,
    ) -> Option<Errno> {
        let (why, give_up_at_ns) = match *self {
            Self::Running => (why, now_ns.saturating_add(GIVE_UP_NS)),
            Self::Asked { why, .. } => (why, now_ns.saturating_add(GIVE_UP_NS)),
            Self::Killing { why, give_up_at_ns, .. } => (why, give_up_at_ns),
        };
        *self = Self::Killing { why, again_at_ns: now_ns.saturating_add(AGAIN_NS), give_up_at_ns };
        target.signal_tree(libc::SIGKILL)
    }
}

/// The processes that a signal may go to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StopTarget<'a> {
    pub(crate) tree: &'a ProcessTree,
    pub(crate) root: i32,
    /// The root's, which tells whether its number is still its own.
    pub(crate) pidfd: Option<&'a OwnedFd>,
    /// The command's own group.
    pub(crate) group: Option<i32>,
}

impl StopTarget<'_> {
    /// Signals the command alone, and no other process that has its number by now.
    pub(crate) fn signal_root(&self, signal: i32) {
        match (self.pidfd, self.tree.root_member()) {
            (Some(pidfd), _) => drop(sys::pidfd_signal(pidfd, signal)),
            (None, Some(root)) => drop(signal_member(root, signal)),
            (None, None) => {}
        }
    }

    /// Signals the group, if it is the command's own, and all members outside of it. Gives the
    /// reason if a process that lives may not be signalled.
    pub(crate) fn signal_tree(&self, signal: i32) -> Option<Errno> {
        let mut refused = None;
        if let Some(group) = self.group {
            refused = self.signal_group(group, signal).err();
        }
        for member in self.tree.members() {
            let outside = self.group.is_none_or(|group| member.stat.group != group);
            if outside && !member.stat.is_dead() {
                refused = signal_member(member, signal).err().or(refused);
            }
        }
        refused.filter(|errno| *errno != Errno::ESRCH)
    }

    /// Signals the group of the root. Its number is the root's for as long as the root is not
    /// reaped, which a host does that ignores SIGCHLD or waits for any child; the descriptor of the
    /// root means the same group even then (`PIDFD_SIGNAL_PROCESS_GROUP`, Linux 6.9).
    fn signal_group(&self, group: i32, signal: i32) -> nix::Result<()> {
        if let Some(pidfd) = self.pidfd {
            match sys::pidfd_signal_group(pidfd, signal).map_err(errno_of) {
                Err(Errno::EINVAL) => {}
                done => return done,
            }
            // Before that, at least the root has to be there.
            sys::pidfd_signal(pidfd, 0).map_err(errno_of)?;
        } else if sys::peek_end(self.root).is_err() {
            return Err(Errno::ESRCH);
        }
        nix::sys::signal::killpg(Pid::from_raw(group), Signal::try_from(signal)?)
    }
}

fn errno_of(error: std::io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::UnknownErrno, Errno::from_raw)
}

/// Signals one process if its number still is its own: the descriptor is opened first, so that
/// the start time which is compared then is that of the process behind it or of a later one.
fn signal_member(member: &TreeMember, signal: i32) -> nix::Result<()> {
    let process = sys::pidfd_open(member.pid).map_err(errno_of)?;
    let known = member.stat.start_ticks;
    if known == 0 || read_stat(member.pid).is_some_and(|stat| stat.start_ticks == known) {
        sys::pidfd_signal(&process, signal).map_err(errno_of)?;
    }
    Ok(())
}
