//! Claims: what is measured, against whom, and how far apart they may be.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::run::{alternating, serial};

/// Makes a claim ready to be measured. Claims are made one at a time, in the order of their group.
pub type Make = fn() -> Result<Claim, Box<dyn Error>>;

/// The claims about one crate or one part of it, as `compare` names it.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// The name in the command line.
    pub name: &'static str,
    /// Its claims.
    pub claims: &'static [Make],
}

/// Something that ours has to hold, against peers, in absolute time, or both.
#[derive(Debug)]
pub struct Claim {
    /// What is done once an operation.
    pub what: &'static str,
    /// Ours.
    pub ours: Contender,
    /// What ours has to reach by itself, if that is said.
    pub bar: Option<Bar>,
    /// Whom ours is compared with.
    pub peers: Vec<Peer>,
    /// Peers that are not there to be measured.
    pub missing: Vec<&'static str>,
    /// What its figures are.
    pub(crate) unit: Unit,
    /// Which of the times of a turn is the figure, where each is known: 0.5 is the median.
    pub(crate) quantile: f64,
    /// The most rounds, for what takes seconds.
    pub(crate) rounds: usize,
}

/// What a figure has to reach, in the unit of its claim; times are in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// It is this or less.
    AtMost(f64),
    /// It is this or more.
    AtLeast(f64),
    /// It is no further from nothing than this, on either side.
    Within(f64),
}

/// What the figures of a claim are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Times, in nanoseconds.
    Time,
    /// Shares or errors, in percent.
    Percent,
    /// Numbers of things.
    Count,
}

/// Somebody whom ours is compared with.
#[derive(Debug)]
pub struct Peer {
    /// How it does the same.
    pub contender: Contender,
    /// How many times its time ours may take; `None` if it is there for information.
    pub times: Option<f64>,
}

/// One way to do what a claim is about.
pub struct Contender {
    /// Whose way it is.
    pub name: &'static str,
    pub(crate) measure: Measure,
}

/// How the time of an operation is found.
pub(crate) enum Measure {
    /// By doing so many of them; the time is that of all.
    Times(Box<dyn FnMut(u64) -> Duration>),
    /// By watching it for so long; the time is the figure that the claim is about.
    Watch(Box<dyn FnMut(Duration) -> Duration>),
    /// By doing one, which takes its own time.
    Each(Box<dyn FnMut() -> Duration>),
    /// By doing it once a round; what it returns is the figure that the claim is about.
    Figure(Box<dyn FnMut() -> f64>),
}

impl Claim {
    /// A claim without any bar yet.
    #[must_use]
    pub fn new(what: &'static str, ours: Contender) -> Self {
        Self {
            what,
            ours,
            bar: None,
            peers: Vec::new(),
            missing: Vec::new(),
            unit: Unit::Time,
            quantile: 0.5,
            rounds: usize::MAX,
        }
    }

    /// Ours takes at most this long.
    #[must_use]
    pub fn at_most(self, bar: Duration) -> Self {
        self.bar(Bar::AtMost(bar.as_secs_f64() * 1e9))
    }

    /// Ours reaches `bar`.
    #[must_use]
    pub fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// Its figures are not times.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// It is about the fastest tenth, where each operation takes its own time: what the operation
    /// costs when nothing comes between.
    #[must_use]
    pub fn at_p10(mut self) -> Self {
        self.quantile = 0.1;
        self
    }

    /// It is about all but the slowest hundredth, where each operation takes its own time.
    #[must_use]
    pub fn at_p99(mut self) -> Self {
        self.quantile = 0.99;
        self
    }

    /// A round takes so long that there are at most so many, and one where it has to be quick.
    #[must_use]
    pub fn slow(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Ours takes at most `times` the time of `peer`.
    #[must_use]
    pub fn against(mut self, times: f64, peer: Contender) -> Self {
        self.peers.push(Peer { contender: peer, times: Some(times) });
        self
    }

    /// Shows `peer` for information.
    #[must_use]
    pub fn beside(mut self, peer: Contender) -> Self {
        self.peers.push(Peer { contender: peer, times: None });
        self
    }

    /// Shows `peer` for information if it is there, else that it is not.
    #[must_use]
    pub fn beside_if(mut self, name: &'static str, peer: Option<Contender>) -> Self {
        match peer {
            Some(peer) => self.beside(peer),
            None => {
                self.missing.push(name);
                self
            }
        }
    }

    pub(crate) fn contenders(&mut self) -> impl Iterator<Item = &mut Contender> {
        let peers = self.peers.iter_mut().map(|peer| &mut peer.contender);
        std::iter::once(&mut self.ours).chain(peers)
    }
}

impl Contender {
    /// Does `operation` again and again on one thread.
    pub fn new(name: &'static str, mut operation: impl FnMut() + 'static) -> Self {
        Self::times(name, move |count| serial(count, &mut operation))
    }

    /// Does `operation` again and again on two threads at once. Its time is that of both threads
    /// together: half of what each waits for it.
    pub fn on_two_threads(name: &'static str, operation: impl Fn() + Sync + 'static) -> Self {
        Self::times(name, move |count| alternating(count, |_| operation()))
    }

    /// Runs `times` with how many operations to do.
    pub fn times(name: &'static str, times: impl FnMut(u64) -> Duration + 'static) -> Self {
        Self { name, measure: Measure::Times(Box::new(times)) }
    }

    /// Runs `watch` with how long to watch; it returns the figure that the claim is about.
    pub fn watch(name: &'static str, watch: impl FnMut(Duration) -> Duration + 'static) -> Self {
        Self { name, measure: Measure::Watch(Box::new(watch)) }
    }

    /// Does `each` again and again; it returns how long that took.
    pub fn each(name: &'static str, each: impl FnMut() -> Duration + 'static) -> Self {
        Self { name, measure: Measure::Each(Box::new(each)) }
    }

    /// Does `figure` once a round; it returns what the claim is about, in the claim's unit.
    pub fn figure(name: &'static str, figure: impl FnMut() -> f64 + 'static) -> Self {
        Self { name, measure: Measure::Figure(Box::new(figure)) }
    }
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}
