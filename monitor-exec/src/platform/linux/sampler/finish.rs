//! The end of a run: the last look while the root is a zombie, the kernel's account, the figures.

use monitor_core::ResourceUsage;

use super::meet::host;
use super::{SamplerLoop, SamplerTarget, SamplerThread};
use crate::command::WaitFor;
use crate::outcome::ExecOutcome;
use crate::outcome::exit::ExitCause;
use crate::platform::linux::proc::{monotonic_ns, peak_of, thread_cpu_ns};
use crate::platform::linux::sampler::ending::StopEscalation;
use crate::platform::linux::sys::{self, ChildExit};
use crate::sample::percent;
use crate::summary::{Summary, mebibytes, seconds};
use crate::totals::evidence::{EvidenceFigures, TotalsEvidence};

/// `ru_maxrss` and `VmHWM` are kept by different counters of the kernel, which may differ by what
/// each processor has not handed in yet.
const PEAK_SLACK_BYTES: u64 = 512 * 1024;

impl SamplerThread {
    pub(super) fn finish(&mut self, run: SamplerLoop) -> ExecOutcome {
        let waited_for_others =
            self.wait_for == WaitFor::Tree || run.ending != StopEscalation::Running;
        let ended_ns =
            run.root_ended_ns.filter(|_| !waited_for_others).unwrap_or_else(monotonic_ns);
        let is_child = matches!(self.target, SamplerTarget::Child { .. });
        let ended = if is_child && run.root_ended_ns.is_some() {
            sys::peek_end(run.pid).ok().flatten()
        } else {
            None
        };
        // Still a zombie: its last I/O can be read through the descriptors that were kept.
        match ended {
            Some(ended) => self.recorder.observe_end(monotonic_ns(), &ended.usage),
            None => self.recorder.observe(monotonic_ns()),
        };
        let left_running = self.recorder.tree.others_alive() as u64;
        let figures = self.evidence(&run, ended, left_running).conclude_totals();
        if ended.is_some() {
            let _ = sys::reap(run.pid);
        }
        let told = || {
            let process = run.pidfd.as_ref().filter(|_| run.root_ended_ns.is_some());
            process.and_then(sys::end_of_reaped)
        };
        let status = ended.map(|ended| ended.status).or_else(told);
        let exit = run
            .let_go
            .or(run.ending.stop_reason().filter(|_| !run.sweeping))
            .or(status.map(ExitCause::from))
            .unwrap_or(ExitCause::Unknown);
        let rest = self
            .drain
            .take()
            .map(crate::platform::linux::streams::drain::StreamDrain::finish)
            .unwrap_or_default();
        let [stdout, stderr] = rest.captured;
        let (processes, rows_left_out) = self.recorder.tree.table.take();
        let elapsed_ns = ended_ns.saturating_sub(self.recorder.started_ns);
        let mut summary = self.summary(&run, &figures, elapsed_ns);
        (summary.exit, summary.status) = (exit, status);
        let root_lives = run.root_ended_ns.is_none();
        summary.left_running = left_running + u64::from(root_lives);
        summary.processes_left_out = self.recorder.tree.left_out.max(rows_left_out);
        summary.monitor_cpu_ns =
            thread_cpu_ns().saturating_sub(self.cpu_before_ns).saturating_add(rest.cpu_ns);
        summary.lines_dropped = rest.lines_dropped;
        self.recorder.delivery.end(&summary);
        let (samples, process_samples) = self.recorder.store.take();
        let delivery = &mut self.recorder.delivery;
        ExecOutcome {
            exit,
            status,
            encode_error: delivery.encode_error.take(),
            callback_panicked: delivery.panicked || rest.panicked,
            metadata: self.metadata(run.pid),
            summary,
            samples,
            process_samples,
            processes,
            stdout,
            stderr,
            stop_error: run.stop_refused.filter(|_| root_lives || left_running > 0).map(Into::into),
        }
    }

