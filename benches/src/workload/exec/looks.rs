//! What one look at a tree costs.

use std::cell::RefCell;
use std::error::Error;
use std::hint::black_box;
use std::io::{PipeWriter, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use monitor_exec::{
    ExecCommand, ProcessProbe, RunningCommand, SampleInterval, StdinSource, StreamTarget,
};

use super::programs::{must, workload};
use super::spawn::timed;
use crate::claim::{Claim, Contender};

/// One busy process, again and again.
///
/// # Errors
/// If the workload cannot be run.
pub fn one_warm() -> Result<Claim, Box<dyn Error>> {
    let mut busy = Watched::busy()?;
    let ours = Contender::each("warm", move || busy.look_after_run(thread::yield_now));
    Ok(Claim::new("one look at 1 busy process, warm", ours).at_most(Duration::from_micros(6)))
}

/// One busy process, after a sleep.
///
/// # Errors
/// If the workload cannot be run.
pub fn one_cold() -> Result<Claim, Box<dyn Error>> {
    let mut busy = Watched::busy()?;
    let ours = Contender::each("cold", move || {
        busy.look_after_run(|| thread::sleep(Duration::from_millis(10)))
    });
    Ok(Claim::new("one look at 1 busy process, after 10 ms", ours)
        .at_most(Duration::from_micros(60)))
}

/// A tree of a hundred.
///
/// # Errors
/// If the workload cannot be run.
pub fn tree_of_100() -> Result<Claim, Box<dyn Error>> {
    let mut tree = Watched::tree(100)?;
    let ours = Contender::each("quiet", move || tree.look());
    Ok(Claim::new("one look at a tree of 100", ours).at_most(Duration::from_millis(1)))
}

/// A tree of a hundred, while there is forking on the machine, so that children are looked for.
///
/// # Errors
/// If the workload cannot be run.
pub fn tree_of_100_forked() -> Result<Claim, Box<dyn Error>> {
    let mut tree = Watched::tree(100)?;
    let ours = Contender::each("forked", move || tree.look_after_fork());
    Ok(Claim::new("  the same, something was forked since", ours).at_most(Duration::from_millis(1)))
}

/// A tree of a thousand.
///
/// # Errors
/// If the workload cannot be run.
pub fn tree_of_1000() -> Result<Claim, Box<dyn Error>> {
    let mut tree = Watched::tree(1000)?;
    let ours = Contender::each("quiet", move || tree.look());
    Ok(Claim::new("one look at a tree of 1000", ours).at_most(Duration::from_millis(12)))
}

/// A tree of a thousand, while there is forking on the machine.
///
/// # Errors
/// If the workload cannot be run.
pub fn tree_of_1000_forked() -> Result<Claim, Box<dyn Error>> {
    let mut tree = Watched::tree(1000)?;
    let ours = Contender::each("forked", move || tree.look_after_fork());
    Ok(Claim::new("  the same, something was forked since", ours)
        .at_most(Duration::from_millis(12)))
}

/// A tree of a hundred beside 2000 processes that are none of its business, and without them.
/// Something is forked before each look, so that children are looked for.
///
/// # Errors
/// If the workload cannot be run.
pub fn unrelated() -> Result<Claim, Box<dyn Error>> {
    let program = workload()?;
    let tree = Rc::new(RefCell::new(Watched::tree(100)?));
    let alone = Rc::clone(&tree);
    let crowded = Contender::watch("crowded", move |_| {
        let crowd = must(Watched::children(&program, 2000));
        // What came and went while the crowd gathered is not part of the look.
        thread::sleep(Duration::from_millis(50));
        let median = tree.borrow_mut().median_look();
        drop(crowd);
        median
    });
    let alone = Contender::watch("no other process", move |_| {
        thread::sleep(Duration::from_millis(50));
        alone.borrow_mut().median_look()
    });
    let claim = Claim::new("tree of 100 beside 2000 unrelated", crowded);
    Ok(claim.against(1.1, alone).slow(8))
}

struct Watched {
    probe: ProcessProbe,
    _running: RunningCommand,
    _input: Option<PipeWriter>,
}

impl Watched {
    fn busy() -> Result<Self, Box<dyn Error>> {
        let exec = ExecCommand::new(workload()?).arg("burn:3600000");
        let running = exec.interval(SampleInterval::Off).spawn()?;
        thread::sleep(Duration::from_millis(50));
        Ok(Self { probe: ProcessProbe::new(running.pid())?, _running: running, _input: None })
    }

    /// So many processes that sleep, the first included.
    fn tree(count: u32) -> Result<Self, Box<dyn Error>> {
        let (running, input) = Self::children(&workload()?, count - 1)?;
        let mut probe = ProcessProbe::new(running.pid())?;
        let seen = probe.sample_tree().sample.processes;
        if seen == count {
            Ok(Self { probe, _running: running, _input: Some(input) })
        } else {
            Err(format!("a tree of {seen} instead of {count}").into())
        }
    }

    /// A process with so many children, which end when it is dropped.
    fn children(
        program: &Path,
        count: u32,
    ) -> Result<(RunningCommand, PipeWriter), Box<dyn Error>> {
        let (reader, writer) = std::io::pipe()?;
        let (mut ready, said) = std::io::pipe()?;
        let exec = ExecCommand::new(program).arg(format!("together:{count}"));
        let exec = exec.stdin(StdinSource::From(reader.into())).stdout(StreamTarget::to(said));
        let running = exec.interval(SampleInterval::Off).spawn()?;
        ready.read_exact(&mut [0; 6])?;
        Ok((running, writer))
    }

    fn look(&mut self) -> Duration {
        timed(|| _ = black_box(self.probe.sample_tree().sample))
    }

    /// The first look after a pause that finds more CPU time used: what has not run costs less.
    fn look_after_run(&mut self, pause: impl Fn()) -> Duration {
        let before = self.probe.sample_tree().sample.cpu_ns;
        loop {
            pause();
            let mut used = before;
            let took = timed(|| used = black_box(self.probe.sample_tree().sample).cpu_ns);
            if used != before {
                return took;
            }
        }
    }

    fn look_after_fork(&mut self) -> Duration {
        must(Command::new("true").stdin(Stdio::null()).status());
        self.look()
    }

    fn median_look(&mut self) -> Duration {
        let mut times: Vec<_> = (0..61).map(|_| self.look_after_fork()).collect();
        times.sort();
        times[times.len() / 2]
    }
}
