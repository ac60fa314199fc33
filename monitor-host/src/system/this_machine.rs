//! This machine: its name, its boot id, and its processes as `/proc` has them.

use std::fs;

/// What is needed of `/proc/PID/stat`, see proc_pid_stat(5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProcessStat {
    /// The letter of its state.
    pub(crate) state: char,
    /// Its parent.
    pub(crate) parent: i32,
    /// The process that leads its session.
    pub(crate) session: i32,
    /// When it began, in clock ticks since the machine did.
    pub(crate) start_ticks: u64,
}

impl ProcessStat {
    /// Reads that of a process, by its number or as `self`; `None` if there is none.
    pub(crate) fn of_process(process: impl std::fmt::Display) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        Self::parse(&stat)
    }

    fn parse(stat: &str) -> Option<Self> {
        // The name, field 2, may have spaces and brackets of its own.
        let (_, behind_name) = stat.rsplit_once(')')?;
        let mut fields = behind_name.split_ascii_whitespace();
        let state = fields.next()?.chars().next()?;
        let parent = fields.next()?.parse().ok()?;
        let session = fields.nth(1)?.parse().ok()?;
        let start_ticks = fields.nth(15)?.parse().ok()?;
        Some(Self { state, parent, session, start_ticks })
    }
}

/// Which start of the machine this is; empty if the system does not say.
pub(crate) fn boot_id() -> String {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    text.trim().to_owned()
}

/// The name of this machine; empty if it has none that is text.
#[cfg(any(feature = "runs", feature = "sqlite"))]
pub(crate) fn host_name() -> String {
    let name = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_blanks_shifts_no_field() {
        let stat = "7 (a) b (c) S 5 7 6 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4242 9 10";
        let seen = ProcessStat { state: 'S', parent: 5, session: 6, start_ticks: 4242 };
        assert_eq!(ProcessStat::parse(stat), Some(seen));
        assert_eq!(ProcessStat::parse("7 (a"), None);
    }
}
