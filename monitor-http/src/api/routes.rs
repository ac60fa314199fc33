//! Routes with what the OpenAPI document says of them.

use std::collections::BTreeMap;

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Extension, Router};

use crate::access::AllowedControls;
use crate::api::operation::Operation;
use crate::api::params::DeclaredNames;
use crate::api::problem::{ApiError, no_such_method};
use crate::error::Error;

/// Handlers with the operations that document them, not a router yet.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    added: Vec<(Operation, MethodRouter)>,
}

impl Routes {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These and one more.
    #[must_use]
    pub fn add<H, T, S>(mut self, operation: Operation, handler: H, state: &S) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
        S: Clone + Send + Sync + 'static,
    {
        let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
        let declared = DeclaredNames(operation.query.as_slice().into());
        let handler = on(filter, handler).with_state(state.clone());
        self.added.push((operation, handler.route_layer(Extension(declared))));
        self
    }

    /// These and the others.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.added.extend(others.added);
        self
    }

    /// What they do.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.added.iter().map(|(operation, _)| operation)
    }

    /// A router of them, in which a wrong method is an [`ApiError`] and controls that are not allowed
    /// answer 403. What is at no path is left to the router that it is merged or nested into.
    ///
    /// # Errors
    /// [`Error::RouteTwice`] if two have the same method and path.
    pub fn into_router(self, controls: AllowedControls) -> Result<Router, Error> {
        self.check_duplicates()?;
        let mut paths: BTreeMap<&'static str, MethodRouter> = BTreeMap::new();
        for (operation, handler) in self.added {
            let refused = operation.control.filter(|control| !controls.is_allowed(*control));
            let handler = match refused {
                None => handler,
                Some(control) => {
                    let filter = MethodFilter::try_from(operation.method.clone());
                    let refuse = move || async move {
                        let word = control.as_str();
                        ApiError::forbidden(format!("control of {word} is switched off here"))
                    };
                    on(filter.unwrap_or(MethodFilter::GET), refuse)
                }
            };
            let path = paths.entry(operation.path).or_default();
            *path = std::mem::take(path).merge(handler);
        }
        let routes = paths
            .into_iter()
            .fold(Router::new(), |router, (path, methods)| router.route(path, methods));
        Ok(routes.method_not_allowed_fallback(no_such_method))
    }

    /// Checks that each path has one meaning. Paths that differ in the names of their parameters
    /// only match the same requests, so a router cannot have both.
    fn check_duplicates(&self) -> Result<(), Error> {
        let mut seen: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
        for second in self.operations() {
            let before = seen.entry(path_shape(second.path)).or_default();
            let is_same =
                |first: &&&Operation| first.method == second.method || first.path != second.path;
            if let Some(first) = before.iter().find(is_same) {
                return Err(Error::RouteTwice {
                    method: second.method.to_string(),
                    path: second.path,
                    first: first.summary,
                    second: second.summary,
                });
            }
            before.push(second);
        }
        Ok(())
    }
}

/// The path without the names of its parameters.
fn path_shape(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn nothing() {}

    fn refusal(first: Operation, second: Operation) -> Option<String> {
        let routes = Routes::new().add(first, nothing, &());
        let routes = routes.merge(Routes::new().add(second, nothing, &()));
        routes.into_router(AllowedControls::all()).err().map(|error| error.to_string())
    }

    #[test]
    fn a_method_and_a_path_have_one_route() {
        let one = Operation::get("/jobs/{id}", "A job.");
        assert_eq!(refusal(one.clone(), Operation::delete("/jobs/{id}", "Removes it.")), None);
        assert_eq!(refusal(one.clone(), Operation::get("/jobs/recent", "The last.")), None);
        let other = Operation::get("/jobs/{id}", "Returns the job of a run.");
        let twice = refusal(one.clone(), other).unwrap();
        assert!(twice.starts_with("two routes for GET /jobs/{id}: "), "{twice}");
        assert!(twice.contains("\"A job.\" and \"Returns the job of a run.\""), "{twice}");
    }

    #[test]
    fn the_names_of_path_parameters_make_no_other_path() {
        let one = Operation::get("/jobs/{id}", "A job.");
        let other = Operation::delete("/jobs/{name}", "Removes it.");
        let twice = refusal(one, other).unwrap();
        assert!(twice.starts_with("two routes for DELETE /jobs/{name}: "), "{twice}");
    }
}
