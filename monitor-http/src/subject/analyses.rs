//! Analyses: which there are, how each stands and why, and what has happened.

mod cycles;
mod host;
mod live;
#[cfg(feature = "project")]
mod project;
mod texts;
mod vocabulary;

pub use host::AnalysisHost;
#[cfg(feature = "project")]
pub use project::ProjectAnalyses;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use monitor_state::{
    ActiveAnalysis, AnalysisFilter, AnalysisStatus, Error as StateError, Ledger, StateMachine,
};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::api::answer::{json_response as answer, text_response};
use crate::api::body::PathPair;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{IntegerParam, ListParam, QueryParam as _, TextParam, WordParam};
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::subject::analyses::cycles::cycle_routes;
use crate::subject::analyses::texts::{with_move_texts, with_why_texts};
use crate::subject::analyses::vocabulary::analysis_vocabulary;
use crate::subject::{SubjectPlace, SubjectService};
use monitor_host::Error;
use monitor_host::store::MovesOf;

pub(crate) use live::LiveAnalyses;

/// How many analyses one list has at most.
const MOST_LISTED: u64 = 10_000;
/// How many states are answered in one object.
const MOST_STATES: usize = 100_000;
/// How many moves one answer has at most.
const MOST_MOVES: u64 = 10_000;

const SUBJECT: TextParam =
    TextParam::new("subject", "Only analyses of this subject and of the project.");
const EVENT_FILTER: TextParam = TextParam::new("event_filter", "The same, under asimov's name.");
const ANALYSIS: TextParam =
    TextParam::new("analysis", "Only analyses of this name, of any subject.");
const STATE: ListParam =
    ListParam::new("state", "Only analyses in one of these states, comma-separated.");
const PIPELINE: TextParam = TextParam::new("pipeline", "Only analyses of this pipeline.");
const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=MOST_LISTED).default(1_000);
const OFFSET: IntegerParam<u64> =
    IntegerParam::new("offset", "Number of entries to skip.", 0..=u32::MAX as u64).default(0);
const FORMAT: WordParam<&str> =
    WordParam::new("format", "How it is drawn.", &["mermaid", "dot"]).default("mermaid");
const MOVES_LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of entries.", 1..=MOST_MOVES).default(100);
const BEFORE: IntegerParam = IntegerParam::new(
    "before",
    "Only transitions before the one with this number.",
    0..=u64::MAX >> 1,
);

/// The host, as the handlers share it.
#[derive(Clone)]
pub(crate) struct AnalysisApi {
    pub(crate) host: Arc<dyn AnalysisHost>,
    /// Held by the one dry run that there is at a time.
    pub(crate) planning: Arc<Mutex<()>>,
    /// Held by the one cycle that there is at a time.
    pub(crate) cycling: Arc<Mutex<()>>,
    /// Held by whoever puts an analysis into a state.
    pub(crate) setting: Arc<Mutex<()>>,
}

impl RouterSources {
    /// The analyses of a project, to look at and to look after.
    #[must_use]
    pub fn analyses(self, host: &Arc<dyn AnalysisHost>) -> Self {
        let host = Arc::clone(host);
        self.add_subject(SubjectPlace::Analyses, move |_| {
            let (counted, live) = (Arc::clone(&host), LiveAnalyses::new(&host));
            let version = move || counted.version();
            let routes = analysis_routes(&host);
            SubjectService::with_document("analyses", routes, version, move || {
                live.cached_document()
            })
            .with_vocabulary(analysis_vocabulary())
        })
    }
}

/// `/api/v1/analyses…` and `/api/v1/cycle` of a host's analyses.
pub fn analysis_routes(host: &Arc<dyn AnalysisHost>) -> Routes {
    let analyses = AnalysisApi {
        host: Arc::clone(host),
        planning: Arc::default(),
        cycling: Arc::default(),
        setting: Arc::default(),
    };
    let list = with_filter_params(Operation::get(
        "/api/v1/analyses",
        "Lists analyses in the order of the ledger.",
    ))
    .param(&STATE)
    .param(&PIPELINE)
    .param(&LIMIT)
    .param(&OFFSET)
    .object()
    .problem(404)
    .problem(422);
    let status = "The word for the state of each analysis, by key, active or not.";
    let status = with_filter_params(Operation::get("/api/v1/analyses/status", status))
        .object()
        .problem(404)
        .problem(422);
    let active = "The analyses that are looked after, those of the project first.";
    let active = Operation::get("/api/v1/analyses/active", active).json::<Vec<ActiveAnalysis>>();
    let machine = "Returns the states and transitions of the state machine.";
    let machine = Operation::get("/api/v1/analyses/machine", machine)
        .param(&FORMAT)
        .text("text/plain")
        .problem(422);
    Routes::new()
        .add(list, list_all, &analyses)
        .add(status, list_states, &analyses)
        .add(active, list_active, &analyses)
        .add(machine, draw_machine, &analyses)
        .merge(routes_of_one(&analyses))
        .merge(cycle_routes(&analyses))
}

