//! The process tree: who belongs to it, and what all of it has used since the start.
//!
//! A known member stays a member after its parent is gone, whoever adopts it. What a member had
//! used when it vanished goes to the nearest living ancestor, as a bound from below of what the
//! kernel credits that ancestor with, or, if there is none, to what is retired for good.
//!
//! `member` is one process of the tree, `table` keeps a row of each after it is gone, and `adopt` finds
//! and reaps the orphans that were reparented to the host.

mod adopt;
mod member;
mod table;

use std::collections::{BTreeMap, HashMap};

use adopt::OrphanFinder;
use member::MemberSample;
pub(crate) use member::TreeMember;
pub(crate) use table::{MemberTable, args_of};

use crate::platform::linux::cgroup::{CgroupUsage, group_of};
use crate::platform::linux::proc::{
    CommName, FdBudget, LastPid, children_of_all, processes_of_family,
};
use crate::platform::linux::sys;
use crate::sample::gauges::Gauges;
use crate::totals::used::{Usage, Used};

/// What the members have together at one instant, and have used since they started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TreeReading {
    pub(crate) gauges: Gauges,
    pub(crate) state: u8,
    pub(crate) used: Used,
}

/// What was noticed that keeps totals from being exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TreeDoubts {
    /// A member vanished with no living ancestor, or lives on after its parent.
    pub(crate) orphans: bool,
    /// A member ignores SIGCHLD, or its children were seen to use more than it was credited with.
    pub(crate) ignored_children: bool,
    /// Not every process had room.
    pub(crate) left_out: bool,
    /// A child of the host ended or lives that may be an orphan of the tree or not.
    pub(crate) strangers: bool,
}

/// All members by pid.
#[derive(Debug)]
pub(crate) struct ProcessTree {
    pub(crate) root: i32,
    members: BTreeMap<i32, TreeMember>,
    pub(crate) doubts: TreeDoubts,
    pub(crate) table: MemberTable,
    pub(crate) peak_process_bytes: u64,
    /// Members for which there was no room.
    pub(crate) left_out: u64,
    retired: Used,
    room: usize,
    budget: FdBudget,
    last_pid: LastPid,
    seen_pid: Option<u64>,
    round: u32,
    /// What tells orphans of the tree from other children of the host, if the host adopts them.
    orphans: Option<OrphanFinder>,
    has_children_files: bool,
    /// The account of the tree's control group, if it has one of its own.
    account: Option<CgroupUsage>,
    /// Where that group is, as the kernel says it of its members.
    group_path: Option<String>,
    buffer: Vec<u8>,
}

/// Every so many looks even those that did not run are read: memory can be taken from a process
/// that sleeps, and an idle subreaper inside the tree gets children without running.
const THOROUGH_EVERY: u32 = 16;
/// Beyond this many files, one look at the last pid is cheaper than the lists of children.
const GATE_FROM_FILES: u32 = 4;

impl ProcessTree {
    pub(crate) fn new(
        budget: FdBudget,
        last_pid: LastPid,
        room: usize,
        table: MemberTable,
    ) -> Self {
        Self {
            root: 0,
            members: BTreeMap::new(),
            doubts: TreeDoubts::default(),
            table,
            peak_process_bytes: 0,
            left_out: 0,
            retired: Used::default(),
            room,
            budget,
            last_pid,
            seen_pid: None,
            round: 0,
            orphans: None,
            has_children_files: true,
            account: None,
            group_path: None,
            buffer: Vec::with_capacity(8192),
        }
    }

    /// Makes a process that runs the root. Nothing is read.
    pub(crate) fn register_root(&mut self, root: i32) {
        self.root = root;
        let mut member = TreeMember::new(root, &self.budget);
        member.row = self.table.enter(&member, 0);
        self.members.insert(root, member);
    }

    /// Makes a child that is held the root; `name` is the name that it will have, `group` its
    /// group.
    pub(crate) fn plant_held(&mut self, root: i32, host: i32, name: CommName, group: Option<i32>) {
        self.root = root;
        if let Some(finder) = &mut self.orphans {
            finder.note_root(root);
        }
        let mut member = TreeMember::held_child(root, host, name, &self.budget);
        member.stat.group = group.unwrap_or(0);
        member.row = self.table.enter(&member, 0);
        self.members.insert(root, member);
    }

    /// Reads the clock of the held root: what its making has cost so far.
    pub(crate) fn note_held(&mut self) {
        if let Some(root) = self.members.get_mut(&self.root) {
            root.note_clock();
        }
    }

    /// Orphans come to the host, which reaps those of this tree; with `all`, every child that it
    /// has not by now is one. Called before there is a root.
    pub(crate) fn adopt_orphans(&mut self, host: i32, all: bool) {
        self.orphans = Some(OrphanFinder::new(host, all, &self.budget));
    }

