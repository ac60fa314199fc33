//! What is seen of a run in a browser: its jobs, its workers and its commands, live.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{after, never, select};
use monitor_core::Monitor;
use monitor_events::Emitter;
use monitor_host::JournalHandle;
use monitor_http::{
    AccessPolicy, AccessToken, CommandBoard, Error, Feed, FeedLimits, RouterSources, ServerHandle,
    ServerLimits, router,
};

use crate::signals::StopSignals;

/// Where it is if nobody says, and nobody else is there.
const USUAL: &str = "127.0.0.1:8765";
/// Anywhere on this machine.
const ANYWHERE: &str = "127.0.0.1:0";

/// Where a dashboard is asked for, and for how long.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The address; the usual one, or any if that is taken, if nobody said.
    pub(crate) bind: Option<String>,
    /// Who may come in; everybody on this machine if nobody said.
    pub(crate) token: Option<AccessToken>,
    /// From the start of the program; until a signal if nobody said.
    pub(crate) time: Option<Duration>,
}

/// A dashboard that is served.
#[derive(Debug)]
pub(crate) struct Dashboard {
    serving: ServerHandle,
    token: Option<AccessToken>,
    until: Option<Instant>,
}

impl Dashboard {
    /// Serves what these know, to this machine only or to who has the token.
    pub(crate) fn start(
        asked: &Asked,
        emitter: &Emitter,
        monitor: &Arc<Monitor>,
        board: &CommandBoard,
        journal: Option<&JournalHandle>,
    ) -> Result<Self, Error> {
        let feed = Feed::start(FeedLimits::default())?;
        feed.follow_emitter(emitter);
        let sources = RouterSources::new().monitor(monitor).commands(board).feed(&feed);
        let sources = journal.into_iter().fold(sources, RouterSources::journal);
        let access =
            asked.token.clone().map_or_else(AccessPolicy::loopback, AccessPolicy::with_token);
        let guarded = access.guard_router(router(sources)?);
        let limits = ServerLimits::default();
        let serving = match &asked.bind {
            Some(address) => ServerHandle::start(address, guarded, limits)?,
            None => match ServerHandle::start(USUAL, guarded.clone(), limits) {
                Err(Error::Bind { .. }) => ServerHandle::start(ANYWHERE, guarded, limits)?,
                started => started?,
            },
        };
        let until = asked.time.map(|time| Instant::now() + time);
        Ok(Self { serving, token: asked.token.clone(), until })
    }

    /// Says where it is.
    pub(crate) fn announce(&self) -> io::Result<()> {
        writeln!(io::stdout(), "Monitor is at {}", self.link())
    }

    fn link(&self) -> String {
        let secret = self.token.as_ref().map(|token| format!("?token={}", token.as_str()));
        format!("http://{}/{}", self.serving.local_addr(), secret.unwrap_or_default())
    }

    /// Keeps it until its time is over, or a signal comes.
    pub(crate) fn linger(self, signals: &StopSignals) -> io::Result<()> {
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        let how_long = match left {
            Some(left) => format!("for {:.0} s more, or until Ctrl-C", left.as_secs_f64()),
            None => "until Ctrl-C".to_owned(),
        };
        writeln!(io::stdout(), "\nMonitor is at {} {how_long}", self.link())?;
        select! {
            recv(signals.received()) -> _ => {}
            recv(left.map_or_else(never, after)) -> _ => {}
        }
        Ok(())
    }
}
