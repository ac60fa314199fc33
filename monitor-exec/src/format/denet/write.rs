//! The records and the summary of denet 0.10, by its names and in its units.
//!
//! What we do not measure is what denet writes when it cannot: zero for the traffic of the network
//! namespace, which is no property of a command, and no record for eBPF, GPU and energy.

use std::collections::HashMap;
use std::io;

use serde::{Deserialize, Serialize};

use crate::counters::denet_counters;
use crate::metadata::{ExecMetadata, MachineFacts};
use crate::sample::{ProcessSample, Sample, TreeSample};
use crate::summary::{Summary, SummaryTotal};

macro_rules! declare_metrics {
    (
        records { $($name:ident = $key:ident * $factor:literal,)* }
        process { $($process:ident = $process_doc:literal,)* }
        summary { $(#[$doc:meta] $summed:ident = $total:ident,)* }
    ) => {
        /// denet's figures of a process or of a tree.
        #[derive(Serialize)]
        struct Metrics {
            ts_ms: i64,
            cpu_usage: f32,
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                $key: Option<u64>,
            )*
            sys_net_rx_bytes: u64,
            sys_net_tx_bytes: u64,
            thread_count: u32,
            #[serde(skip_serializing_if = "Option::is_none")]
            process_count: Option<u32>,
            uptime_secs: u64,
        }

        fn of_tree(sample: &Sample, counted: bool) -> Metrics {
            Metrics {
                ts_ms: sample.at.as_micros() / 1000,
                cpu_usage: sample.cpu_percent,
                $($key: Some(sample.$name / $factor),)*
                sys_net_rx_bytes: 0,
                sys_net_tx_bytes: 0,
                thread_count: sample.threads,
                process_count: counted.then_some(sample.processes),
                uptime_secs: sample.elapsed_ns / 1_000_000_000,
            }
        }

        fn of_process(row: &ProcessSample, sample: &Sample) -> Metrics {
            let counters = ProcessCounters {
                $($process: Some(row.$process),)*
                ..ProcessCounters::default()
            };
            Metrics {
                ts_ms: sample.at.as_micros() / 1000,
                cpu_usage: row.cpu_percent,
                $($key: counters.$name.map(|amount| amount / $factor),)*
                sys_net_rx_bytes: 0,
                sys_net_tx_bytes: 0,
                thread_count: row.threads,
                process_count: None,
                uptime_secs: sample.elapsed_ns / 1_000_000_000,
            }
        }

        /// What a process has of denet's figures.
        #[derive(Default)]
        struct ProcessCounters {
            $($name: Option<u64>,)*
        }

        /// A summary by denet's names. Its `avg_cpu_usage` is CPU time over wall-clock time here,
        /// where denet's is the plain mean of its samples; its totals are those of the whole run,
        /// where denet's are those of the processes that its last sample saw.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct DenetSummary {
            /// Wall-clock time, seconds.
            pub total_time_secs: f64,
            /// Looks that were made.
            pub sample_count: u64,
            /// The most processes at one time.
            pub max_processes: u32,
            /// The most threads at one time.
            pub max_threads: u32,
            $(
                #[$doc]
                pub $total: u64,
            )*
            /// Always 0: the traffic of a network namespace is no property of a command.
            pub total_sys_net_rx_bytes: u64,
            /// Always 0, as above.
            pub total_sys_net_tx_bytes: u64,
            /// The greatest memory of the tree, kibibytes.
            pub peak_mem_rss_kb: u64,
            /// CPU time over wall-clock time, percent of one core.
            pub avg_cpu_usage: f64,
        }

        impl From<&Summary> for DenetSummary {
            fn from(summary: &Summary) -> Self {
                Self {
                    total_time_secs: summary.elapsed_time,
                    sample_count: summary.samples,
                    max_processes: summary.resources.max_processes,
                    max_threads: summary.resources.max_threads,
                    $($total: SummaryTotal::amount(&summary.$summed),)*
                    total_sys_net_rx_bytes: 0,
                    total_sys_net_tx_bytes: 0,
                    peak_mem_rss_kb: summary.peak_tree_rss_bytes.value / 1024,
                    avg_cpu_usage: summary.avg_cpu_percent,
                }
            }
        }
    };
}
denet_counters!(declare_metrics);

#[derive(Serialize)]
struct SampleRecord {
    kind: &'static str,
    #[serde(flatten)]
    metrics: Metrics,
}

#[derive(Serialize)]
struct TreeRecord<'a> {
    kind: &'static str,
    ts_ms: i64,
    parent: Option<Metrics>,
    children: Vec<ChildMetrics<'a>>,
    aggregated: Option<Metrics>,
}

#[derive(Serialize)]
struct ChildMetrics<'a> {
    pid: u32,
    command: &'a str,
    metrics: Metrics,
}

/// Who a child is: once when it is first seen, and again after it has executed another program.
#[derive(Serialize)]
struct ChildRecord<'a> {
    kind: &'static str,
    ts_ms: i64,
    pid: u32,
    ppid: u32,
    cmd: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    exe: Option<&'a str>,
}

/// The names of the processes of a run, by which a sample has only numbers.
#[derive(Debug, Default)]
pub(in crate::format) struct Names(HashMap<u32, String>);

