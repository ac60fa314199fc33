//! The OpenAPI document of routes.

use serde_json::{Map, Value, json};

use crate::http::routes::Routes;

/// The OpenAPI 3.1 document of these routes. The schemas come from the types of the documents.
#[must_use]
pub fn openapi(routes: &Routes) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in routes.operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(operation.method.as_str().to_ascii_lowercase(), operation.document());
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
            "schemas": {"Problem": problem()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    })
}

fn problem() -> Value {
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
