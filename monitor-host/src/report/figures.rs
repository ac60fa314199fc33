//! The figures of a run in words: how it ended, how much, and how sure that is.

use monitor_exec::encode::SummaryDocument;
use monitor_exec::{
    Certainty, CounterDescriptor, CounterUnit, ExecLimit, ExitCause, FigureSource, ProcessExit,
    ResourceFigure, Sample, Summary,
};

use crate::report::amounts::{bytes, count, counted_text, percent, seconds};

/// One figure: its name, its amount, and what is to be said about it.
#[derive(Debug)]
pub(super) struct FigureRow {
    pub(super) name: &'static str,
    pub(super) amount: String,
    pub(super) note: String,
}

/// What is said of a figure that could not be read.
const NOT_READ: &str = "could not be read";

/// What is said before an amount of which there may have been more.
pub(super) const AT_LEAST: &str = "at least";

/// How it ended, as a sentence without its end.
pub(super) fn ending(summary: &Summary) -> String {
    let stopped = match summary.status {
        Some(ProcessExit::Signal { signal: 9, .. }) => "and was killed",
        None if summary.left_running > 0 => "and could not be stopped",
        _ => "and was stopped",
    };
    match summary.exit {
        ExitCause::Exited { code } => format!("exited with code {code}"),
        ExitCause::Signaled { signal, core_dumped } => {
            let core = if core_dumped { ", and a core was written" } else { "" };
            format!("was ended by signal {signal}{}{core}", signal_name(signal))
        }
        ExitCause::TimedOut => format!("took too long {stopped}"),
        ExitCause::LimitHit { limit: ExecLimit::Cpu } => {
            format!("used too much CPU time {stopped}")
        }
        ExitCause::LimitHit { limit: ExecLimit::Rss } => format!("used too much memory {stopped}"),
        ExitCause::LimitHit { .. } => format!("hit a limit {stopped}"),
        ExitCause::Cancelled => format!("was cancelled {stopped}"),
        ExitCause::Detached => "was let go, and may still run".to_owned(),
        _ => "was last seen".to_owned(),
    }
}

fn signal_name(signal: i32) -> String {
    const NAMES: [(i32, &str); 12] = [
        (1, "HUP"),
        (2, "INT"),
        (3, "QUIT"),
        (4, "ILL"),
        (6, "ABRT"),
        (7, "BUS"),
        (8, "FPE"),
        (9, "KILL"),
        (11, "SEGV"),
        (13, "PIPE"),
        (14, "ALRM"),
        (15, "TERM"),
    ];
    NAMES
        .iter()
        .find(|(number, _)| *number == signal)
        .map(|(_, name)| format!(" (SIG{name})"))
        .unwrap_or_default()
}

/// Whether it ended as one would wish.
pub(super) fn went_well(summary: &Summary) -> Option<bool> {
    match summary.exit {
        ExitCause::Exited { code } => Some(code == 0),
        ExitCause::Detached | ExitCause::Unknown => None,
        _ => Some(false),
    }
}

/// An amount that says so if there may have been more.
fn certainty_text(figure: ResourceFigure, amount: String) -> String {
    if figure.certainty == Certainty::Exact || figure.source == FigureSource::Nothing {
        amount
    } else {
        format!("{AT_LEAST} {amount}")
    }
}

/// A peak of memory. No process has none: what was not seen is told by its upper bound.
fn memory(figure: ResourceFigure, summary: &Summary) -> String {
    match (figure.value, summary.peak_process_rss_at_most_bytes) {
        (0, None) => "not seen".to_owned(),
        (0, Some(most)) => format!("at most {}", bytes(most)),
        _ => certainty_text(figure, bytes(figure.value)),
    }
}

/// How sure a figure is and where it comes from, in words.
fn origin(figure: ResourceFigure) -> String {
    let from = match figure.source {
        FigureSource::Rusage => "the kernel's account of the ended processes",
        FigureSource::RusageAndOrphans => {
            "the kernel's account of the ended processes and their orphans"
        }
        FigureSource::Samples => "the samples",
        FigureSource::Zombie => "the kernel's account, read after the end",
        FigureSource::PeakMark => "the kernel's mark of a process' peak",
        FigureSource::TaskClock => "a counter of the kernel",
        _ => return NOT_READ.to_owned(),
    };
    match figure.certainty {
        Certainty::Exact => format!("exact: {from}"),
        _ => format!("a lower bound: {from}"),
    }
}

/// The row of a total that has one.
fn total_entry(total: &CounterDescriptor, summary: &Summary) -> Option<FigureRow> {
    let amount = match total.unit {
        CounterUnit::Bytes => bytes(total.of_summary(summary)),
        _ => count(total.of_summary(summary)),
    };
    let (amount, note) = match total.figure_of_summary(summary) {
        Some(figure) => (certainty_text(figure, amount), origin(figure)),
        None => (amount, String::new()),
    };
    Some(FigureRow { name: total.title?, amount, note })
}

