//! One process of the tree: what is kept open of it and what it said last.

use crate::counters::{member_counters, rusage_counters};
use crate::platform::linux::proc::{
    CommName, FdBudget, Io, ProcSource, Stat, peak_rss_bytes, process_cpu_ns,
};
use crate::platform::linux::sys;
use crate::sample::gauges::Gauges;
use crate::totals::used::{Usage, Used};

/// What one look at a process found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberSample {
    /// It was reaped, or its number belongs to another process now.
    Gone,
    /// It has not run since the last look, so nothing of it can have changed.
    Idle,
    /// It has run and was read again.
    Ran,
}

/// A process with its last figures.
#[derive(Debug)]
pub(crate) struct TreeMember {
    pub(crate) pid: i32,
    /// What `stat` said last; empty until it could be read.
    pub(crate) stat: Stat,
    /// CPU time of its own threads, nanoseconds.
    pub(crate) own_ns: u64,
    /// What it did by I/O with its waited-for children; `None` if we may not know.
    pub(crate) io: Option<Io>,
    /// The most memory that it was seen to have had, from `VmHWM` or from a sample.
    pub(crate) peak_rss_bytes: u64,
    /// CPU of its own when it was last put into a process sample.
    pub(crate) reported_ns: u64,
    /// It shares its parent's memory (between vfork and exec), which must not be counted twice.
    pub(crate) borrows_memory: bool,
    /// Its row in the table of processes, if there was room.
    pub(super) row: Option<usize>,
    /// CPU of members that ended under it, as far as it was seen.
    owed_ns: u64,
    /// What it had already got from dead children when it was first read.
    first_children_ns: u64,
    faults_at_peak: u64,
    read: bool,
    stale: bool,
    stat_file: ProcSource,
    io_file: ProcSource,
    children_file: ProcSource,
    status_file: ProcSource,
}

impl TreeMember {
    /// A process of which nothing is known yet.
    pub(super) fn new(pid: i32, budget: &FdBudget) -> Self {
        Self {
            pid,
            stat: Stat::default(),
            own_ns: 0,
            io: None,
            peak_rss_bytes: 0,
            reported_ns: 0,
            borrows_memory: false,
            row: None,
            owed_ns: 0,
            first_children_ns: 0,
            faults_at_peak: 0,
            read: false,
            stale: true,
            stat_file: ProcSource::kept_open(format!("/proc/{pid}/stat"), budget),
            io_file: ProcSource::kept_open(format!("/proc/{pid}/io"), budget),
            children_file: ProcSource::kept_open(
                format!("/proc/{pid}/task/{pid}/children"),
                budget,
            ),
            status_file: ProcSource::passing(format!("/proc/{pid}/status")),
        }
    }

    /// A child that is held before its program. What is known of it is what will be true then;
    /// its account of I/O is opened, which could not be done when it has ended.
    pub(super) fn held_child(pid: i32, host: i32, name: CommName, budget: &FdBudget) -> Self {
        let mut member = Self::new(pid, budget);
        member.stat = Stat { name, ppid: host, threads: 1, ..Stat::default() };
        member.borrows_memory = true;
        member.io_file.open();
        member
    }

    /// Reads the clock alone.
    pub(super) fn note_clock(&mut self) {
        self.own_ns = process_cpu_ns(self.pid).unwrap_or(self.own_ns);
    }

    /// Looks at the process. One that has not run costs one reading of its clock and no more,
    /// unless `force` asks for all.
    pub(super) fn read_sample(&mut self, force: bool, buffer: &mut Vec<u8>) -> MemberSample {
        let Some(clock_ns) = process_cpu_ns(self.pid) else {
            return MemberSample::Gone;
        };
        if clock_ns < self.own_ns {
            return MemberSample::Gone;
        }
        if clock_ns == self.own_ns && !force && !self.stale {
            return MemberSample::Idle;
        }
        // Before its memory is read: what is read then is its own.
        if self.borrows_memory {
            self.borrows_memory = sys::shares_memory(self.pid, self.stat.ppid);
        }
        let stat = self.stat_file.read(buffer).ok().and_then(|()| Stat::parse(buffer));
        match stat {
            Some(stat) if self.read && stat.start_ticks != self.stat.start_ticks => {
                return MemberSample::Gone;
            }
            Some(stat) => self.take(stat),
            None if self.read => return MemberSample::Gone,
            // Hidden (hidepid, another user): the clock is all that there is.
            None => {}
        }
        self.own_ns = clock_ns;
        self.stale = false;
        if self.io_file.read(buffer).is_ok() {
            self.io = Io::parse(buffer).or(self.io);
        }
        self.look_at_peak(buffer);
        MemberSample::Ran
    }

