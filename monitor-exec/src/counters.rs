//! The one table of the fields of a sample. Structs, sums, formats and parsers follow from it.
//!
//! A row has the doc of the field (one line), its key in JSON, its name and its type. Rows are in the
//! order of the keys and columns. A row that was added later has `default` beside its key, so that
//! it is zero in older recordings, and is the last row, so that no column moves. A row may have, in
//! this order:
//!
//! | entry | meaning |
//! |---|---|
//! | `csv` | the heading of its column |
//! | `total`, `gauge`, `peak` | its kind, with its unit: it only grows, is that of an instant, or the greatest so far |
//! | `denet * N` | its key in a record of denet, whose unit is N of ours, and in denet's summary |
//!
//! A total or a gauge names one source: `io` is a line of proc_pid_io(5), `stat` a field of
//! proc_pid_stat(5) (`+` that of the waited-for children), `member` a method of the process in the
//! tree. A gauge from `stat` is memory, which is zero while a process still has its parent's.
//! `rusage` is the field of getrusage(2) that a total of the ended root is raised to. `summary` is
//! the type of its field in a [`Summary`](crate::Summary) (in a report, a row with the `title`, and a
//! line in a `chart`, which is of bytes in a second), and `process` the doc of its field in a
//! [`ProcessSample`](crate::ProcessSample). The command's own control group counts CPU time only
//! (`cpu.stat`, `usage_usec`), read by the tree.
//!
//! Each list below is a macro that calls another macro with the columns of the rows that have them.

