//! How routes are made: [`Routes`] pairs a handler with the [`Operation`] that documents it.
//!
//! `routes` collects the pairs, `operation` describes one method of one path, `schema` derives the
//! JSON schema of a document from its type, and `openapi` writes the OpenAPI document. `params` and
//! `body` read queries, path parameters and bodies; `answer` writes documents, `problem` everything
//! that is not a good answer.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod openapi;
pub(crate) mod operation;
pub(crate) mod params;
pub(crate) mod problem;
pub(crate) mod routes;
mod schema;

pub use answer::json;
pub use body::{JsonBody, PathText};
pub use openapi::openapi;
pub use operation::Operation;
pub use params::Params;
pub use problem::Problem;
pub use routes::Routes;