    fn evidence(
        &mut self,
        run: &SamplerLoop,
        ended: Option<ChildExit>,
        left_running: u64,
    ) -> TotalsEvidence {
        let group_ns = self.recorder.tree.account_ns();
        let (recorder, tree) = (&self.recorder, &self.recorder.tree);
        let beside_root = tree.used_beside_root();
        // Nobody can have escaped if orphans come to us, or if the machine made no process at all.
        // A command that was never looked at while it lived may have ignored SIGCHLD.
        let looked_at = recorder.samples > 2;
        let nobody_escaped = (self.subreaper && looked_at)
            || (run.first_pid.is_some() && run.first_pid == tree.last_pid());
        let doubts = tree.doubts;
        let in_doubt = (doubts.orphans && !self.subreaper)
            || doubts.strangers
            || doubts.ignored_children
            || doubts.left_out;
        let complete = nobody_escaped && !in_doubt && left_running == 0;
        TotalsEvidence {
            seen: recorder.totals.since_baseline(),
            beside_root,
            usage: ended.map(|ended| ended.usage),
            from_start: matches!(self.target, SamplerTarget::Child { .. }),
            group_ns,
            counted_ns: run.task_clock.as_ref().and_then(counted_ns),
            complete,
            had_orphans: beside_root.cpu_ns > 0,
            io_at_end: tree
                .root_member()
                .is_some_and(|root| root.stat.is_dead() && root.io.is_some()),
            peak_seen_bytes: tree.peak_process_bytes,
            peak_sum_bytes: recorder.peak_sum_bytes,
            floor_bytes: run
                .floor_bytes
                .unwrap_or_else(|| Self::floor_bytes(ended))
                .saturating_add(PEAK_SLACK_BYTES),
            alone: complete && recorder.max_processes <= 1 && run.first_pid == tree.last_pid(),
        }
    }

    /// What `ru_maxrss` of the child may owe to the host: at most the host's peak of now. The
    /// account of the host has that too, with what the host in turn owes to who started it; only
    /// if that hides something the mark itself is read, which takes longer.
    fn floor_bytes(ended: Option<ChildExit>) -> u64 {
        let own_bytes = sys::own_max_rss_bytes();
        let hidden = |ended: ChildExit| ended.usage.max_rss_bytes + PEAK_SLACK_BYTES < own_bytes;
        if ended.is_some_and(hidden) { peak_of(host()) } else { own_bytes }
    }

    fn summary(&self, run: &SamplerLoop, figures: &EvidenceFigures, elapsed_ns: u64) -> Summary {
        let recorder = &self.recorder;
        let mut resources = ResourceUsage::default();
        resources.wall_ns = elapsed_ns;
        resources.cpu_user_ns = figures.user_ns;
        resources.cpu_system_ns = figures.system_ns;
        resources.peak_rss_bytes = figures.peak_tree.value;
        resources.read_bytes = figures.used.read_bytes;
        resources.write_bytes = figures.used.write_bytes;
        resources.max_processes = recorder.max_processes;
        resources.max_threads = recorder.max_threads;
        let (exact, source) = figures.io_figure;
        Summary {
            // How it ended is set when it is known.
            started_at: recorder.started_at,
            elapsed_time: seconds(elapsed_ns),
            peak_memory_mb: mebibytes(figures.peak_tree.value),
            avg_cpu_percent: f64::from(percent(figures.cpu.value, elapsed_ns)),
            avg_rss_bytes: recorder.avg_rss_bytes(),
            resources,
            cpu_ns: figures.cpu,
            peak_process_rss_bytes: figures.peak_process,
            peak_process_rss_at_most_bytes: figures.peak_at_most,
            peak_tree_rss_bytes: figures.peak_tree,
            context_switches: figures.switches,
            samples: recorder.samples,
            samples_merged: recorder.store.merged,
            samples_dropped: recorder.delivery.dropped,
            process_samples_dropped: recorder.store.processes_dropped,
            intervals_stretched: self.pacer.stretched,
            hold_ns: run.hold_ns,
            ..Summary::from_totals(&figures.used, exact, source)
        }
    }
}

/// The value of a counter, one native u64, perf_event_open(2).
fn counted_ns(counter: &std::fs::File) -> Option<u64> {
    let mut bytes = [0; 8];
    std::io::Read::read_exact(&mut &*counter, &mut bytes).ok()?;
    Some(u64::from_ne_bytes(bytes))
}
