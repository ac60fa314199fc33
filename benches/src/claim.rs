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
    /// How long ours may take, if that is said in absolute time.
    pub at_most: Option<Duration>,
    /// Whom ours is compared with.
    pub peers: Vec<Peer>,
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
}

impl Claim {
    /// A claim without any bar yet.
    #[must_use]
    pub fn new(what: &'static str, ours: Contender) -> Self {
        Self { what, ours, at_most: None, peers: Vec::new() }
    }

    /// Ours takes at most this long.
    #[must_use]
    pub fn at_most(mut self, bar: Duration) -> Self {
        self.at_most = Some(bar);
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
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}
