//! Who took part: one line a process, kept after the process is gone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::member::Member;

/// One process of the tree over its whole life, as far as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Process {
    /// Its number in our pid namespace.
    pub pid: u32,
    /// The number of its parent when it was last looked at.
    pub ppid: u32,
    /// The name of its program, at most 15 bytes, see proc_pid_comm(5).
    pub name: String,
    /// Its arguments, when per-process samples were asked for; see proc_pid_cmdline(5).
    pub args: Vec<String>,
    /// When it was first seen, nanoseconds from the start of the run.
    pub first_seen_ns: u64,
    /// When it was last seen, nanoseconds from the start of the run.
    pub last_seen_ns: u64,
    /// CPU time of its own threads, nanoseconds, as far as it was seen.
    pub cpu_ns: u64,
    /// The most memory that it was seen to have had, bytes.
    pub peak_rss_bytes: u64,
}

/// The table, with room for so many processes and no more; the rest is counted.
#[derive(Debug)]
pub(crate) struct Table {
    rows: BTreeMap<(i32, u64), Process>,
    room: usize,
    left_out: u64,
    with_args: bool,
}

impl Table {
    pub(crate) fn new(room: usize, with_args: bool) -> Self {
        Self { rows: BTreeMap::new(), room, left_out: 0, with_args }
    }

    /// Notes what a member looks like now; `new` says that it was just found.
    pub(super) fn note(&mut self, member: &Member, new: bool, now_ns: u64) {
        let key = (member.pid, member.stat.start_ticks);
        if let Some(row) = self.rows.get_mut(&key) {
            row.last_seen_ns = now_ns;
            row.cpu_ns = row.cpu_ns.max(member.own_ns);
            row.peak_rss_bytes = row.peak_rss_bytes.max(member.peak_rss_bytes);
            row.ppid = member.stat.ppid.unsigned_abs();
            let name = member.stat.name.text();
            // A new name is a new program, with arguments of its own.
            if row.name != name {
                row.name = name;
                if self.with_args && !member.stat.is_dead() {
                    row.args = args_of(member.pid);
                }
            }
            return;
        }
        if self.rows.len() >= self.room {
            self.left_out += u64::from(new);
            return;
        }
        let row = Process {
            pid: member.pid.unsigned_abs(),
            ppid: member.stat.ppid.unsigned_abs(),
            name: member.stat.name.text(),
            args: if self.with_args { args_of(member.pid) } else { Vec::new() },
            first_seen_ns: now_ns,
            last_seen_ns: now_ns,
            cpu_ns: member.own_ns,
            peak_rss_bytes: member.peak_rss_bytes,
        };
        self.rows.insert(key, row);
    }

    /// The rows in the order in which the processes were seen, and how many had no room.
    pub(crate) fn take(&mut self) -> (Vec<Process>, u64) {
        let mut rows: Vec<_> = std::mem::take(&mut self.rows).into_values().collect();
        rows.sort_by_key(|row| (row.first_seen_ns, row.pid));
        (rows, self.left_out)
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
