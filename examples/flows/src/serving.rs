//! The flows over HTTP and WebSocket, until the process is told to stop.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use monitor_core::{Monitor, MonitorLimits, Timestamp};
use monitor_debug::Debugger;
use monitor_events::Emitter;
use monitor_http::{
    AccessPolicy, AccessToken, Feed, FeedLimits, FlowHost, RouterSources, ServerHandle,
    ServerLimits, router,
};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::{Error, demos};

/// How often leases and limits are looked after.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Serves until SIGINT or SIGTERM.
pub(crate) fn serve(address: &str, token: Option<AccessToken>) -> Result<(), Error> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let emitter = Emitter::new();
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let _all = emitter.attach(&monitor);
    let feed = Feed::start(FeedLimits::default())?;
    feed.follow_emitter(&emitter);
    let debugger = Debugger::builder().observer(Told(emitter.clone())).build();
    let host: Arc<dyn FlowHost> = Arc::new(demos::host(debugger.clone(), emitter));
    let routes = router(RouterSources::new().monitor(&monitor).feed(&feed).flows(&host))?;
    let secret = token.as_ref().map(|token| format!("?token={}", token.as_str()));
    let access = token.map_or_else(AccessPolicy::loopback, AccessPolicy::with_token);
    let serving =
        ServerHandle::start(address, access.guard_router(routes), ServerLimits::default())?;
    let link = format!("http://{}/{}", serving.local_addr(), secret.unwrap_or_default());
    writeln!(io::stdout(), "listening on {link}")?;
    io::stdout().flush()?;
    let over = Arc::new(AtomicBool::new(false));
    let (watched, ended) = (debugger.clone(), Arc::clone(&over));
    let looking = thread::spawn(move || {
        while !ended.load(Ordering::Relaxed) {
            let _ = watched.expire_overdue(Timestamp::now());
            thread::park_timeout(LOOK_EVERY);
        }
    });
    let _ = signals.forever().next();
    over.store(true, Ordering::Relaxed);
    looking.thread().unpark();
    // Nothing stays held when nobody can come any more.
    debugger.disable();
    let stopped = serving.stop();
    let _ = looking.join();
    Ok(stopped?)
}

/// What the debugger tells goes where everything else goes, without the routines: there may be
/// thousands of them a second, and the trace has them.
struct Told(Emitter);

impl monitor_core::Observer for Told {
    fn interest(&self) -> monitor_core::KindSet<monitor_core::EventKind> {
        use monitor_core::EventKind as K;
        [K::JobPaused, K::JobResumed, K::DebugHeld, K::DebugReleased, K::DebugLogged]
            .into_iter()
            .chain([K::DebugAttached, K::DebugDetached])
            .collect()
    }

    fn observe(&self, event: &monitor_core::Event) {
        self.0.emit(event.clone());
    }
}
