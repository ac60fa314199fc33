//! The root: a page for browsers, a text for terminals, and what this is for programs.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde_json::json;

use crate::api::answer::{json_response, text_response};
use crate::api::operation::Operation;
use crate::api::routes::Routes;
use crate::page::HtmlPage;
use crate::sources::RouterSources;

pub(crate) fn front_routes(page: HtmlPage, sources: &RouterSources) -> Routes {
    let operation = Operation::get(
        "/",
        "Returns the dashboard, a text overview or a JSON description, by `Accept`.",
    )
    .text("text/html")
    .text("text/plain")
    .object();
    let front = FrontPage { page: Arc::new(page), sources: sources.clone() };
    Routes::new().add(operation, get_root, &front)
}

/// What the root has to show.
#[derive(Clone)]
struct FrontPage {
    page: Arc<HtmlPage>,
    sources: RouterSources,
}

async fn get_root(State(front): State<FrontPage>, headers: HeaderMap) -> Response {
    let mut response = match negotiate_format(&headers) {
        RootFormat::Page => front.page.to_response(&headers),
        RootFormat::Text => {
            text_response("text/plain; charset=utf-8", overview_text(&front.sources))
        }
        RootFormat::Json => json_response(&json!({
            "name": "Monitor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What running work is doing: jobs, workers, runs and processes.",
        })),
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    response
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RootFormat {
    Page,
    Text,
    Json,
}

/// The one of the three that the client likes best, the first of several: RFC 9110, 12.5.1. A page
/// for who takes anything.
fn negotiate_format(headers: &HeaderMap) -> RootFormat {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut best = (0.0, RootFormat::Page);
    for kind in accepted.flat_map(|value| value.split(',')) {
        let mut parts = kind.split(';').map(str::trim);
        let wanted = match parts.next().unwrap_or_default() {
            "text/html" | "application/xhtml+xml" => RootFormat::Page,
            "text/plain" => RootFormat::Text,
            "application/json" => RootFormat::Json,
            _ => continue,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if weight > best.0 {
            best = (weight, wanted);
        }
    }
    best.1
}

fn overview_text(sources: &RouterSources) -> String {
    let mut shown = String::from("Monitor\n\n");
    let Some(monitor) = &sources.monitor else { return shown };
    // Writing to a String does not fail.
    let _ = match monitor.status(sources.clock.now()) {
        Ok(status) => write!(
            shown,
            "up {}\n\njobs      {} running, {} queued, {} completed, {} failed, {} cancelled\n\
             success   {:.1} %\nworkers   {} online\nerrors    {}\nevents    {}\n",
            status.system.uptime_formatted,
            status.jobs.currently_running,
            status.jobs.currently_queued,
            status.jobs.completed_jobs,
            status.jobs.failed_jobs,
            status.jobs.cancelled_jobs,
            status.jobs.success_rate,
            status.workers.active_count,
            status.system.error_count,
            status.system.event_counts.total(),
        ),
        Err(error) => writeln!(shown, "{error}"),
    };
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_that_is_known_and_liked_best_is_what_is_wanted() {
        let wants = |accept: &'static str| {
            negotiate_format(&HeaderMap::from_iter([(
                header::ACCEPT,
                HeaderValue::from_static(accept),
            )]))
        };
        assert_eq!(wants("*/*"), RootFormat::Page);
        assert_eq!(
            wants("text/html,application/xhtml+xml,application/json;q=0.9"),
            RootFormat::Page
        );
        assert_eq!(wants("application/json, text/plain, */*"), RootFormat::Json);
        assert_eq!(wants("text/plain;q=1"), RootFormat::Text);
        assert_eq!(wants("text/html;q=0.1, application/json"), RootFormat::Json);
        assert_eq!(wants("text/plain;q=0, */*"), RootFormat::Page);
        assert_eq!(negotiate_format(&HeaderMap::new()), RootFormat::Page);
    }
}
