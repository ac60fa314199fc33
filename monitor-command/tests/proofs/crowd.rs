//! Crowds of clients that are idle, slow, or gone.

use std::io::{BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{JobEvent, Monitor, MonitorLimits};
use monitor_events::Emitter;
use monitor_http::{
    AccessPolicy, Feed, FeedLimits, RouterSources, ServerHandle, ServerLimits, router,
};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use socket2::{Domain, Socket, Type};

use crate::server::{Demo, get};

const STREAM: &str = "GET /api/v1/events?topics=events HTTP/1.0\r\nhost: localhost\r\n\
                      accept: text/event-stream\r\n\r\n";

/// A server in this process.
struct Host {
    emitter: Emitter,
    feed: Feed,
    serving: ServerHandle,
}

impl Host {
    fn start(limits: ServerLimits) -> Self {
        let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
        emitter.attach(&monitor).detach();
        let feed = Feed::start(FeedLimits::default()).unwrap();
        feed.follow_emitter(&emitter);
        let routes = router(RouterSources::new().monitor(&monitor).feed(&feed)).unwrap();
        let guarded = AccessPolicy::loopback().guard_router(routes);
        let serving = ServerHandle::start("127.0.0.1:0", guarded, limits).unwrap();
        Self { emitter, feed, serving }
    }

    fn address(&self) -> SocketAddr {
        self.serving.local_addr()
    }

    /// A client of the stream with a small window, which has been greeted.
    fn reader(&self) -> BufReader<TcpStream> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        socket.connect(&self.address().into()).unwrap();
        let mut stream = TcpStream::from(socket);
        stream.write_all(STREAM.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        until(&mut reader, "event: hello");
        reader
    }
}

/// Reads up to a line that begins like this.
fn until(reader: &mut impl std::io::BufRead, beginning: &str) -> String {
    let mut line = String::new();
    while !line.starts_with(beginning) {
        line.clear();
        assert!(reader.read_line(&mut line).unwrap() > 0, "no {beginning}");
    }
    line
}

#[test]
fn five_thousand_idle_connections_are_in_nobodys_way() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    let demo = Demo::start();
    let idle: Vec<_> = (0..5_000).map(|_| TcpStream::connect(&demo.address).unwrap()).collect();
    for _ in 0..100 {
        assert!(demo.get("/status").contains("\"jobs\""));
    }
    drop(idle);
    demo.get("/status");
}

#[test]
fn a_hundred_slow_readers_are_told_what_they_lost_and_nobody_else_loses_anything() {
    const EVENTS: u64 = 100_000;
    const AT_ONCE: u64 = 1_000;
    let host = Host::start(ServerLimits::default());
    let slow: Vec<_> = (0..100).map(|_| host.reader()).collect();
    let mut quick = host.reader();
    for last in (AT_ONCE..=EVENTS).step_by(1_000) {
        for _ in 0..AT_ONCE {
            host.emitter.emit(JobEvent::progress("job-1", 50.0).worker("w1"));
        }
        // Nobody is asked to wait for the others: the next events come when this one has these.
        let mut seen = 0;
        while seen < last {
            let line = until(&mut quick, "data: ");
            let seq = line.split_once("\"seq\":").unwrap().1;
            let next: u64 = seq.split([',', '}']).next().unwrap().parse().unwrap();
            assert!(next == seen + 1 || seen == 0, "{seen} was followed by {next}");
            seen = next;
        }
    }
    let counts = host.feed.counts();
    assert_eq!((counts.events, counts.lost, counts.streams), (EVENTS, 0, 101));
    assert!(counts.dropped > 100, "nobody was slow: {counts:?}");
    for mut reader in slow {
        let line = {
            until(&mut reader, "event: dropped");
            until(&mut reader, "data: ")
        };
        assert!(line.contains("\"count\":"), "{line}");
    }
}

#[test]
fn heads_that_come_letter_by_letter_are_cut_off_while_others_are_served() {
    let mut limits = ServerLimits::default();
    limits.head_timeout = Duration::from_millis(500);
    let host = Host::start(limits);
    let address = host.address().to_string();
    let mut dripping: Vec<_> = (0..500).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for stream in &mut dripping {
        stream.set_nonblocking(true).unwrap();
        stream.write_all(b"GET /status HTTP/1.1\r\nhost: localhost\r\nx: ").unwrap();
    }
    while !dripping.is_empty() {
        // What is written to, and not closed yet, drips on.
        dripping.retain_mut(|stream| {
            let open = match stream.read(&mut [0; 512]) {
                Ok(read) => read > 0,
                Err(error) => error.kind() == ErrorKind::WouldBlock,
            };
            open && stream.write_all(b"y").is_ok()
        });
        assert!(get(&address, "/status").contains("\"jobs\""));
    }
    while host.serving.counts().open() > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn clients_that_are_killed_in_the_middle_leave_nothing_behind() {
    let host = Host::start(ServerLimits::default());
    let url = format!("http://{}/api/v1/events", host.address());
    let start = |_| -> Child {
        let mut curl = Command::new("curl");
        curl.args(["-sN", "-H", "accept: text/event-stream", &url]).stdout(Stdio::null());
        curl.spawn().unwrap()
    };
    let mut clients: Vec<_> = (0..30).map(start).collect();
    while host.feed.counts().streams < clients.len() {
        std::thread::yield_now();
    }
    for client in &mut clients {
        host.emitter.emit(JobEvent::progress("job-1", 50.0));
        client.kill().unwrap();
        client.wait().unwrap();
    }
    while host.feed.counts().streams > 0 || host.serving.counts().open() > 0 {
        std::thread::yield_now();
    }
    let mut reader = host.reader();
    host.emitter.emit(JobEvent::progress("job-2", 50.0));
    assert!(until(&mut reader, "data: {\"seq\"").contains("job-2"));
}