macro_rules! declare_lists {
    ($d:tt $(
        #[$doc:meta]
        #[$serde:meta]
        $name:ident: $type:ty {
            $(csv $csv:literal,)?
            $(total $total:ident {
                $(io $io:literal,)?
                $(stat $own:literal $(+ $children:literal)?,)?
                $(rusage $rusage:ident,)?
                $(member $total_method:ident,)?
                $(summary $summary:ident
                    $(title $title:literal)?
                    $(chart $chart:literal, line $line:literal)?,
                )?
                $(process $total_process:literal,)?
            },)?
            $(gauge $gauge:ident {
                $(stat $field:literal in $scale:ident,)?
                $(member $gauge_method:ident,)?
                $(process $gauge_process:literal,)?
            },)?
            $(peak $peak:ident,)?
            $(denet $denet:ident * $factor:literal $(, total $denet_total:ident)?,)?
        }
    )*) => {
        /// All fields, and the totals, gauges and process fields among them.
        macro_rules! sample_fields {
            ($d callback:ident) => {
                $d callback! {
                    fields { $(#[$doc] #[$serde] $name: $type,)* }
                    totals { $($($name: $total,)?)* }
                    gauges { $($($name: $gauge,)?)* }
                    process { $(
                        $($(#[doc = $total_process] #[$serde] $name: $type,)?)?
                        $($(#[doc = $gauge_process] #[$serde] $name: $type,)?)?
                    )* }
                }
            };
        }
        /// The columns of a table of samples.
        macro_rules! csv_columns {
            ($d callback:ident) => { $d callback! { $($($name = $csv,)?)* } };
        }
        macro_rules! total_counters {
            ($d callback:ident) => { $d callback! { $($(#[$doc] $name: $total,)?)* } };
        }
        macro_rules! gauge_counters {
            ($d callback:ident) => { $d callback! { $($(#[$doc] $name: $type = $gauge,)?)* } };
        }
        /// What keeps its greatest value when two samples become one.
        macro_rules! greatest_counters {
            ($d callback:ident) => {
                $d callback! { $($($name: $gauge,)? $($name: $peak,)?)* }
            };
        }
        /// The totals that a summary has by their names.
        macro_rules! summary_counters {
            ($d callback:ident) => {
                $d callback! { $($($(#[$doc] #[$serde] $name: $summary,)?)?)* }
            };
        }
        /// The totals that a summary has, as they are shown to people.
        macro_rules! shown_counters {
            ($d callback:ident) => {
                $d callback! {
                    $($($(
                        $name: $total as $summary,
                        title [$($title)?],
                        chart [$(($chart, $line))?];
                    )?)?)*
                }
            };
        }
        /// The totals that the kernel's account of an ended process has.
        macro_rules! rusage_counters {
            ($d callback:ident) => {
                $d callback! { $($($(#[$doc] $name = $rusage,)?)?)* }
            };
        }
        /// The lines of `/proc/PID/io`.
        macro_rules! io_counters {
            ($d callback:ident) => {
                $d callback! { $($($(#[$doc] #[$serde] $name = $io,)?)?)* }
            };
        }
        /// The fields of `/proc/PID/stat`.
        macro_rules! stat_counters {
            ($d callback:ident) => {
                $d callback! {
                    totals { $($($(#[$doc] $name = $own $(+ $children)?,)?)?)* }
                    gauges { $($($(#[$doc] $name: $type = $field in $scale,)?)?)* }
                }
            };
        }
        /// Where the totals and gauges of one process come from.
        macro_rules! member_counters {
            ($d callback:ident) => {
                $d callback! {
                    total_io { $($($($name = $io,)?)?)* }
                    total_stat { $($($($name = $own,)?)?)* }
                    total_method { $($($($name = $total_method,)?)?)* }
                    gauge_stat { $($($($name = $field,)?)?)* }
                    gauge_method { $($($($name = $gauge_method,)?)?)* }
                }
            };
        }
        /// The figures of a process sample, by the kind of its source.
        macro_rules! process_counters {
            ($d callback:ident) => {
                $d callback! {
                    totals { $($($($name = $total_process,)?)?)* }
                    gauges { $($($($name = $gauge_process,)?)?)* }
                }
            };
        }
        /// The names of denet: of its records, of those that a single process has, of its summary.
        macro_rules! denet_counters {
            ($d callback:ident) => {
                $d callback! {
                    records { $($($name = $denet * $factor,)?)* }
                    process { $(
                        $($($name = $total_process,)?)?
                        $($($name = $gauge_process,)?)?
                    )* }
                    summary { $($($(#[$doc] $name = $denet_total,)?)?)* }
                }
            };
        }
    };
}

declare_lists! { $
    /// The time.
    #[serde(rename = "at")]
    at: Timestamp {
        csv "at",
    }
    /// Nanoseconds since the command was let go.
    #[serde(rename = "elapsed_ns")]
    elapsed_ns: u64 {
        csv "elapsed_ns",
    }
    /// CPU time of the tree, nanoseconds, children that are gone included.
    #[serde(rename = "cpu_ns")]
    cpu_ns: u64 {
        csv "cpu_ns",
        total Nanoseconds { member cpu_ns, },
    }
    /// CPU time since the sample before, in percent of one core.
    #[serde(rename = "cpu_percent")]
    cpu_percent: f32 {
        csv "cpu_percent",
    }
    /// Number of the observation, from 0. Numbers are missing where samples were merged.
    #[serde(rename = "seq")]
    seq: u32 {}
    /// Resident memory of all processes together, bytes; pages that two share count twice.
    #[serde(rename = "rss_bytes")]
    rss_bytes: u64 {
        csv "rss_bytes",
        gauge Bytes { stat 24 in pages, process "Resident memory, bytes.", },
        denet mem_rss_kb * 1024,
    }
    /// The greatest `rss_bytes`, or the greatest peak of a single process if that is more.
    #[serde(rename = "peak_rss_bytes")]
    peak_rss_bytes: u64 {
        csv "peak_rss_bytes",
        peak Bytes,
    }
    /// Address space of all processes together, bytes.
    #[serde(rename = "virtual_bytes")]
    virtual_bytes: u64 {
        csv "virtual_bytes",
        gauge Bytes { stat 23 in units, process "Address space, bytes.", },
        denet mem_vms_kb * 1024,
    }
    /// Bytes read from storage.
    #[serde(rename = "read_bytes")]
    read_bytes: u64 {
        csv "read_bytes",
        total Bytes {
            io b"read_bytes",
            summary ResourceFigure
                title "Read from storage"
                chart "Input and output, of storage", line "read",
            process "Bytes read from storage, by it and its waited-for children.",
        },
        denet disk_read_bytes * 1, total total_disk_read_bytes,
    }
    // `cancelled_write_bytes` is not subtracted: the kernel charges it to the process that
    // truncates.
    /// Bytes written to storage.
    #[serde(rename = "write_bytes")]
    write_bytes: u64 {
        csv "write_bytes",
        total Bytes {
            io b"write_bytes",
            summary ResourceFigure
                title "Written to storage"
                chart "Input and output, of storage", line "written",
            process "Bytes written to storage, by it and its waited-for children.",
        },
        denet disk_write_bytes * 1, total total_disk_write_bytes,
    }
    /// Bytes read by system calls, from whatever was behind the descriptor.
    #[serde(rename = "read_call_bytes")]
    read_call_bytes: u64 {
        csv "read_call_bytes",
        total Bytes {
            io b"rchar",
            summary ResourceFigure
                title "Read in all"
                chart "Input and output, by system calls", line "read",
        },
        denet syscall_read_bytes * 1, total total_syscall_read_bytes,
    }
    /// Bytes written by system calls.
    #[serde(rename = "write_call_bytes")]
    write_call_bytes: u64 {
        csv "write_call_bytes",
        total Bytes {
            io b"wchar",
            summary ResourceFigure
                title "Written in all"
                chart "Input and output, by system calls", line "written",
        },
        denet syscall_write_bytes * 1, total total_syscall_write_bytes,
    }
    /// Page faults that needed no storage.
    #[serde(rename = "minor_faults")]
    minor_faults: u64 {
        csv "minor_faults",
        total Count { stat 10 + 11, rusage ru_minflt, summary u64, },
        denet page_faults_cached * 1, total peak_page_faults_cached,
    }
    /// Page faults that read from storage.
    #[serde(rename = "major_faults")]
    major_faults: u64 {
        csv "major_faults",
        total Count { stat 12 + 13, rusage ru_majflt, summary u64, },
        denet page_faults_disk * 1, total peak_page_faults_disk,
    }
    /// Processes that live.
    #[serde(rename = "processes")]
    processes: u32 {
        csv "processes",
        gauge Count { member processes, },
    }
    /// Their threads.
    #[serde(rename = "threads")]
    threads: u32 {
        csv "threads",
        gauge Count { member threads, },
    }
    /// What the command itself was doing.
    #[serde(rename = "state")]
    state: ProcessState {
        csv "state",
    }
}

#[expect(
    clippy::single_component_path_imports,
    reason = "it names the macros of the expansion above, which the lint does not know"
)]
pub(crate) use {
    csv_columns, denet_counters, gauge_counters, greatest_counters, io_counters, member_counters,
    process_counters, rusage_counters, sample_fields, shown_counters, stat_counters,
    summary_counters, total_counters,
};
