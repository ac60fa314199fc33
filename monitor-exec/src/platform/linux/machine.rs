//! What `/proc` and `/sys` tell about the machine.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use procfs::Current;

use crate::metadata::MachineFacts;

/// Reads the record; what cannot be read is left out.
pub(crate) fn read_machine() -> MachineFacts {
    let nodes = nodes();
    let mut machine = MachineFacts {
        cpu_governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        huge_pages: line("/sys/kernel/mm/transparent_hugepage/enabled").as_deref().and_then(chosen),
        smt_active: line("/sys/devices/system/cpu/smt/active").map(|text| text == "1"),
        cgroup: line("/proc/self/cgroup"),
        numa_nodes: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
        numa_distances: nodes.iter().map(|node| distances(node)).collect(),
        numa_node_bytes: nodes.iter().map(|node| node_bytes(node)).collect(),
        memory_bytes: procfs::Meminfo::current().map_or(0, |memory| memory.mem_total),
        ..MachineFacts::default()
    };
    if let Ok(names) = nix::sys::utsname::uname() {
        machine.host = names.nodename().to_string_lossy().into_owned();
        machine.kernel = names.release().to_string_lossy().into_owned();
    }
    if let Ok(cpus) = procfs::CpuInfo::current() {
        machine.cpus = u32::try_from(cpus.num_cores()).unwrap_or(u32::MAX);
        machine.cpu_model = cpus.model_name(0).unwrap_or_default().to_owned();
        let sockets: HashSet<u32> =
            (0..cpus.num_cores()).filter_map(|cpu| cpus.physical_id(cpu)).collect();
        machine.sockets = u32::try_from(sockets.len()).unwrap_or(0);
        machine.cores_per_socket =
            cpus.get_field(0, "cpu cores").and_then(|text| text.parse().ok()).unwrap_or(0);
    }
    if let Ok(status) = procfs::process::Process::myself().and_then(|own| own.status()) {
        machine.affinity = status.cpus_allowed_list.as_deref().map(ranges).unwrap_or_default();
    }
    machine
}

/// The first line of a file of `/sys` or `/proc`.
fn line(path: &str) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.lines().next()?.to_owned())
}

/// The word in brackets: what is chosen among `always [madvise] never`.
fn chosen(text: &str) -> Option<String> {
    text.split_whitespace()
        .find_map(|word| Some(word.strip_prefix('[')?.strip_suffix(']')?.to_owned()))
}

/// The folders of the memory nodes, by number.
fn nodes() -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir("/sys/devices/system/node") else {
        return Vec::new();
    };
    let number = |name: &str| name.strip_prefix("node")?.parse::<u32>().ok();
    let mut nodes: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((number(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    nodes.sort();
    nodes.into_iter().map(|(_, path)| path).collect()
}

fn distances(node: &Path) -> Vec<u32> {
    let text = std::fs::read_to_string(node.join("distance")).unwrap_or_default();
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

/// `Node 0 MemTotal:   13461020 kB`.
fn node_bytes(node: &Path) -> u64 {
    let text = std::fs::read_to_string(node.join("meminfo")).unwrap_or_default();
    let kibibytes = text.lines().find_map(|line| {
        let (_, amount) = line.split_once("MemTotal:")?;
        amount.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    kibibytes.unwrap_or(0).saturating_mul(1024)
}

fn ranges(list: &[(u32, u32)]) -> String {
    let text = |&(from, to): &(u32, u32)| {
        if from == to { from.to_string() } else { format!("{from}-{to}") }
    };
    list.iter().map(text).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_word_is_in_brackets() {
        assert_eq!(chosen("always [madvise] never").as_deref(), Some("madvise"));
        assert_eq!(chosen("always"), None);
    }

    #[test]
    fn processors_are_written_as_ranges() {
        assert_eq!(ranges(&[(0, 3), (8, 8)]), "0-3,8");
    }

    #[test]
    fn this_machine_has_a_kernel_and_a_processor() {
        let machine = MachineFacts::read();
        assert!(!machine.kernel.is_empty() && machine.cpus >= 1 && machine.memory_bytes > 0);
        assert!(!machine.affinity.is_empty());
        assert_eq!(machine.numa_distances.len(), machine.numa_nodes as usize);
        assert!(machine.numa_distances.iter().all(|row| row.len() == machine.numa_nodes as usize));
        assert!(machine.numa_node_bytes.iter().sum::<u64>() <= machine.memory_bytes);
    }
}
