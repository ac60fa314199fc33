//! Orphans of the tree when the host is their subreaper: which of its new children they are, and
//! reaping the others.
//!
//! A subreaper inherits every orphan below it, of this command and of any other, besides the
//! children that the host made itself. Those belong to this tree: members that were known before,
//! processes whose group or session was made inside the tree, and those in the control group of the
//! command, if it has one of its own. Any other new child is left to the host, unless the host has
//! said that it makes none but by this crate: then it is an orphan of the tree too, or, if other
//! programs may have left it, a stranger, which is reaped and not counted.

use std::collections::HashSet;

use crate::platform::linux::proc::{FdBudget, ProcSource, parse_pids, read_stat};
use crate::platform::linux::sys;

/// What tells the orphans of a tree from other children of the host.
#[derive(Debug)]
pub(super) struct OrphanFinder {
    pub(super) host: i32,
    /// A child was found that may be an orphan of the tree or not.
    pub(super) met_strangers: bool,
    /// The groups and sessions that were made inside the tree.
    own: HashSet<i32>,
    host_ids: [i32; 2],
    /// Whether every child that was not there before the command may be reaped.
    all: bool,
    /// Children that the host had before the command, if it adopts all others.
    earlier: HashSet<i32>,
    /// Children of the host that were looked at and are not ours.
    foreign: HashSet<i32>,
    /// The children of the host's first thread: the kernel gives orphans to that one.
    children_file: ProcSource,
    buffer: Vec<u8>,
    /// What that file said last: as long as it says the same, all its processes are sorted out.
    last_list: Vec<u8>,
}

/// More groups and sessions than a tree has; a tree that makes more loses the orphans of the rest.
const MAX_FAMILIES: usize = 4096;

impl OrphanFinder {
    pub(super) fn new(host: i32, all: bool, budget: &FdBudget) -> Self {
        let host_ids = read_stat(host).map_or([0, 0], |stat| [stat.group, stat.session]);
        let path = format!("/proc/{host}/task/{host}/children");
        let mut finder = Self {
            host,
            met_strangers: false,
            own: HashSet::new(),
            host_ids,
            all,
            earlier: HashSet::new(),
            foreign: HashSet::new(),
            children_file: ProcSource::kept_open(path, budget),
            buffer: Vec::new(),
            last_list: Vec::new(),
        };
        if all && finder.children_file.read(&mut finder.buffer).is_ok() {
            finder.earlier = pids_of(&finder.buffer);
        }
        finder
    }

    /// The root of the tree is none of the host's other children.
    pub(super) fn note_root(&mut self, root: i32) {
        self.earlier.remove(&root);
    }

    pub(super) fn learn_groups(&mut self, group: i32, session: i32) {
        for id in [group, session] {
            if id > 1 && !self.host_ids.contains(&id) && self.own.len() < MAX_FAMILIES {
                self.own.insert(id);
            }
        }
    }

    /// The children of the host that are orphans of this tree and not among `known`.
    pub(super) fn orphans(
        &mut self,
        known: impl Fn(i32) -> bool,
        in_control_group: impl Fn(i32) -> bool,
    ) -> Vec<i32> {
        if self.children_file.read(&mut self.buffer).is_err() || self.buffer == self.last_list {
            return Vec::new();
        }
        self.last_list.clone_from(&self.buffer);
        let listed = pids_of(&self.buffer);
        self.foreign.retain(|pid| listed.contains(pid));
        let mut orphans = Vec::new();
        for pid in listed {
            if known(pid) {
                continue;
            }
            if self.foreign.contains(&pid) {
                continue;
            }
            let Some(stat) = read_stat(pid) else { continue };
            if stat.ppid != self.host {
                continue;
            }
            if self.own.contains(&stat.group)
                || self.own.contains(&stat.session)
                || in_control_group(pid)
                || self.is_only_source(stat.session)
            {
                orphans.push(pid);
                continue;
            }
            // With a group of the tree's own, a child outside of all its groups is the host's.
            let tree_has_groups = !self.own.is_empty();
            self.met_strangers |= !self.earlier.contains(&pid) && (self.all || !tree_has_groups);
            self.foreign.insert(pid);
        }
        orphans
    }

    /// Reaps the strangers that have ended, if the host adopts all. One that it has reaped itself
    /// is no child any more.
    pub(super) fn reap_strangers(&mut self) {
        if self.all {
            self.foreign.retain(|pid| matches!(sys::reap(*pid), Ok(None)));
        }
    }

    /// Whether a child can only have come from the tree: no other program leaves orphans here. To
    /// process 1 of a container others do that, each in a session of its own.
    fn is_only_source(&self, session: i32) -> bool {
        let [_, own_session] = self.host_ids;
        self.all && self.earlier.is_empty() && (self.host != 1 || session == own_session)
    }
}

fn pids_of(list: &[u8]) -> HashSet<i32> {
    let mut pids = HashSet::new();
    parse_pids(list, |pid| {
        pids.insert(pid);
    });
    pids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_own_group_is_never_a_family() {
        let host = i32::try_from(std::process::id()).unwrap();
        let mut families = OrphanFinder::new(host, false, &FdBudget::of_this_process());
        let [group, session] = families.host_ids;
        families.learn_groups(group, session);
        families.learn_groups(0, 1);
        assert!(families.own.is_empty());
        families.learn_groups(77, session);
        assert!(families.own.contains(&77));
    }
}