fn routes_of_one(analyses: &AnalysisApi) -> Routes {
    let paged =
        |operation: Operation| operation.param(&MOVES_LIMIT).param(&BEFORE).objects().problem(422);
    let one = Operation::get("/api/v1/analyses/{subject}/{name}", "An analysis.");
    let why = "Explains the state of an analysis: causes, what it waits for, and its deadline.";
    let why = Operation::get("/api/v1/analyses/{subject}/{name}/why", why);
    let moves = "Returns its latest transitions, oldest first.";
    let moves = Operation::get("/api/v1/analyses/{subject}/{name}/history", moves);
    let all = "Returns the latest transitions of all analyses, oldest first.";
    let all = Operation::get("/api/v1/analyses/history", all);
    Routes::new()
        .add(paged(all), history_of_all, analyses)
        .add(one.object().problem(404), get_analysis, analyses)
        .add(why.object().problem(404), explain_analysis, analyses)
        .add(paged(moves).problem(404), list_history, analyses)
}

/// What narrows a list or a cycle down.
pub(crate) fn with_filter_params(operation: Operation) -> Operation {
    operation.param(&SUBJECT).param(&EVENT_FILTER).param(&ANALYSIS)
}

/// The subject that is asked for. asimov's word for it is taken too: whoever says it must not get
/// all subjects.
pub(crate) fn subject_param(params: &Params) -> Result<Option<&str>, ApiError> {
    Ok(params.get(&SUBJECT)?.or(params.get(&EVENT_FILTER)?))
}

pub(crate) fn analysis_filter(params: &Params) -> Result<AnalysisFilter<'_>, ApiError> {
    let mut filter = AnalysisFilter::all();
    if let Some(subject) = subject_param(params)? {
        filter = filter.subject(subject);
    }
    if let Some(name) = params.get(&ANALYSIS)? {
        filter = filter.analysis(name);
    }
    Ok(filter)
}

/// The key of the analysis that the two parameters of a path name.
pub(crate) fn analysis_key(PathPair(subject, name): &PathPair) -> String {
    format!("{subject}/{name}")
}

impl AnalysisApi {
    /// Does something that reads files, or takes longer.
    pub(crate) async fn run_blocking<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn AnalysisHost) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let host = Arc::clone(&self.host);
        let done = spawn_blocking(move || ask(&*host)).await;
        done.unwrap_or_else(|_| Err(ApiError::internal("the analysis host panicked")))
    }

    async fn with_ledger(
        &self,
        look: impl FnOnce(&Ledger) -> Result<Response, ApiError> + Send + 'static,
    ) -> Result<Response, ApiError> {
        self.run_blocking(|host| look(&*host.ledger().map_err(to_problem)?)).await
    }
}

/// What went wrong, for who asked. What the system says has paths of this machine in it.
pub(crate) fn to_problem(error: Error) -> ApiError {
    match error {
        Error::State(error) => match error {
            StateError::UnknownKey { .. } | StateError::UnknownSubject { .. } => {
                ApiError::not_found(error.to_string())
            }
            StateError::StateWord { .. } | StateError::UnknownState { .. } => {
                let word = error.to_string();
                ApiError::invalid(["body", "state"], "value_error", &word, json!(null), None)
            }
            error => ApiError::conflict(error.to_string()),
        },
        Error::LedgerBusy { .. } => {
            ApiError::conflict("another process is writing the ledger; try again later")
        }
        Error::LedgerReadOnly { .. } => ApiError::conflict(
            "the server may not write to the ledger; check the permissions of its file and directory",
        ),
        Error::LedgerFull { .. } => ApiError::internal("no space left for the ledger"),
        _ => ApiError::internal(
            "the project or its ledger cannot be read; `monitor project status` says why",
        ),
    }
}

/// A part of a list.
#[derive(Serialize)]
struct AnalysisList<'a> {
    /// The revision of the ledger.
    revision: u64,
    /// How many there are that were asked for.
    total: usize,
    analyses: Vec<AnalysisStatus<'a>>,
    /// The `offset` of the next part, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<usize>,
}

