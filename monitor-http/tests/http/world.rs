//! A server of a monitor whose jobs, workers and times are made up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Clock, Priority};
use monitor_core::{JobEvent, Monitor, MonitorLimits, SystemEvent, Timestamp, WorkerEvent};
use monitor_events::Emitter;
use monitor_http::{
    AccessPolicy, AllowedControls, Feed, FeedLimits, RouterSources, ServerHandle, ServerLimits,
    router,
};

/// A clock that stands still.
#[derive(Debug)]
pub(crate) struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A server, and what it shows.
pub(crate) struct World {
    pub(crate) emitter: Emitter,
    pub(crate) feed: Feed,
    pub(crate) monitor: Arc<Monitor>,
    pub(crate) serving: ServerHandle,
}

impl World {
    /// Three jobs, two workers, one error; a minute after it began.
    pub(crate) fn new() -> Self {
        Self::with(AccessPolicy::loopback(), AllowedControls::all(), ServerLimits::default())
    }

    pub(crate) fn with(
        access: AccessPolicy,
        controls: AllowedControls,
        limits: ServerLimits,
    ) -> Self {
        Self::of(access, controls, limits, FeedLimits::default())
    }

    pub(crate) fn with_feed(limits: FeedLimits) -> Self {
        Self::of(AccessPolicy::loopback(), AllowedControls::all(), ServerLimits::default(), limits)
    }

    fn of(
        access: AccessPolicy,
        controls: AllowedControls,
        limits: ServerLimits,
        feed_limits: FeedLimits,
    ) -> Self {
        let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
        let emitter = Emitter::new();
        emitter.attach(&monitor).detach();
        let feed = Feed::start(feed_limits).unwrap();
        feed.follow_emitter(&emitter);
        let start = Timestamp::from_secs(1_700_000_000);
        let at = |secs| start.saturating_add(Duration::from_secs(secs));
        let events = [
            SystemEvent::startup().at(start),
            WorkerEvent::registered("w1").host("alpha").max_concurrent_jobs(2).at(start),
            WorkerEvent::registered("w2").at(start),
            JobEvent::started("a").worker("w1").tags(["gpu"]).at(at(1)),
            JobEvent::started("b").worker("w1").priority(Priority::High).at(at(1)),
            JobEvent::started("c").worker("w2").at(at(2)),
            JobEvent::completed("a").worker("w1").at(at(4)),
            JobEvent::failed("b", "disk full").worker("w1").at(at(5)),
            WorkerEvent::offline("w2").reason("stopped").at(at(30)),
            SystemEvent::error("Database connection failed").at(at(31)),
        ];
        events.into_iter().for_each(|event| {
            emitter.emit(event);
        });
        let sources = RouterSources::new()
            .monitor(&monitor)
            .feed(&feed)
            .clock(Arc::new(Still(at(60))))
            .controls(controls);
        let guarded = access.guard_router(router(sources).unwrap());
        let serving = ServerHandle::start("127.0.0.1:0", guarded, limits).unwrap();
        Self { emitter, feed, monitor, serving }
    }

    /// The time of its clock.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_700_000_060)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.serving.local_addr()
    }
}