/// Names are forgotten when there are so many; more processes than that are not followed at a time.
const MAX_NAMES: usize = 65_536;

#[derive(Serialize)]
struct MetadataRecord<'a> {
    kind: &'static str,
    pid: u32,
    cmd: &'a [String],
    executable: String,
    t0_ms: i64,
}

#[derive(Serialize)]
struct EnvRecord<'a> {
    kind: &'static str,
    ts_ms: i64,
    host: &'a str,
    kernel: &'a str,
    lscpu: ProcessorList<'a>,
    numa: NodeList<'a>,
    affinity_inherited: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_governor: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thp_enabled: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smt_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cgroup: Option<&'a str>,
}

#[derive(Serialize)]
struct ProcessorList<'a> {
    sockets: u32,
    cores_per_socket: u32,
    threads_per_core: u32,
    model: &'a str,
}

#[derive(Serialize)]
struct NodeList<'a> {
    nodes: u32,
    distances: &'a [Vec<u32>],
    node_sizes_mb: Vec<u64>,
}

#[derive(Serialize)]
struct ExitRecord {
    kind: &'static str,
    ts_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sample_to_exit_ms: Option<i64>,
}

fn record<T: Serialize>(line: &mut Vec<u8>, record: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *line, record)?;
    line.push(b'\n');
    Ok(())
}

pub(in crate::format) fn environment(
    line: &mut Vec<u8>,
    metadata: &ExecMetadata,
    machine: Option<&MachineFacts>,
) -> io::Result<()> {
    let Some(machine) = machine else {
        return Ok(());
    };
    let cores = machine.sockets.saturating_mul(machine.cores_per_socket);
    record(
        line,
        &EnvRecord {
            kind: "env",
            ts_ms: metadata.started_at.as_micros() / 1000,
            host: &machine.host,
            kernel: &machine.kernel,
            lscpu: ProcessorList {
                sockets: machine.sockets,
                cores_per_socket: machine.cores_per_socket,
                threads_per_core: machine.cpus.checked_div(cores).unwrap_or(1).max(1),
                model: &machine.cpu_model,
            },
            numa: NodeList {
                nodes: machine.numa_nodes,
                distances: &machine.numa_distances,
                node_sizes_mb: machine.numa_node_bytes.iter().map(|bytes| bytes >> 20).collect(),
            },
            affinity_inherited: &machine.affinity,
            cpu_governor: machine.cpu_governor.as_deref().map(|name| [name]),
            thp_enabled: machine.huge_pages.as_deref(),
            smt_active: machine.smt_active,
            cgroup: machine.cgroup.as_deref(),
        },
    )
}

pub(in crate::format) fn metadata(line: &mut Vec<u8>, metadata: &ExecMetadata) -> io::Result<()> {
    let executable = metadata.executable.as_ref().map(|path| path.to_string_lossy().into_owned());
    record(
        line,
        &MetadataRecord {
            kind: "metadata",
            pid: metadata.pid,
            cmd: &metadata.args,
            executable: executable.unwrap_or_default(),
            t0_ms: metadata.started_at.as_micros() / 1000,
        },
    )
}

pub(in crate::format) fn sample(
    line: &mut Vec<u8>,
    observation: &TreeSample,
    root: u32,
    names: &mut Names,
) -> io::Result<()> {
    let sample = &observation.sample;
    for process in &observation.entered {
        if names.0.len() >= MAX_NAMES {
            names.0.clear();
        }
        names.0.insert(process.pid, process.name.clone());
        if process.pid != root {
            let (pid, ppid, cmd) = (process.pid, process.ppid, process.args.as_slice());
            let (ts_ms, exe) = (sample.at.as_micros() / 1000, process.executable.as_deref());
            record(line, &ChildRecord { kind: "child", ts_ms, pid, ppid, cmd, exe })?;
        }
    }
    if observation.processes.is_empty() {
        return record(line, &SampleRecord { kind: "sample", metrics: of_tree(sample, false) });
    }
    let (parent, children): (Vec<&ProcessSample>, Vec<&ProcessSample>) =
        observation.processes.iter().partition(|row| row.pid == root);
    let children = children.into_iter().map(|row| ChildMetrics {
        pid: row.pid,
        command: names.0.get(&row.pid).map_or("", String::as_str),
        metrics: of_process(row, sample),
    });
    record(
        line,
        &TreeRecord {
            kind: "tree",
            ts_ms: sample.at.as_micros() / 1000,
            parent: parent.first().map(|row| of_process(row, sample)),
            children: children.collect(),
            aggregated: Some(of_tree(sample, true)),
        },
    )
}

pub(in crate::format) fn exit(
    line: &mut Vec<u8>,
    summary: Option<&Summary>,
    last_ts_ms: i64,
) -> io::Result<()> {
    let ended_ms = summary.map(|summary| {
        let wall = std::time::Duration::from_nanos(summary.resources.wall_ns);
        summary.started_at.saturating_add(wall).as_micros() / 1000
    });
    record(
        line,
        &ExitRecord {
            kind: "exit",
            ts_ms: ended_ms.unwrap_or(last_ts_ms),
            last_sample_to_exit_ms: ended_ms.map(|ended_ms| (ended_ms - last_ts_ms).max(0)),
        },
    )
}