/// All figures, the ones that most people look for first.
pub(super) fn entries(summary: &Summary) -> Vec<FigureRow> {
    let flat = SummaryDocument::from(summary);
    let entry = |name, amount, note| FigureRow { name, amount, note };
    let of_memory =
        |name, figure: ResourceFigure| entry(name, memory(figure, summary), origin(figure));
    let split = if summary.cpu_ns.source == FigureSource::Samples {
        origin(summary.cpu_ns)
    } else {
        let (user, system) = (seconds(flat.cpu_user_s), seconds(flat.cpu_system_s));
        format!("user {user}, system {system}; {}", origin(summary.cpu_ns))
    };
    let mut entries = vec![
        entry("Time", seconds(summary.elapsed_time), "by the clock".to_owned()),
        entry("CPU time", certainty_text(summary.cpu_ns, seconds(flat.cpu_s)), split),
        entry(
            "CPU on average",
            certainty_text(summary.cpu_ns, percent(summary.avg_cpu_percent)),
            "of one core".to_owned(),
        ),
        of_memory("Peak memory", summary.peak_tree_rss_bytes),
        of_memory("Peak of one process", summary.peak_process_rss_bytes),
        entry("Memory on average", bytes(summary.avg_rss_bytes), "over time".to_owned()),
    ];
    entries.extend(CounterDescriptor::ALL.iter().filter_map(|total| total_entry(total, summary)));
    entries.extend([
        entry(
            "Processes at most",
            count(flat.max_processes.into()),
            counted_text(flat.max_threads.into(), "thread at most", "threads at most"),
        ),
        entry(
            "Page faults",
            count(flat.minor_faults.saturating_add(flat.major_faults)),
            format!("{} of them from storage", count(flat.major_faults)),
        ),
    ]);
    if summary.hold_ns > 0 {
        entries.push(entry(
            "Held at the start",
            seconds(flat.hold_us / 1e6),
            "before its first instruction".to_owned(),
        ));
    }
    if summary.monitor_cpu_ns > 0 {
        let share = flat.monitor_cpu_s / summary.elapsed_time.max(1e-9) * 100.0;
        entries.push(entry(
            "CPU time of the watching",
            seconds(flat.monitor_cpu_s),
            format!("{} of one core; {}", percent(share), sample_count_text(summary)),
        ));
    }
    entries.retain(|entry| entry.note != NOT_READ);
    entries
}

/// The second in which it began.
pub(super) fn begin_text(summary: &Summary) -> String {
    let at = summary.started_at.to_string();
    let second = at.split('.').next().unwrap_or_default();
    format!("{} UTC", second.replace('T', " "))
}

/// What a reader ought to know about how the figures came about; nothing, mostly.
pub(super) fn warnings(summary: &Summary) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |number: u64, text: &dyn Fn(u64) -> String| {
        if number > 0 {
            warnings.push(text(number));
        }
    };
    warn(summary.left_running, &|number| {
        format!("{} lived on after the end", counted_text(number, "process", "processes"))
    });
    warn(summary.processes_left_out, &|number| {
        format!(
            "{} had no room and were not looked at",
            counted_text(number, "process", "processes")
        )
    });
    warnings
}

/// How many samples there were, and how many of them were late.
pub(super) fn sample_count_text(summary: &Summary) -> String {
    let samples = counted_text(summary.samples, "sample", "samples");
    match summary.intervals_stretched {
        0 => samples,
        late => format!("{samples}, {} of them late to keep the cost of watching low", count(late)),
    }
}

/// The figures in a few lines.
pub(super) fn lines(summary: &Summary) -> String {
    let flat = SummaryDocument::from(summary);
    let sure_bytes = |figure: ResourceFigure| certainty_text(figure, bytes(figure.value));
    let mut lines = vec![
        format!("{} after {}", ending(summary), seconds(summary.elapsed_time)),
        format!(
            "CPU      {} (user {}, system {}), {} of one core",
            certainty_text(summary.cpu_ns, seconds(flat.cpu_s)),
            seconds(flat.cpu_user_s),
            seconds(flat.cpu_system_s),
            percent(summary.avg_cpu_percent)
        ),
        format!(
            "memory   peak {}, of one process {}",
            memory(summary.peak_tree_rss_bytes, summary),
            memory(summary.peak_process_rss_bytes, summary)
        ),
        format!(
            "read     {}, from storage {}",
            sure_bytes(summary.read_call_bytes),
            sure_bytes(summary.read_bytes)
        ),
        format!(
            "written  {}, to storage {}",
            sure_bytes(summary.write_call_bytes),
            sure_bytes(summary.write_bytes)
        ),
        format!(
            "tree     {}, {} at most; {}",
            counted_text(flat.max_processes.into(), "process", "processes"),
            counted_text(flat.max_threads.into(), "thread", "threads"),
            sample_count_text(summary),
        ),
    ];
    lines.extend(warnings(summary).into_iter().map(|warning| format!("note     {warning}")));
    lines.join("\n")
}

/// One line about a moment.
pub(super) fn status(sample: &Sample) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a length of time for people")]
    let elapsed = sample.elapsed_ns as f64 / 1e9;
    format!(
        "{}  CPU {}  memory {}  read {}  written {}  {}, {}",
        seconds(elapsed),
        percent(sample.cpu_percent.into()),
        bytes(sample.rss_bytes),
        bytes(sample.read_call_bytes),
        bytes(sample.write_call_bytes),
        counted_text(sample.processes.into(), "process", "processes"),
        counted_text(sample.threads.into(), "thread", "threads"),
    )
}
