//! Requests to the router of `monitor-http`: queries, paths, headers, JSON bodies and the YAML of
//! flows. No request is the server's fault, problems have one form, and no answer is given without
//! the token.
#![no_main]

mod flows;
mod survey;

use std::cell::RefCell;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use libfuzzer_sys::{Corpus, fuzz_target};
use monitor_core::{JobEvent, Monitor, MonitorLimits, SystemEvent, Timestamp, WorkerEvent};
use monitor_events::Emitter;
use monitor_fuzz::{ScratchFolder, split_mode};
use monitor_host::RunSource;
use monitor_http::{
    AccessPolicy, AccessToken, AnalysisHost, CommandBoard, CommandLimits, Feed, FeedLimits,
    FlowHost, RouterSources, router,
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

use flows::TableFlows;
use survey::SurveyHost;

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

/// What lets a request in, where a token is needed.
const TOKEN: &str = "0123456789abcdef";

/// The line between two requests.
const SEPARATOR: &[u8] = b"\n%%\n";

/// The most requests of one input.
const MOST_REQUESTS: usize = 8;

/// The longest body that is read, bytes.
const MOST_BYTES: usize = 16 << 20;

// Input: the letter `t` if a token is needed, any other if not; then requests with a separator
// between two. A request is its line without the version, its headers, an empty line, and its body.
fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((mode, bytes)) = split_mode(input) else { return Corpus::Reject };
    WORLD.with_borrow_mut(|world| {
        world.survey.reset();
        world.flows.reset();
        let mut asked = 0;
        for text in requests(bytes).take(MOST_REQUESTS) {
            let Some(request) = request(text) else { continue };
            asked += 1;
            world.check(request, mode == b't');
        }
        if asked > 0 { Corpus::Keep } else { Corpus::Reject }
    })
});

fn requests(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest.take()?;
        let Some(end) = bytes.windows(SEPARATOR.len()).position(|part| part == SEPARATOR) else {
            return Some(bytes);
        };
        rest = Some(&bytes[end + SEPARATOR.len()..]);
        Some(&bytes[..end])
    })
}

fn request(text: &[u8]) -> Option<Request<Body>> {
    let end = text.windows(2).position(|two| two == b"\n\n");
    let (head, body) = end.map_or((text, &[][..]), |end| (&text[..end], &text[end + 2..]));
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = std::str::from_utf8(lines.next()?).ok()?;
    let (method, uri) = line.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(uri);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    request.body(Body::from(body.to_vec())).ok()
}

struct World {
    runtime: Runtime,
    open: Router,
    guarded: Router,
    survey: Arc<SurveyHost>,
    flows: Arc<TableFlows>,
}

impl World {
    fn new() -> Self {
        let folder = ScratchFolder::new();
        folder.write(
            "status/calibration_status.json",
            br#"{"experiment_name": "calibration", "start_time": "2025-01-01T12:00:00Z"}"#,
        );
        folder.write("logs/calibration.log", b"a line\nanother line\n");
        let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
        let emitter = Emitter::new();
        emitter.attach(&monitor).detach();
        let feed = Feed::start(FeedLimits::default()).expect("a feed can be started");
        feed.follow_emitter(&emitter);
        emit(&emitter);
        let (survey, flows) = (Arc::new(SurveyHost::new()), Arc::new(TableFlows::new()));
        let analyses: Arc<dyn AnalysisHost> = Arc::clone(&survey) as _;
        let flow_host: Arc<dyn FlowHost> = Arc::clone(&flows) as _;
        let board = CommandBoard::new(CommandLimits::default());
        board.begin_command("c1", &["blastn".to_owned()]);
        let sources = RouterSources::new()
            .monitor(&monitor)
            .feed(&feed)
            .runs(&Arc::new(RunSource::new(folder.path())))
            .commands(&board)
            .flows(&flow_host)
            .analyses(&analyses);
        let token = AccessToken::new(TOKEN).expect("the token is long enough");
        let allowed = AccessPolicy::loopback().allow_origin("https://example.org");
        let made = |sources| router(sources).expect("no two routes claim one path");
        let (open, guarded) = (made(sources.clone()), made(sources));
        // Time stands still but for timers, which end at once when nothing else is to be done.
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        Self {
            runtime: runtime.expect("a runtime can be made"),
            open: allowed.guard_router(open),
            guarded: AccessPolicy::with_token(token).guard_router(guarded),
            survey,
            flows,
        }
    }

    fn check(&mut self, request: Request<Body>, needs_token: bool) {
        let shown = format!("{request:?}");
        let has_token = shown.contains(TOKEN) || shown.contains('%') || shown.contains('+');
        let is_open = request.uri().path() == "/healthz";
        let router = if needs_token { &mut self.guarded } else { &mut self.open };
        let (status, headers, body) = self.runtime.block_on(async {
            let Ok(response) = router.call(request).await;
            read(response).await
        });
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{shown}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{shown}");
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY), "{shown}");
        if needs_token && !has_token && !is_open {
            assert!(!status.is_success() && !status.is_redirection(), "{status}: {shown}");
        }
        let Some(body) = body else { return };
        let is_json =
            headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
        let document = (is_json && !body.is_empty()).then(|| {
            serde_json::from_slice::<Value>(&body)
                .unwrap_or_else(|error| panic!("{error}: {shown}: {body:?}"))
        });
        if status.is_client_error() && !body.is_empty() {
            let document = document.unwrap_or_default();
            let is_problem = document["error"]["code"].is_string()
                && document["error"]["message"].is_string()
                && !document["detail"].is_null();
            assert!(is_problem, "{status}: {shown}: {body:?}");
        }
    }
}

/// The body is left out if it never ends.
async fn read(response: Response) -> (StatusCode, HeaderMap, Option<Vec<u8>>) {
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind == "text/event-stream") {
        return (parts.status, parts.headers, None);
    }
    let body = to_bytes(body, MOST_BYTES).await.expect("the body has a bounded length");
    (parts.status, parts.headers, Some(body.into()))
}

fn emit(emitter: &Emitter) {
    let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
    emitter.emit(SystemEvent::startup().at(at(0)));
    emitter.emit(WorkerEvent::registered("w1").host("alpha").at(at(0)));
    emitter.emit(JobEvent::started("a").worker("w1").tags(["gpu"]).at(at(1)));
    emitter.emit(JobEvent::started("b").worker("w1").at(at(1)));
    emitter.emit(JobEvent::completed("a").worker("w1").at(at(4)));
    emitter.emit(JobEvent::failed("b", "disk full").worker("w1").at(at(5)));
}
