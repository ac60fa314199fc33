//! `/proc/PID/task/TID/children`: who was forked by whom.

use std::collections::HashMap;

use super::stat::{Stat, parse_u64};

/// Calls `found` with every number of a list as the kernel prints it, `"17 23 "`.
pub(crate) fn parse_pids(bytes: &[u8], mut found: impl FnMut(i32)) {
    for text in bytes.split(u8::is_ascii_whitespace) {
        if let Some(pid) = parse_u64(text).and_then(|pid| i32::try_from(pid).ok()) {
            found(pid);
        }
    }
}

/// Every process of the machine that is in the group or the session `family`.
pub(crate) fn processes_of_family(family: i32) -> Vec<i32> {
    let mut found = Vec::new();
    each_process(|pid, stat| {
        if stat.group == family || stat.session == family {
            found.push(pid);
        }
    });
    found
}

/// Every process of the machine by its parent: the way for kernels without
/// `CONFIG_PROC_CHILDREN`, whose cost grows with the machine and not with the tree.
pub(crate) fn children_of_all() -> HashMap<i32, Vec<i32>> {
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    each_process(|pid, stat| children.entry(stat.ppid).or_default().push(pid));
    children
}

fn each_process(mut found: impl FnMut(i32, &Stat)) {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return;
    };
    for entry in entries.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        let Ok(bytes) = std::fs::read(entry.path().join("stat")) else {
            continue;
        };
        if let Some(stat) = Stat::parse(&bytes) {
            found(pid, &stat);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_separated_by_blanks_and_an_empty_list_has_none() {
        let mut pids = Vec::new();
        parse_pids(b"17 23 4711 ", |pid| pids.push(pid));
        assert_eq!(pids, [17, 23, 4711]);
        parse_pids(b"", |pid| panic!("{pid}"));
    }

    #[test]
    fn the_whole_machine_has_us_among_our_parents_children() {
        let own = i32::try_from(std::process::id()).unwrap();
        let parent = i32::try_from(std::os::unix::process::parent_id()).unwrap();
        assert!(children_of_all()[&parent].contains(&own));
    }
}
