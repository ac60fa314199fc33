//! Who ran when, and on what machine: the records that go before the samples.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use monitor_core::Timestamp;
use procfs::Current;
use serde::{Deserialize, Serialize, Serializer};

use crate::platform::linux::spawn::HoldMethod;

/// What is known about a command before its first sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Metadata {
    /// The process.
    pub pid: u32,
    /// Program and arguments.
    pub args: Vec<String>,
    /// The file that was executed, if it is known.
    #[serde(serialize_with = "as_text")]
    pub executable: Option<PathBuf>,
    /// When the command was let go, or attached to.
    pub started_at: Timestamp,
    /// How it was held; `None` for a process that ran before.
    pub hold: Option<HoldMethod>,
}

/// The machine that a command runs on, for whoever compares runs. What the kernel does not tell is
/// zero or empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Machine {
    /// Its name in the network.
    pub host: String,
    /// The release of the kernel.
    pub kernel: String,
    /// The model of its first processor.
    pub cpu_model: String,
    /// Processors that the kernel uses.
    pub cpus: u32,
    /// Physical processors.
    pub sockets: u32,
    /// Cores of one of them.
    pub cores_per_socket: u32,
    /// Memory nodes.
    pub numa_nodes: u32,
    /// How far each node is from each, 10 being its own memory; see the kernel's
    /// admin-guide/mm/numaperf.
    pub numa_distances: Vec<Vec<u32>>,
    /// The memory of each node, bytes.
    pub numa_node_bytes: Vec<u64>,
    /// Memory, bytes.
    pub memory_bytes: u64,
    /// The processors that this process, and so its children, may use, as `0-3,8`.
    pub affinity: String,
    /// The policy for the clock of the first processor, such as `performance`.
    pub cpu_governor: Option<String>,
    /// Transparent huge pages: `always`, `madvise` or `never`.
    pub huge_pages: Option<String>,
    /// Whether cores run two threads.
    pub smt_active: Option<bool>,
    /// The control group of this process.
    pub cgroup: Option<String>,
}

impl Machine {
    /// Reads the record from `/proc` and `/sys`. Nothing in it is an error: what cannot be read is
    /// left out.
    #[must_use]
    pub fn read() -> Self {
        let nodes = nodes();
        let mut machine = Self {
            cpu_governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            huge_pages: line("/sys/kernel/mm/transparent_hugepage/enabled")
                .as_deref()
                .and_then(chosen),
            smt_active: line("/sys/devices/system/cpu/smt/active").map(|text| text == "1"),
            cgroup: line("/proc/self/cgroup"),
            numa_nodes: u32::try_from(nodes.len()).unwrap_or(u32::MAX),
            numa_distances: nodes.iter().map(|node| distances(node)).collect(),
            numa_node_bytes: nodes.iter().map(|node| node_bytes(node)).collect(),
            memory_bytes: procfs::Meminfo::current().map_or(0, |memory| memory.mem_total),
            ..Self::default()
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

/// A path that is no text is written as the text that comes nearest.
fn as_text<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.to_string_lossy()).serialize(serializer)
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
        let machine = Machine::read();
        assert!(!machine.kernel.is_empty() && machine.cpus >= 1 && machine.memory_bytes > 0);
        assert!(!machine.affinity.is_empty());
        assert_eq!(machine.numa_distances.len(), machine.numa_nodes as usize);
        assert!(machine.numa_distances.iter().all(|row| row.len() == machine.numa_nodes as usize));
        assert!(machine.numa_node_bytes.iter().sum::<u64>() <= machine.memory_bytes);
    }
}
