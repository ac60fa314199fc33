//! How routes are made: [`Routes`] pairs a handler with the [`Operation`] that documents it.
//!
//! `routes` collects the pairs, `operation` describes one method of one path, `schema` derives the
//! JSON schema of a document from its type, and `openapi` writes the OpenAPI document. `query_param`
//! declares query parameters; `params` and `body` read queries, path parameters and bodies; `answer` writes documents, `problem` everything
//! that is not a good answer.
//!
//! # Conventions
//!
//! Each subject has a module with one function `…_routes(what, …) -> Routes`. It adds a handler by
//! [`Routes::add`] together with the [`Operation`] that documents it: a route that is not in the
//! OpenAPI document cannot be made.
//!
//! - **Good answers** are the documents of the library crates, serialised by [`json`]. Nothing is
//!   wrapped around them.
//! - **Everything else** is an [`ApiError`]: `{"error": {"code", "message"}, "detail"}` with the
//!   right status. `detail` is what the FastAPI of the original systems answers: a text, or for 422
//!   the list of what is wrong. 404 for what is not there, 405 for a wrong method (with `Allow`),
//!   409 for what does not fit the state, 413 and 415 for bodies, 422 for a value that is out of
//!   its range, 429 where there are too many of something. Bad input is never a 500.
//! - **A query parameter** is a constant, such as an [`IntegerParam`]: [`Operation::param`] declares
//!   it, [`Params::get`] reads it. A handler that reads another one answers 500.
//! - **Path parameters** are read by [`PathText`], bodies by [`JsonBody`]: their rejections are
//!   problems already.
//! - **What changes something** is an [`Operation`] with [`Operation::controls`]. If the host has
//!   switched that kind of control off, it answers 403; a wrong method is 405 all the same.
//! - **What is live** is in one stream, [`Feed`](crate::Feed): events by number, and documents
//!   ([`Feed::document`](crate::Feed::document)) that are sent whole once and then as JSON merge
//!   patches. A new subject adds a document to it; there is no second stream.
//! - **No handler blocks** on a file, a lock that is held for long, or a process: such work goes to
//!   `tokio::task::spawn_blocking`.
//! - **Time** comes from the clock of [`RouterSources`](crate::RouterSources).

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod params;
pub(crate) mod problem;
pub(crate) mod query_param;
pub(crate) mod routes;
mod schema;

pub use answer::json_response;
pub use body::{JsonBody, PathText};
pub use openapi::openapi_document;
pub use operation::Operation;
pub use params::Params;
pub use problem::ApiError;
pub use query_param::{
    FlagParam, IntegerParam, ListParam, ParamDefault, QueryParam, TextParam, WordParam,
};
pub use routes::Routes;
