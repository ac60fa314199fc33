//! YAML as JSON values: what asimov keeps its ledger in.

use serde_json::{Map, Number, Value};
use yaml_rust2::{Yaml, YamlLoader};

/// The most values that a file has once its aliases are followed.
const MOST_VALUES: usize = 20_000_000;

/// Reads one document. Keys that are no texts are written as they are read.
///
/// # Errors
/// What is wrong with it, and where.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let documents = YamlLoader::load_from_str(text).map_err(|error| format!("YAML: {error}"))?;
    let first = documents.first().ok_or("it is empty")?;
    let mut left = MOST_VALUES;
    value(first, &mut left).ok_or_else(|| format!("it has more than {MOST_VALUES} values"))
}

fn value(yaml: &Yaml, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    Some(match yaml {
        Yaml::Real(text) => text
            .parse()
            .ok()
            .and_then(Number::from_f64)
            .map_or_else(|| Value::String(text.clone()), Value::Number),
        Yaml::Integer(number) => Value::from(*number),
        Yaml::String(text) => Value::String(text.clone()),
        Yaml::Boolean(is) => Value::Bool(*is),
        Yaml::Array(items) => {
            Value::Array(items.iter().map(|item| value(item, left)).collect::<Option<_>>()?)
        }
        Yaml::Hash(entries) => {
            let mut object = Map::new();
            for (name, of) in entries {
                let name = match name {
                    Yaml::String(name) | Yaml::Real(name) => name.clone(),
                    Yaml::Integer(name) => name.to_string(),
                    Yaml::Boolean(name) => name.to_string(),
                    _ => continue,
                };
                object.insert(name, value(of, left)?);
            }
            Value::Object(object)
        }
        Yaml::Alias(_) | Yaml::Null | Yaml::BadValue => Value::Null,
    })
}
