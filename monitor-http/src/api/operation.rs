//! What one method of one path does, as the OpenAPI document says it.

use axum::http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::access::ControlKind;
use crate::api::query_param::QueryParam;
use crate::api::schema::schema_for;

/// Makes a schema when somebody asks for the document: it is large, and hardly anybody does.
type SchemaFn = fn() -> Value;

/// What one method of one path does, in the words of the OpenAPI document.
///
/// ```
/// use monitor_http::{IntegerParam, Operation};
///
/// const LIMIT: IntegerParam<u64> = IntegerParam::new("limit", "Maximum number of entries.", 1..=100).default(10);
///
/// let operation = Operation::get("/jobs/recent", "Lists the jobs that ended last, oldest first.")
///     .param(&LIMIT)
///     .json::<Vec<monitor_core::RecentJob>>()
///     .problem(422);
/// assert_eq!(operation.path(), "/jobs/recent");
/// ```
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) control: Option<ControlKind>,
    pub(crate) summary: &'static str,
    parameters: Vec<Value>,
    /// The names of those in the query.
    pub(crate) query: Vec<&'static str>,
    body: Option<SchemaFn>,
    content: Vec<(&'static str, SchemaFn)>,
    /// What it answers when all is well.
    status: u16,
    problems: Vec<u16>,
}

impl Operation {
    fn new(method: Method, path: &'static str, summary: &'static str) -> Self {
        let between = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        let parameters = between.map(|(name, _)| {
            json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
        });
        Self {
            method,
            path,
            control: None,
            summary,
            parameters: parameters.collect(),
            query: Vec::new(),
            body: None,
            content: Vec::new(),
            status: 200,
            problems: Vec::new(),
        }
    }

    /// GET (and HEAD) of a path, whose parameters are in braces, with a sentence on what it gives.
    #[must_use]
    pub fn get(path: &'static str, summary: &'static str) -> Self {
        Self::new(Method::GET, path, summary)
    }

    /// POST to a path.
    #[must_use]
    pub fn post(path: &'static str, summary: &'static str) -> Self {
        Self::new(Method::POST, path, summary)
    }

    /// PUT to a path.
    #[must_use]
    pub fn put(path: &'static str, summary: &'static str) -> Self {
        Self::new(Method::PUT, path, summary)
    }

    /// DELETE of a path.
    #[must_use]
    pub fn delete(path: &'static str, summary: &'static str) -> Self {
        Self::new(Method::DELETE, path, summary)
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// It changes something: it answers 403 where this kind of control is switched off.
    #[must_use]
    pub fn controls(mut self, control: ControlKind) -> Self {
        self.control = Some(control);
        self.problem(403)
    }

    /// It has this parameter in its query.
    #[must_use]
    pub fn param(mut self, param: &impl QueryParam) -> Self {
        self.query.push(param.name());
        self.parameters.push(json!({
            "name": param.name(),
            "in": "query",
            "required": false,
            "description": param.description(),
            "schema": param.schema(),
        }));
        self
    }

    /// It takes a body that is JSON of this type.
    #[must_use]
    pub fn json_body<T: DeserializeOwned>(mut self) -> Self {
        self.body = Some(schema_for::<T>);
        self
    }

    /// It answers JSON of this type.
    #[must_use]
    pub fn json<T: DeserializeOwned>(self) -> Self {
        self.add_content("application/json", schema_for::<T>)
    }

    /// It answers a JSON object whose keys depend on what there is.
    #[must_use]
    pub fn object(self) -> Self {
        self.add_content("application/json", || json!({"type": "object"}))
    }

    /// It answers a list of such objects.
    #[must_use]
    pub fn objects(self) -> Self {
        self.add_content(
            "application/json",
            || json!({"type": "array", "items": {"type": "object"}}),
        )
    }

    /// It answers a text of this content type.
    #[must_use]
    pub fn text(self, kind: &'static str) -> Self {
        self.add_content(kind, || json!({"type": "string"}))
    }

    fn add_content(mut self, kind: &'static str, schema: SchemaFn) -> Self {
        self.content.push((kind, schema));
        self
    }

    /// It answers with this status when all is well, which is 200 if nothing is said.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// It may answer a problem with this status, beside those that any path has.
    #[must_use]
    pub fn problem(mut self, status: u16) -> Self {
        self.problems.push(status);
        self
    }

    fn content_map(&self) -> Map<String, Value> {
        let content = self.content.iter();
        content.map(|(kind, schema)| ((*kind).to_owned(), json!({"schema": schema()}))).collect()
    }

    /// What OpenAPI says below the path and the method.
    pub(crate) fn to_document(&self) -> Value {
        let mut responses = Map::new();
        let good = match self.status {
            101 => json!({"description": "A WebSocket."}),
            204 => json!({"description": "It is done."}),
            _ => json!({"description": "What was asked for.", "content": self.content_map()}),
        };
        responses.insert(self.status.to_string(), good);
        let problem = json!({"$ref": "#/components/responses/Problem"});
        for status in &self.problems {
            responses.insert(status.to_string(), problem.clone());
        }
        responses.insert("default".to_owned(), problem);
        let mut document = json!({
            "summary": self.summary,
            "operationId": self.id(),
            "parameters": self.parameters,
            "responses": responses,
        });
        if let (Some(schema), Some(object)) = (&self.body, document.as_object_mut()) {
            let content = json!({"content": {"application/json": {"schema": schema()}}});
            object.insert("requestBody".to_owned(), content);
        }
        document
    }

    /// `get_jobs_recent`.
    fn id(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let words = words.filter(|word| !word.is_empty());
        let mut id = self.method.as_str().to_ascii_lowercase();
        words.for_each(|word| {
            id.push('_');
            id.push_str(word);
        });
        id
    }
}
