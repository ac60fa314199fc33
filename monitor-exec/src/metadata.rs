//! Who ran when, and on what machine: the records that go before the samples.

use std::path::PathBuf;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::platform;

/// What is known about a command before its first sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExecMetadata {
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

/// How the child is kept from running before the sampler is attached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HoldMethod {
    /// The child stops itself by SIGSTOP before exec and is resumed by SIGCONT. The program sees
    /// neither. The host gets two more SIGCHLD (stopped, continued), unless its handler is
    /// installed with SA_NOCLDSTOP.
    #[default]
    Stop,
    /// The child sleeps on a word of shared memory before exec; no signal is sent.
    Gate,
    /// The child is not held. The first instructions may run before the sampler looks; what the
    /// kernel counts from the start (CPU time, I/O, faults) is not lost by that.
    None,
}

/// The machine that a command runs on, for whoever compares runs. What the kernel does not tell is
/// zero or empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MachineFacts {
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

impl MachineFacts {
    /// Reads the record from `/proc` and `/sys`. Nothing in it is an error: what cannot be read is
    /// left out.
    #[must_use]
    pub fn read() -> Self {
        platform::read_machine()
    }
}

/// A path that is no text is written as the text that comes nearest.
fn as_text<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_ref().map(|path| path.to_string_lossy()).serialize(serializer)
}
