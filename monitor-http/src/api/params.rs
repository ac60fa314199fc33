//! The query of a request, which declared parameters are read from.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::api::problem::ApiError;
use crate::api::query_param::QueryParam;

/// The parameters of a query. Of one that is given twice the last counts; unknown ones do not.
#[derive(Clone, Debug, Default)]
pub struct Params {
    given: Vec<(String, String)>,
    /// What the operation declares; `None` if no route of [`Routes`](crate::Routes) was asked.
    declared: Option<DeclaredNames>,
}

/// The names of the query parameters that the operation of a route declares.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredNames(pub(crate) Arc<[&'static str]>);

impl Params {
    /// The parameters of a query, without its `?`.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let given = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Self { given, declared: None }
    }

    /// Reads a parameter.
    ///
    /// # Errors
    /// 422 if the value is not allowed, as the parameter decides. 500 if the operation of the route
    /// does not declare the parameter, so that a test of the handler finds it.
    pub fn get<'q, P: QueryParam>(&'q self, param: &P) -> Result<P::Value<'q>, ApiError> {
        let name = param.name();
        if self.declared.as_ref().is_some_and(|declared| !declared.0.contains(&name)) {
            return Err(ApiError::internal(format!(
                "the operation does not declare its query parameter `{name}`"
            )));
        }
        let found = self.given.iter().rev().find(|(given, _)| given == name);
        param.read(found.map(|(_, value)| value.as_str()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let declared = parts.extensions.get().cloned();
        Ok(Self { declared, ..Self::new(parts.uri.query().unwrap_or_default()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::query_param::TextParam;

    #[test]
    fn what_the_operation_does_not_declare_is_not_read() {
        let declared = Some(DeclaredNames(["job"].into()));
        let params = Params { declared, ..Params::new("job=a&worker=b") };
        assert_eq!(params.get(&TextParam::new("job", "")).unwrap(), Some("a"));
        assert_eq!(params.get(&TextParam::new("worker", "")).unwrap_err().status(), 500);
    }
}