    /// Looks for the last time at the ended root, whose account the kernel has handed out. It has
    /// no memory any more, and no children.
    pub(super) fn look_at_end(&mut self, usage: &Usage, buffer: &mut Vec<u8>) {
        self.note_clock();
        if self.io_file.read(buffer).is_ok() {
            self.io = Io::parse(buffer).or(self.io);
        }
        let stat = &mut self.stat;
        stat.state = b'Z';
        stat.rss_bytes = 0;
        stat.virtual_bytes = 0;
        stat.children_cpu_ns = stat.children_cpu_ns.max(usage.cpu_ns().saturating_sub(self.own_ns));
        // The account has one sum: of its own and of those of its children.
        macro_rules! raise {
            ($(#[$doc:meta] $name:ident = $field:ident,)*) => {
                $(
                    let own = usage.$name.saturating_sub(stat.children.$name);
                    stat.own.$name = stat.own.$name.max(own);
                )*
            };
        }
        rusage_counters!(raise);
        self.borrows_memory = false;
    }

    fn take(&mut self, stat: Stat) {
        if !self.read {
            self.read = true;
            self.first_children_ns = stat.children_cpu_ns;
        }
        self.stat = stat;
    }

    /// The peak can only have moved if a page came in, and that is counted as a fault.
    fn look_at_peak(&mut self, buffer: &mut Vec<u8>) {
        let faults = self.stat.own.minor_faults.saturating_add(self.stat.own.major_faults);
        if self.borrows_memory
            || self.stat.is_dead()
            || (faults == self.faults_at_peak && self.peak_rss_bytes > 0)
        {
            return;
        }
        self.faults_at_peak = faults;
        self.peak_rss_bytes = self.peak_rss_bytes.max(self.stat.rss_bytes);
        if self.status_file.read(buffer).is_ok() {
            self.peak_rss_bytes = self.peak_rss_bytes.max(peak_rss_bytes(buffer).unwrap_or(0));
        }
    }

    /// CPU of its own and of its dead children. Of these there are two bounds from below: what
    /// the kernel handed over, in hundredths of a second and only for waited-for children, and
    /// what was seen of them while they lived.
    fn cpu_ns(&self) -> u64 {
        let seen = self.first_children_ns.saturating_add(self.owed_ns);
        self.own_ns.saturating_add(self.stat.children_cpu_ns.max(seen))
    }

    /// More was seen to be used by its dead children than the kernel handed over.
    pub(super) fn lost_children(&self) -> bool {
        const TICKS_NS: u64 = 20_000_000;
        let seen = self.first_children_ns.saturating_add(self.owed_ns);
        seen > self.stat.children_cpu_ns.saturating_add(TICKS_NS)
    }

    /// A member under it ended, having used this much.
    pub(super) const fn add_child_cpu(&mut self, cpu_ns: u64) {
        self.owed_ns = self.owed_ns.saturating_add(cpu_ns);
    }

    /// Read it at the next look even if it does not run: its parent has changed.
    pub(super) const fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// Calls `found` with the children of every thread. `false` if the kernel has no such list.
    pub(super) fn children(&mut self, buffer: &mut Vec<u8>, mut found: impl FnMut(i32)) -> bool {
        if self.stat.threads <= 1 {
            return match self.children_file.read(buffer) {
                Ok(()) => {
                    crate::platform::linux::proc::parse_pids(buffer, found);
                    true
                }
                Err(error) => {
                    error.kind() != std::io::ErrorKind::NotFound
                        || process_cpu_ns(self.pid).is_none()
                }
            };
        }
        let Ok(threads) = std::fs::read_dir(format!("/proc/{}/task", self.pid)) else {
            return true;
        };
        for thread in threads.flatten() {
            if let Ok(list) = std::fs::read(thread.path().join("children")) {
                crate::platform::linux::proc::parse_pids(&list, &mut found);
            }
        }
        true
    }

    const fn processes(&self) -> u32 {
        1
    }

    const fn threads(&self) -> u32 {
        if self.stat.threads == 0 { 1 } else { self.stat.threads }
    }
}

macro_rules! declare_sources {
    (
        total_io { $($io:ident = $key:literal,)* }
        total_stat { $($stat:ident = $own:literal,)* }
        total_method { $($total:ident = $total_method:ident,)* }
        gauge_stat { $($memory:ident = $field:literal,)* }
        gauge_method { $($gauge:ident = $gauge_method:ident,)* }
    ) => {
        impl TreeMember {
            /// What it and its dead children have used.
            pub(crate) fn used(&self) -> Used {
                let io = self.io.unwrap_or_default();
                Used {
                    $($io: io.$io,)*
                    $($stat: self.stat.own.$stat.saturating_add(self.stat.children.$stat),)*
                    $($total: self.$total_method(),)*
                }
            }

            /// What it has now; memory that is its parent's is not counted.
            pub(crate) fn gauges(&self) -> Gauges {
                Gauges {
                    $($memory: if self.borrows_memory { 0 } else { self.stat.$memory },)*
                    $($gauge: self.$gauge_method(),)*
                }
            }
        }
    };
}
member_counters!(declare_sources);
