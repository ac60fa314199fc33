//! Runs: what long-running programs say of themselves, with their logs and plots.
//!
//! Files are only read if they are listed: an id or a name in a path is looked up, never joined.

mod dashboard;
mod state_text;

pub use dashboard::run_dashboard_routes;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use monitor_core::Clock;
use monitor_run::{Liveness, PlotFile, ReportPlot, RunReport, RunStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio::task::spawn_blocking;

use crate::api::answer::{json_response, text_response};
use crate::api::body::{PathPair, PathText};
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::runs::state_text::RunEntry;
use crate::subject::{SubjectPlace, SubjectService};
use monitor_host::Error;
use monitor_host::report::run_html;
use monitor_host::{RunSource, RunSummary};

/// The id that means the run that changed last.
const NEWEST: &str = "newest";
/// How much of a log one answer gives if nobody says, bytes.
const LOG_BYTES: u64 = 64 << 10;
/// How much at most.
const MOST_LOG_BYTES: u64 = 1 << 20;
/// How much of plots a report has at most, the newest first, bytes.
const REPORT_PLOT_BYTES: u64 = 16 << 20;
/// How many runs the live document has.
const LIVE_RUNS: usize = 200;

const FROM: IntegerParam =
    IntegerParam::new("from", "The offset of the first byte.", 0..=u64::MAX >> 1);
const MAX: IntegerParam<u64> =
    IntegerParam::new("max", "Maximum number of bytes.", 1..=MOST_LOG_BYTES).default(LOG_BYTES);

/// What the handlers look at.
#[derive(Clone)]
pub(crate) struct RunApi {
    pub(crate) source: Arc<RunSource>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl RouterSources {
    /// The runs of directories.
    #[must_use]
    pub fn runs(self, runs: &Arc<RunSource>) -> Self {
        let source = Arc::clone(runs);
        self.add_subject(SubjectPlace::Runs, move |host| {
            let runs = RunApi { source: Arc::clone(&source), clock: Arc::clone(&host.clock) };
            SubjectService::with_document(
                "runs",
                build_routes(&runs),
                || 0,
                move || runs.live_document(),
            )
        })
    }
}

/// `/api/v1/runs…`. In every path `newest` stands for the id of the run that changed last.
pub fn run_routes(source: &Arc<RunSource>, clock: Arc<dyn Clock>) -> Routes {
    build_routes(&RunApi { source: Arc::clone(source), clock })
}

fn build_routes(runs: &RunApi) -> Routes {
    Routes::new()
        .add(
            Operation::get("/api/v1/runs", "Lists all runs, newest first.").objects(),
            list_runs,
            runs,
        )
        .add(
            Operation::get(
                "/api/v1/runs/{run_id}",
                "Returns the status of a run and its liveness.",
            )
            .object()
            .problem(404),
            get_run,
            runs,
        )
        .add(
            Operation::get(
                "/api/v1/runs/{run_id}/log",
                "Returns part of a log; the end without `from`.",
            )
            .param(&FROM)
            .param(&MAX)
            .json::<LogPart>()
            .text("text/plain")
            .problem(404)
            .problem(422),
            get_log,
            runs,
        )
        .add(
            Operation::get(
                "/api/v1/runs/{run_id}/plots",
                "Lists the plots of a run, oldest first.",
            )
            .json::<Vec<PlotFile>>()
            .problem(404),
            list_plots,
            runs,
        )
        .add(
            Operation::get("/api/v1/runs/{run_id}/plots/{file}", "Returns a plot.")
                .text("application/octet-stream")
                .problem(404),
            get_plot,
            runs,
        )
        .add(
            Operation::get(
                "/api/v1/runs/{run_id}/report.html",
                "Returns the HTML report of a run.",
            )
            .text("text/html")
            .problem(404),
            get_report,
            runs,
        )
}

/// A part of a log.
#[derive(Debug, Serialize, Deserialize)]
struct LogPart {
    /// The offset of its first byte; more than was asked for if what was there is gone.
    from: u64,
    /// Where to go on.
    next: u64,
    /// Where the log ends now.
    end: u64,
    /// What stands there.
    text: String,
}

impl RunApi {
    /// Does something that reads files.
    async fn run_blocking<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let runs = self.clone();
        let done = spawn_blocking(move || read(&runs)).await;
        done.unwrap_or_else(|_| Err(ApiError::internal("reading the run panicked")))
    }

    fn list_entries(&self) -> Result<Vec<RunEntry>, ApiError> {
        Ok(self.all()?.into_iter().map(RunEntry::new).collect())
    }

    fn all(&self) -> Result<Vec<RunSummary>, ApiError> {
        let mut runs = self.source.list(self.clock.now()).map_err(to_problem)?;
        for run in &mut runs {
            // What the system says has paths of this machine in it.
            run.unreadable = run.unreadable.take().map(|_| UNREADABLE.to_owned());
        }
        Ok(runs)
    }

    /// The id that is meant; `None` if the newest is, and there is none.
    fn id(&self, given: &str) -> Result<Option<String>, ApiError> {
        if given != NEWEST {
            return Ok(Some(given.to_owned()));
        }
        let newest = self.all()?.into_iter().find(|run| run.unreadable.is_none());
        Ok(newest.map(|run| run.id))
    }

    fn resolve_id(&self, given: &str) -> Result<String, ApiError> {
        self.id(given)?.ok_or_else(|| ApiError::not_found("no run yet"))
    }

    fn run_document(&self, id: &str) -> Result<Value, ApiError> {
        let (status, liveness) =
            self.source.status_and_liveness(id, self.clock.now()).map_err(to_problem)?;
        Ok(document_json(id, status, liveness))
    }

    fn plot_response(&self, given: &str, file: &str) -> Result<Response, ApiError> {
        let id = self.resolve_id(given)?;
        Ok(image_response(file, self.source.plot(&id, file).map_err(to_problem)?))
    }

    /// All runs by id, and their order: the document of the stream.
    pub(crate) fn live_document(&self) -> Value {
        let Ok(mut runs) = self.list_entries() else { return json!({"order": [], "runs": {}}) };
        runs.truncate(LIVE_RUNS);
        let order: Vec<_> = runs.iter().map(|run| run.summary.id.clone()).collect();
        let by_id: Map<String, Value> = runs
            .into_iter()
            .filter_map(|run| Some((run.summary.id.clone(), serde_json::to_value(&run).ok()?)))
            .collect();
        json!({"order": order, "runs": by_id})
    }
}

const UNREADABLE: &str = "its status file cannot be read";

fn to_problem(error: Error) -> ApiError {
    match error {
        Error::NoRun { .. } | Error::NoLog { .. } | Error::NoPlot { .. } => {
            ApiError::not_found(error.to_string())
        }
        // What the system says has paths of this machine in it.
        Error::RunStatus { .. } => ApiError::conflict(UNREADABLE),
        _ => ApiError::internal("cannot read the files of the run"),
    }
}

/// The document of a run, with its id and whether it lives.
fn document_json(id: &str, status: RunStatus, liveness: Liveness) -> Value {
    let mut document = serde_json::to_value(&status).unwrap_or_default();
    let judged = serde_json::to_value(liveness).unwrap_or_default();
    if let (Value::Object(document), Value::Object(judged)) = (&mut document, judged) {
        document.insert("id".to_owned(), id.into());
        document.extend(judged);
        // Another program may have written a whole path.
        let log = document.get("log_file").and_then(Value::as_str).map(last_part);
        if let Some(log) = log {
            document.insert("log_file".to_owned(), log.into());
        }
    }
    document
}

fn last_part(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

async fn list_runs(State(runs): State<RunApi>) -> Result<Response, ApiError> {
    Ok(json_response(&runs.run_blocking(RunApi::list_entries).await?))
}

async fn get_run(State(runs): State<RunApi>, PathText(id): PathText) -> Result<Response, ApiError> {
    Ok(json_response(
        &runs.run_blocking(move |runs| runs.run_document(&runs.resolve_id(&id)?)).await?,
    ))
}

async fn get_log(
    State(runs): State<RunApi>,
    PathText(id): PathText,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let from = params.get(&FROM)?;
    let max = params.get(&MAX)?;
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let chunk = runs.run_blocking(move |runs| {
        let id = runs.resolve_id(&id)?;
        let chunk = match from {
            Some(from) => runs.source.log_from(&id, from, max),
            None => runs.source.log_last(&id, max),
        };
        chunk.map_err(to_problem)
    });
    let chunk = chunk.await?;
    if accepts_type(&headers, "text/plain") {
        return Ok(text_response("text/plain; charset=utf-8", chunk.bytes));
    }
    let text = String::from_utf8_lossy(&chunk.bytes).into_owned();
    Ok(json_response(&LogPart { from: chunk.from, next: chunk.next, end: chunk.end, text }))
}

async fn list_plots(
    State(runs): State<RunApi>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let plots = runs
        .run_blocking(move |runs| runs.source.plots(&runs.resolve_id(&id)?).map_err(to_problem));
    Ok(json_response(&plots.await?))
}

async fn get_plot(
    State(runs): State<RunApi>,
    PathPair(id, file): PathPair,
) -> Result<Response, ApiError> {
    runs.run_blocking(move |runs| runs.plot_response(&id, &file)).await
}

async fn get_report(
    State(runs): State<RunApi>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let page = runs.run_blocking(move |runs| {
        let (id, now) = (runs.resolve_id(&id)?, runs.clock.now());
        let (status, liveness) = runs.source.status_and_liveness(&id, now).map_err(to_problem)?;
        let most = usize::try_from(LOG_BYTES).unwrap_or(usize::MAX);
        let log = runs.source.log_last(&id, most).map(|chunk| chunk.bytes).unwrap_or_default();
        let (mut plots, mut room) = (Vec::new(), REPORT_PLOT_BYTES);
        for plot in runs.source.plots(&id).map_err(to_problem)?.into_iter().rev() {
            if plot.bytes <= room
                && let Ok(bytes) = runs.source.plot(&id, &plot.file)
            {
                room = room.saturating_sub(bytes.len() as u64);
                plots.push(ReportPlot { file: plot.file, bytes });
            }
        }
        plots.reverse();
        let log = String::from_utf8_lossy(&log);
        let report = RunReport::new(&status, now).liveness(liveness).log(&log).plots(&plots);
        Ok(run_html(&report))
    });
    // The page has a stricter policy of its own inside.
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    );
    let mut response = text_response("text/html; charset=utf-8", page.await?);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// A plot under the type that its name promises; what is no picture is a download.
fn image_response(file: &str, bytes: Vec<u8>) -> Response {
    let ending = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let kind = match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
    // A drawing may bring its colours, but no script.
    const POLICY: HeaderValue =
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    let mut response = text_response(kind, bytes).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    if kind == "application/octet-stream" {
        let download = HeaderValue::from_static("attachment");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, download);
    }
    response
}

/// Whether the client asks for this type by name, before JSON.
fn accepts_type(headers: &HeaderMap, kind: &str) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = accepted.flat_map(|value| value.split(','));
    let named = kinds.find_map(|given| match given.split(';').next().unwrap_or_default().trim() {
        given if given == kind => Some(true),
        "application/json" => Some(false),
        _ => None,
    });
    named.unwrap_or(false)
}