    /// From now on the tree is whoever is in a control group of its own.
    pub(crate) fn count_by(&mut self, account: CgroupUsage) {
        self.account = Some(account);
        self.group_path = group_of(self.root);
    }

    /// CPU time by the account of the control group, nanoseconds.
    pub(crate) fn account_ns(&mut self) -> Option<u64> {
        self.account.as_mut()?.cpu_ns(&mut self.buffer)
    }

    /// Takes in whoever is in the command's group or session and was never seen, which takes a
    /// look at every process of the machine.
    pub(crate) fn discover_group_members(&mut self, now_ns: u64) {
        let root = self.root;
        for pid in processes_of_family(root) {
            self.insert(pid, None, now_ns);
        }
    }

    /// The last pid that the machine gave, the evidence that nothing forked in between.
    pub(crate) fn last_pid(&self) -> Option<u64> {
        self.last_pid.read()
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = &TreeMember> {
        self.members.values()
    }

    pub(crate) fn root_member(&self) -> Option<&TreeMember> {
        self.members.get(&self.root)
    }

    /// Members that live, besides the root.
    pub(crate) fn others_alive(&self) -> usize {
        self.members().filter(|member| member.pid != self.root && !member.stat.is_dead()).count()
    }

    /// Looks at everybody. The program of the root must be in place: before that, a held child's
    /// memory is the host's.
    pub(crate) fn sample_members(&mut self, now_ns: u64) -> TreeReading {
        self.look_with(now_ns, None)
    }

    /// Looks at everybody for the last time. The root has ended; `usage` is its account.
    pub(crate) fn look_at_end(&mut self, now_ns: u64, usage: &Usage) -> TreeReading {
        self.look_with(now_ns, Some(usage))
    }

    fn look_with(&mut self, now_ns: u64, ended: Option<&Usage>) -> TreeReading {
        let thorough = self.round.is_multiple_of(THOROUGH_EVERY);
        self.round = self.round.wrapping_add(1);
        let (mut gone, mut ran, mut files) = (Vec::new(), Vec::new(), 0_u32);
        for (pid, member) in &mut self.members {
            if let (Some(usage), true) = (ended, *pid == self.root) {
                member.look_at_end(usage, &mut self.buffer);
                continue;
            }
            match member.read_sample(thorough, &mut self.buffer) {
                MemberSample::Gone => gone.push(*pid),
                MemberSample::Idle => {}
                MemberSample::Ran => {
                    files = files.saturating_add(member.stat.threads.max(1));
                    ran.push(*pid);
                }
            }
        }
        self.settle_ended(gone);
        self.discover_members(ran, files, thorough, now_ns);
        self.find_in_group(now_ns);
        self.take_in_orphans(now_ns);
        self.sum(now_ns)
    }

    /// Hands over what vanished members had used.
    fn settle_ended(&mut self, gone: Vec<i32>) {
        if gone.is_empty() {
            return;
        }
        let buried: HashMap<i32, TreeMember> =
            gone.iter().filter_map(|pid| Some((*pid, self.members.remove(pid)?))).collect();
        for member in buried.values() {
            self.peak_process_bytes = self.peak_process_bytes.max(member.peak_rss_bytes);
            let mut ancestor = member.stat.ppid;
            // A cycle is impossible in one instant, but parents are of different instants.
            for _ in 0..buried.len() {
                match buried.get(&ancestor) {
                    Some(dead) => ancestor = dead.stat.ppid,
                    None => break,
                }
            }
            let mut used = member.used();
            if let Some(living) = self.members.get_mut(&ancestor) {
                living.add_child_cpu(used.cpu_ns);
                if !living.stat.ignores_children {
                    continue;
                }
                used.cpu_ns = 0;
            } else {
                self.doubts.orphans = true;
            }
            self.retired = self.retired.plus(used);
        }
        for member in self.members.values_mut() {
            if buried.contains_key(&member.stat.ppid) {
                member.mark_stale();
            }
        }
    }

    /// Finds children of those that ran: nobody else can have forked.
    fn discover_members(&mut self, mut parents: Vec<i32>, files: u32, thorough: bool, now_ns: u64) {
        if parents.is_empty() {
            return;
        }
        if files > GATE_FROM_FILES || thorough {
            // Read before the lists, so that a fork in between counts for the next time.
            let last_pid = self.last_pid.read();
            if last_pid.is_some() && last_pid == self.seen_pid && !thorough {
                return;
            }
            self.seen_pid = last_pid;
        } else {
            self.seen_pid = None;
        }
        let all = if self.has_children_files { None } else { Some(children_of_all()) };
        while let Some(parent) = parents.pop() {
            let mut children = Vec::new();
            match &all {
                Some(all) => children.extend(all.get(&parent).into_iter().flatten().copied()),
                None => {
                    let Some(member) = self.members.get_mut(&parent) else {
                        continue;
                    };
                    let listed = member.children(&mut self.buffer, |pid| children.push(pid));
                    self.has_children_files &= listed || parent != self.root;
                }
            }
            for child in children {
                if self.insert(child, Some(parent), now_ns) {
                    parents.push(child);
                }
            }
        }
    }

    /// Makes a process a member unless it is one or is gone. `parent` is who listed it.
    fn insert(&mut self, pid: i32, parent: Option<i32>, now_ns: u64) -> bool {
        if self.members.contains_key(&pid) || pid <= 1 {
            return false;
        }
        if self.members.len() >= self.room {
            self.left_out += 1;
            self.doubts.left_out = true;
            return false;
        }
        let mut member = TreeMember::new(pid, &self.budget);
        // A child of vfork has its parent's memory; the look asks again before it reads.
        member.stat.ppid = parent.unwrap_or(0);
        member.borrows_memory = parent.is_some();
        if member.read_sample(true, &mut self.buffer) == MemberSample::Gone {
            return false;
        }
        let ppid = member.stat.ppid;
        let related = parent
            .is_none_or(|parent| ppid == parent || !self.members.contains_key(&parent))
            || self.members.contains_key(&ppid)
            || ppid <= 1
            || self.orphans.as_ref().is_some_and(|finder| finder.host == ppid);
        if !related {
            return false;
        }
        if let Some(finder) = &mut self.orphans {
            finder.learn_groups(member.stat.group, member.stat.session);
        }
        member.row = self.table.enter(&member, now_ns);
        self.members.insert(pid, member);
        true
    }

    /// Finds whoever is in the tree's control group, wherever it belongs by now.
    fn find_in_group(&mut self, now_ns: u64) {
        let Some(account) = &mut self.account else {
            return;
        };
        for pid in account.members(&mut self.buffer) {
            self.insert(pid, None, now_ns);
        }
    }

    /// Takes in the orphans that came to the host and reaps those that ended.
    fn take_in_orphans(&mut self, now_ns: u64) {
        let Some(mut finder) = self.orphans.take() else {
            return;
        };
        if let Some(root) = self.members.get(&self.root) {
            finder.learn_groups(root.stat.group, root.stat.session);
        }
        let orphans = finder.orphans(
            |pid| self.members.contains_key(&pid),
            |pid| self.group_path.is_some() && group_of(pid) == self.group_path,
        );
        self.doubts.strangers |= finder.met_strangers;
        let found: Vec<i32> =
            orphans.into_iter().filter(|pid| self.insert(*pid, None, now_ns)).collect();
        if !found.is_empty() {
            let files = u32::try_from(found.len()).unwrap_or(u32::MAX);
            self.discover_members(found, files, true, now_ns);
        }
        finder.reap_strangers();
        let host = finder.host;
        self.orphans = Some(finder);
        let dead: Vec<i32> = self
            .members()
            .filter(|member| {
                member.pid != self.root && member.stat.ppid == host && member.stat.is_dead()
            })
            .map(|member| member.pid)
            .collect();
        for pid in dead {
            self.reap_children(pid);
        }
    }

    fn reap_children(&mut self, pid: i32) {
        let Ok(Some(ended)) = sys::reap(pid) else {
            return;
        };
        let Some(member) = self.members.remove(&pid) else {
            return;
        };
        self.peak_process_bytes =
            self.peak_process_bytes.max(member.peak_rss_bytes).max(ended.usage.max_rss_bytes);
        let mut used = member.used().with_account(&ended.usage);
        used.cpu_ns = used.cpu_ns.max(ended.usage.cpu_ns());
        self.retired = self.retired.plus(used);
    }

    fn sum(&mut self, now_ns: u64) -> TreeReading {
        let mut reading = TreeReading { used: self.retired, ..TreeReading::default() };
        for member in self.members.values_mut() {
            reading.used = reading.used.plus(member.used());
            self.doubts.ignored_children |= member.stat.ignores_children || member.lost_children();
            self.peak_process_bytes = self.peak_process_bytes.max(member.peak_rss_bytes);
            self.table.note_member(member, now_ns);
            if !member.stat.is_dead() {
                reading.gauges = reading.gauges.plus(member.gauges());
            }
        }
        if let Some(account_ns) = self.account_ns() {
            reading.used.cpu_ns = reading.used.cpu_ns.max(account_ns);
        }
        reading.state = self.root_member().map_or(0, |root| root.stat.state);
        reading
    }

    /// Marks every member's figures in the process samples as reported and hands them out.
    pub(crate) fn members_mut(&mut self) -> impl Iterator<Item = &mut TreeMember> {
        self.members.values_mut()
    }

    /// What all but the root have used: of members that live, and of those that are retired.
    pub(crate) fn used_beside_root(&self) -> Used {
        let mut used = self.retired;
        for member in self.members().filter(|member| member.pid != self.root) {
            used = used.plus(member.used());
        }
        used
    }
}
