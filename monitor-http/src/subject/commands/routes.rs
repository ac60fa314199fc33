//! Commands that are watched: their samples as they come, and their figures in the end.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use monitor_exec::{Sample, Summary};
use tokio::task::spawn_blocking;

use crate::api::answer::{json_response, text_response};
use crate::api::body::PathText;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::IntegerParam;
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::commands::{BoardCommand, CommandBoard, CommandStatus};
use crate::subject::{SubjectPlace, SubjectService};
use monitor_host::report;

/// How many samples one answer gives at most.
const MOST: u64 = 100_000;

const SINCE: IntegerParam =
    IntegerParam::new("since", "Only events whose `seq` is greater.", 0..=u32::MAX as u64);
const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=MOST).default(MOST);

impl RouterSources {
    /// The commands on a board.
    #[must_use]
    pub fn commands(self, board: &CommandBoard) -> Self {
        let board = board.clone();
        self.add_subject(SubjectPlace::Commands, move |_| {
            let (counted, shown) = (board.clone(), board.clone());
            let version = move || counted.version();
            SubjectService::with_document("exec", exec_routes(&board), version, move || {
                shown.live_document()
            })
        })
    }
}

/// `/api/v1/exec…` of the commands on a board.
pub fn exec_routes(board: &CommandBoard) -> Routes {
    Routes::new()
        .add(
            Operation::get("/api/v1/exec", "Lists the commands, newest first.")
                .json::<Vec<CommandStatus>>(),
            list_commands,
            board,
        )
        .add(
            Operation::get(
                "/api/v1/exec/{id}/samples",
                "Returns the samples of a command in order.",
            )
            .param(&SINCE)
            .param(&LIMIT)
            .json::<Vec<Sample>>()
            .problem(404)
            .problem(422),
            list_samples,
            board,
        )
        .add(
            Operation::get(
                "/api/v1/exec/{id}/summary",
                "Returns the summary of a command; 409 while it runs.",
            )
            .object()
            .problem(404)
            .problem(409),
            get_summary,
            board,
        )
        .add(
            Operation::get("/api/v1/exec/{id}/report", "Returns the HTML report of a command.")
                .text("text/html")
                .problem(404),
            get_report,
            board,
        )
}

fn find_command(board: &CommandBoard, id: &str) -> Result<Arc<BoardCommand>, ApiError> {
    board.find(id).ok_or_else(|| ApiError::not_found(format!("command `{id}` not found")))
}

async fn list_commands(State(board): State<CommandBoard>) -> Response {
    json_response(&board.all().iter().map(|command| command.status()).collect::<Vec<_>>())
}

async fn list_samples(
    State(board): State<CommandBoard>,
    PathText(id): PathText,
    params: Params,
) -> Result<Response, ApiError> {
    let command = find_command(&board, &id)?;
    let since = params.get(&SINCE)?;
    let limit = params.get(&LIMIT)?;
    Ok(json_response(&command.samples(since, usize::try_from(limit).unwrap_or(usize::MAX))))
}

async fn get_summary(
    State(board): State<CommandBoard>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let summary: Option<Summary> = find_command(&board, &id)?.summary();
    match summary {
        Some(summary) => Ok(json_response(&summary)),
        None => Err(ApiError::conflict(
            "the command is still running; its summary exists after it ends",
        )),
    }
}

async fn get_report(
    State(board): State<CommandBoard>,
    PathText(id): PathText,
) -> Result<Response, ApiError> {
    let command = find_command(&board, &id)?;
    let made = spawn_blocking(move || report::command_html(&command.recording_so_far())).await;
    let page = made.map_err(|_| ApiError::internal("making the report panicked"))?;
    let mut response = text_response("text/html; charset=utf-8", page);
    if let Ok(policy) = HeaderValue::try_from(report::content_security_policy()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
