//! Who took part: one line a process, kept after the process is gone.

use super::member::TreeMember;
use crate::platform::linux::proc::CommName;
use crate::sample::process::ProcessRow;

/// The table, with room for so many processes and no more; the rest is counted.
#[derive(Debug)]
pub(crate) struct MemberTable {
    rows: Vec<(CommName, ProcessRow)>,
    room: usize,
    left_out: u64,
    with_args: bool,
    /// Rows that are new, or of a new program, since they were last asked for.
    fresh: Vec<usize>,
}

impl MemberTable {
    pub(crate) const fn new(room: usize, with_args: bool) -> Self {
        Self { rows: Vec::new(), room, left_out: 0, with_args, fresh: Vec::new() }
    }

    /// A row for a member that was just found, if there is room.
    pub(super) fn enter(&mut self, member: &TreeMember, now_ns: u64) -> Option<usize> {
        if self.rows.len() >= self.room {
            self.left_out += 1;
            return None;
        }
        let row = ProcessRow {
            pid: member.pid.unsigned_abs(),
            ppid: member.stat.ppid.unsigned_abs(),
            name: member.stat.name.text(),
            args: self.args(member),
            executable: self.executable(member),
            first_seen_ns: now_ns,
            last_seen_ns: now_ns,
            cpu_ns: member.own_ns,
            peak_rss_bytes: member.peak_rss_bytes,
        };
        self.rows.push((member.stat.name, row));
        self.mark_fresh(self.rows.len() - 1);
        Some(self.rows.len() - 1)
    }

    /// Notes what a member looks like now.
    pub(super) fn note_member(&mut self, member: &TreeMember, now_ns: u64) {
        let Some(row) = member.row.and_then(|row| self.rows.get(row)) else {
            return;
        };
        // A new name is a new program, with arguments of its own; and those of the root are not
        // its own before its program is in place.
        let renamed = row.0 != member.stat.name;
        let anew = renamed || row.1.args.is_empty();
        let args = anew.then(|| self.args(member));
        let executable = if anew { self.executable(member) } else { None };
        let Some((name, row)) = member.row.and_then(|row| self.rows.get_mut(row)) else {
            return;
        };
        row.last_seen_ns = now_ns;
        row.cpu_ns = row.cpu_ns.max(member.own_ns);
        row.peak_rss_bytes = row.peak_rss_bytes.max(member.peak_rss_bytes);
        row.ppid = member.stat.ppid.unsigned_abs();
        if renamed {
            *name = member.stat.name;
            row.name = name.text();
        }
        let args = args.filter(|args| !args.is_empty());
        if renamed || args.is_some() {
            row.args = args.unwrap_or_default();
            row.executable = executable;
            if let Some(row) = member.row {
                self.mark_fresh(row);
            }
        }
    }

    fn mark_fresh(&mut self, row: usize) {
        if self.with_args && !self.fresh.contains(&row) {
            self.fresh.push(row);
        }
    }

    /// The processes that are new, or have executed another program, since the last call, if the
    /// host wants to be told of single processes.
    pub(crate) fn new_processes(&mut self) -> impl Iterator<Item = &ProcessRow> {
        let rows = &self.rows;
        self.fresh.drain(..).filter_map(|row| rows.get(row)).map(|(_, process)| process)
    }

    fn args(&self, member: &TreeMember) -> Vec<String> {
        if self.knows(member) { args_of(member.pid) } else { Vec::new() }
    }

    fn executable(&self, member: &TreeMember) -> Option<String> {
        let path = || std::fs::read_link(format!("/proc/{}/exe", member.pid)).ok();
        let path = self.knows(member).then(path)??;
        Some(path.to_string_lossy().into_owned())
    }

    /// Whether there is something to be asked for, and it is the member's own.
    const fn knows(&self, member: &TreeMember) -> bool {
        self.with_args && !member.borrows_memory && !member.stat.is_dead()
    }

    /// The rows in the order in which the processes were seen, and how many had no room.
    pub(crate) fn take(&mut self) -> (Vec<ProcessRow>, u64) {
        let rows = std::mem::take(&mut self.rows);
        (rows.into_iter().map(|(_, row)| row).collect(), self.left_out)
    }
}

/// The arguments, separated by NUL bytes; at most 4 KiB of them.
pub(crate) fn args_of(pid: i32) -> Vec<String> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let Ok(file) = std::fs::File::open(format!("/proc/{pid}/cmdline")) else {
        return Vec::new();
    };
    let _ = file.take(4096).read_to_end(&mut bytes);
    split_args(&bytes)
}

fn split_args(bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    if bytes.is_empty() {
        return Vec::new();
    }
    bytes.split(|&byte| byte == 0).map(|arg| String::from_utf8_lossy(arg).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_end_with_a_nul_and_may_be_empty() {
        assert_eq!(split_args(b"a\0\0b c\0"), ["a", "", "b c"]);
        assert!(split_args(b"").is_empty());
    }
}
