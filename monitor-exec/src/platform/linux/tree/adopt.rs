//! Orphans of the tree when the host is their subreaper: which of its new children they are, and
//! reaping them.
//!
//! A subreaper inherits every orphan below it, of this command and of any other, besides the
//! children that the host made itself. Only those may be reaped here that belong to this tree:
//! members that were known before, processes whose group or session was made inside the tree, and
//! those in the control group of the command, if it has one of its own. Without that a daemon that
//! made a session of its own and was not seen before it lost its parent cannot be told from the
//! host's own children, and is left to the host.

use std::collections::HashSet;

use crate::platform::linux::proc::{ProcSource, parse_pids, read_stat};

/// The groups and sessions that were made inside the tree.
#[derive(Debug, Default)]
pub(super) struct GroupTracker {
    own: HashSet<i32>,
    host: [i32; 2],
    /// Children of the host that were looked at and are not ours.
    foreign: HashSet<i32>,
}

/// More groups and sessions than a tree has; a tree that makes more loses the orphans of the rest.
const MAX_FAMILIES: usize = 4096;

impl GroupTracker {
    pub(super) fn of_host(host: i32) -> Self {
        let ids = read_stat(host).map_or([0, 0], |stat| [stat.group, stat.session]);
        Self { host: ids, ..Self::default() }
    }

    pub(super) fn learn_groups(&mut self, group: i32, session: i32) {
        for id in [group, session] {
            if id > 1 && !self.host.contains(&id) && self.own.len() < MAX_FAMILIES {
                self.own.insert(id);
            }
        }
    }

    /// The children of the host that are orphans of this tree and not among `known`.
    pub(super) fn orphans(
        &mut self,
        host: i32,
        known: impl Fn(i32) -> bool,
        in_control_group: impl Fn(i32) -> bool,
    ) -> Vec<i32> {
        let mut listed = HashSet::new();
        let mut buffer = Vec::new();
        let Ok(threads) = std::fs::read_dir(format!("/proc/{host}/task")) else {
            return Vec::new();
        };
        for thread in threads.flatten() {
            let Some(path) = thread.path().join("children").to_str().map(str::to_owned) else {
                continue;
            };
            if ProcSource::passing(path).read(&mut buffer).is_ok() {
                parse_pids(&buffer, |pid| {
                    listed.insert(pid);
                });
            }
        }
        self.foreign.retain(|pid| listed.contains(pid));
        let mut orphans = Vec::new();
        for pid in listed {
            if known(pid) || self.foreign.contains(&pid) {
                continue;
            }
            let Some(stat) = read_stat(pid) else { continue };
            if stat.ppid == host
                && (self.own.contains(&stat.group)
                    || self.own.contains(&stat.session)
                    || in_control_group(pid))
            {
                orphans.push(pid);
            } else {
                self.foreign.insert(pid);
            }
        }
        orphans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_own_group_is_never_a_family() {
        let host = i32::try_from(std::process::id()).unwrap();
        let mut families = GroupTracker::of_host(host);
        let [group, session] = families.host;
        families.learn_groups(group, session);
        families.learn_groups(0, 1);
        assert!(families.own.is_empty());
        families.learn_groups(77, session);
        assert!(families.own.contains(&77));
    }
}
