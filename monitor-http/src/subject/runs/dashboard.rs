//! The paths of the original dashboard, which shows the newest run.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use monitor_core::Clock;
use monitor_host::RunSource;
use serde_json::json;

use super::{LOG_BYTES, NEWEST, RunApi};
use crate::api::answer::json_response;
use crate::api::body::PathText;
use crate::api::operation::Operation;
use crate::api::problem::ApiError;
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::{SubjectPlace, SubjectService};

/// How many lines of a log users of the original dashboard are given.
const LOG_LINES: usize = 100;

impl RouterSources {
    /// The paths of the original dashboard for the newest run of directories: `/status`, `/logs` and
    /// `/plot/{file}`. [`RouterSources::monitor`] has a `/status` of its own, so a router cannot have both.
    #[must_use]
    pub fn run_dashboard(self, runs: &Arc<RunSource>) -> Self {
        let source = Arc::clone(runs);
        self.add_subject(SubjectPlace::RunDashboard, move |host| {
            SubjectService::routes(run_dashboard_routes(&source, Arc::clone(&host.clock)))
        })
    }
}

/// `/status`, `/logs` and `/plot/{file}` of the run that changed last.
pub fn run_dashboard_routes(source: &Arc<RunSource>, clock: Arc<dyn Clock>) -> Routes {
    let runs = &RunApi { source: Arc::clone(source), clock };
    Routes::new()
        .add(
            Operation::get("/status", "Returns the status of the newest run.").object(),
            status,
            runs,
        )
        .add(
            Operation::get("/logs", "Returns the last lines of its log.").object(),
            list_logs,
            runs,
        )
        .add(
            Operation::get("/plot/{file}", "Returns one of its plots.")
                .text("application/octet-stream")
                .problem(404),
            newest_plot,
            runs,
        )
}

/// As users of the original know it: the status, and the name of its file.
async fn status(State(runs): State<RunApi>) -> Result<Response, ApiError> {
    let status = runs.run_blocking(|runs| {
        let Some(id) = runs.id(NEWEST)? else {
            return Ok(json!({"error": "No status files found"}));
        };
        let mut document = runs.run_document(&id)?;
        document["status_file"] = format!("{id}_status.json").into();
        Ok(document)
    });
    Ok(json_response(&status.await?))
}

async fn list_logs(State(runs): State<RunApi>) -> Result<Response, ApiError> {
    let logs = runs.run_blocking(|runs| {
        let none = json!({"logs": []});
        let Some(id) = runs.id(NEWEST)? else { return Ok(none) };
        let most = usize::try_from(LOG_BYTES).unwrap_or(usize::MAX);
        let Ok(chunk) = runs.source.log_last(&id, most) else { return Ok(none) };
        let text = String::from_utf8_lossy(&chunk.bytes);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let file = runs.source.log_path(&id).ok();
        let file = file.as_deref().and_then(|path| path.file_name()?.to_str());
        let last = &lines[lines.len().saturating_sub(LOG_LINES)..];
        Ok(json!({"logs": last, "log_file": file}))
    });
    Ok(json_response(&logs.await?))
}

async fn newest_plot(
    State(runs): State<RunApi>,
    PathText(file): PathText,
) -> Result<Response, ApiError> {
    runs.run_blocking(move |runs| runs.plot_response(NEWEST, &file)).await
}