async fn list_all(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    let limit = size(params.get(&LIMIT)?);
    let offset = size(params.get(&OFFSET)?);
    let look = move |ledger: &Ledger| {
        let filter = analysis_filter(&params)?;
        if params.get(&SUBJECT)?.is_some() {
            // Nobody is no answer to a subject that is not there.
            let none = filter.analysis("");
            ledger.analysis_status(none).map_err(|error| to_problem(error.into()))?;
        }
        let states = params.get(&STATE)?;
        let pipeline = params.get(&PIPELINE)?;
        let asked = |glance: &AnalysisStatus<'_>| {
            let state = glance.state.as_str();
            let in_state = |word: &&str| *word == state || *word == glance.status;
            (states.is_empty() || states.iter().any(in_state))
                && pipeline.is_none_or(|pipeline| glance.pipeline == pipeline)
        };
        let mut total = 0;
        let mut listed = Vec::new();
        for glance in ledger.list_statuses(filter).filter(asked) {
            if total >= offset && listed.len() < limit {
                listed.push(glance);
            }
            total += 1;
        }
        let next = Some(offset + listed.len()).filter(|next| *next < total && !listed.is_empty());
        Ok(answer(&AnalysisList { revision: ledger.revision(), total, analyses: listed, next }))
    };
    analyses.with_ledger(look).await
}

async fn list_states(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    let look = move |ledger: &Ledger| {
        let status =
            ledger.analysis_status(analysis_filter(&params)?).map_err(|e| to_problem(e.into()))?;
        if status.len() > MOST_STATES {
            let many = format!("there are {} analyses: name a subject", status.len());
            return Err(ApiError::invalid(
                ["query", SUBJECT.name()],
                "missing",
                &many,
                json!(null),
                None,
            ));
        }
        Ok(answer(&status))
    };
    analyses.with_ledger(look).await
}

async fn list_active(State(analyses): State<AnalysisApi>) -> Result<Response, ApiError> {
    let look = |ledger: &Ledger| {
        Ok(answer(&ledger.active_analyses().take(MOST_STATES).collect::<Vec<_>>()))
    };
    analyses.with_ledger(look).await
}

async fn draw_machine(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    let draw = match params.get(&FORMAT)? {
        "dot" => StateMachine::to_dot,
        _ => StateMachine::to_mermaid,
    };
    let look = move |ledger: &Ledger| {
        Ok(text_response("text/plain; charset=utf-8", draw(ledger.machine())))
    };
    analyses.with_ledger(look).await
}

/// An analysis with what it needs.
#[derive(Serialize)]
struct AnalysisDocument<'a> {
    #[serde(flatten)]
    glance: AnalysisStatus<'a>,
    needs: Vec<monitor_core::AnalysisKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<monitor_state::Intent>,
}

async fn get_analysis(
    State(analyses): State<AnalysisApi>,
    named: PathPair,
) -> Result<Response, ApiError> {
    let look = move |ledger: &Ledger| {
        let key = analysis_key(&named);
        let (Some(glance), Some(row)) = (ledger.status_for(&key), ledger.row_for(&key)) else {
            return Err(unknown_analysis(&key));
        };
        Ok(answer(&AnalysisDocument { glance, needs: row.analysis.needs, open: row.open }))
    };
    analyses.with_ledger(look).await
}

async fn explain_analysis(
    State(analyses): State<AnalysisApi>,
    named: PathPair,
) -> Result<Response, ApiError> {
    let ask = move |host: &dyn AnalysisHost| {
        let ledger = host.ledger().map_err(to_problem)?;
        let policy = host.policy().map_err(to_problem)?;
        let why = ledger.explain_state(&analysis_key(&named), &policy);
        let why = why.map_err(|error| to_problem(error.into()))?;
        Ok(answer(&with_why_texts(to_json(&why)?)))
    };
    analyses.run_blocking(ask).await
}

async fn list_history(
    State(analyses): State<AnalysisApi>,
    named: PathPair,
    params: Params,
) -> Result<Response, ApiError> {
    let (before, most) = page_params(&params)?;
    let ask = move |host: &dyn AnalysisHost| {
        let key = analysis_key(&named);
        if host.ledger().map_err(to_problem)?.status_for(&key).is_none() {
            return Err(unknown_analysis(&key));
        }
        let of = MovesOf { key: Some(&key), before, most };
        Ok(answer(&with_move_texts(to_json(&host.list_transitions(of).map_err(to_problem)?)?)))
    };
    analyses.run_blocking(ask).await
}

async fn history_of_all(
    State(analyses): State<AnalysisApi>,
    params: Params,
) -> Result<Response, ApiError> {
    let (before, most) = page_params(&params)?;
    let ask = move |host: &dyn AnalysisHost| {
        let moves =
            host.list_transitions(MovesOf { key: None, before, most }).map_err(to_problem)?;
        Ok(answer(&with_move_texts(to_json(&moves)?)))
    };
    analyses.run_blocking(ask).await
}

fn to_json(document: &impl Serialize) -> Result<Value, ApiError> {
    let value = serde_json::to_value(document);
    value.map_err(|error| ApiError::internal(format!("not a document: {error}")))
}

fn page_params(params: &Params) -> Result<(Option<u64>, usize), ApiError> {
    let before = params.get(&BEFORE)?;
    let most = params.get(&MOVES_LIMIT)?;
    Ok((before, size(most)))
}

fn unknown_analysis(key: &str) -> ApiError {
    ApiError::not_found(format!("analysis {key:?} not found"))
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
