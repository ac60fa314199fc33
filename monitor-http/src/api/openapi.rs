//! The OpenAPI document of routes.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::api::operation::Operation;
use crate::api::routes::Routes;

/// The OpenAPI 3.1 document of these routes. The schemas come from the types of the documents.
#[must_use]
pub fn openapi_document(routes: &Routes) -> Value {
    build_document(routes.operations())
}

/// The document of a router, made for whoever asks first.
#[derive(Clone, Debug)]
pub(crate) struct OpenApiDocument(Arc<(Vec<Operation>, OnceLock<Bytes>)>);

impl OpenApiDocument {
    pub(crate) fn new(operations: Vec<Operation>) -> Self {
        Self(Arc::new((operations, OnceLock::new())))
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        let (operations, made) = &*self.0;
        made.get_or_init(|| Bytes::from(build_document(operations.iter()).to_string())).clone()
    }
}

fn build_document<'a>(operations: impl Iterator<Item = &'a Operation>) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), operation.to_document());
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Monitor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What running work is doing.",
        },
        "paths": paths,
        "components": {
            "responses": {"Problem": {
                "description": "What was wrong.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }},
            "schemas": {"Problem": problem_schema()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    })
}

fn problem_schema() -> Value {
    let text = json!({"type": "string"});
    json!({
        "type": "object",
        "required": ["error", "detail"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": text, "message": text},
            },
            "detail": {"description": "A text, or a list of what is wrong with the input."},
        },
    })
}
