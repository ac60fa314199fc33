//! Routes with what the OpenAPI document says of them.

use std::collections::BTreeMap;

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Extension, Router};

use crate::access::Controls;
use crate::api::operation::Operation;
use crate::api::params::DeclaredNames;
use crate::api::problem::{Problem, no_such_method};

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

    /// These and the others; of two for the same method and path the first counts.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        for (operation, handler) in others.added {
            let is_there = self
                .operations()
                .any(|here| here.path == operation.path && here.method == operation.method);
            if !is_there {
                self.added.push((operation, handler));
            }
        }
        self
    }

    /// What they do.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.added.iter().map(|(operation, _)| operation)
    }

    /// A router of them, in which a wrong method is a [`Problem`] and controls that are not allowed
    /// answer 403. What is at no path is left to the router that it is merged or nested into.
    pub fn into_router(self, controls: Controls) -> Router {
        let mut paths: BTreeMap<&'static str, MethodRouter> = BTreeMap::new();
        for (operation, handler) in self.added {
            let refused = operation.control.filter(|control| !controls.allow(*control));
            let handler = match refused {
                None => handler,
                Some(control) => {
                    let filter = MethodFilter::try_from(operation.method.clone());
                    let refuse = move || async move {
                        let word = control.as_str();
                        Problem::forbidden(format!("control of {word} is switched off here"))
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
        routes.method_not_allowed_fallback(no_such_method)
    }
}
