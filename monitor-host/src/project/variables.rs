//! Reading a table of variables.

use std::collections::BTreeMap;

use toml::Spanned;

use super::fault::Fault;
use super::member::BUILT_IN_PLACES;
use super::template::is_name;
use crate::spoken::Value;

pub(super) fn variables(
    given: BTreeMap<Spanned<String>, Value>,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut all = BTreeMap::new();
    for (name, Value(value)) in given {
        let span = name.span();
        let name = name.into_inner();
        if BUILT_IN_PLACES.contains(&name.as_str()) {
            return Err(Fault::at(span, format!("{{{name}}} has a meaning of its own")));
        }
        if !is_name(&name) {
            let reason =
                format!("{name:?} is no name of a variable: that is letters, digits and _");
            return Err(Fault::at(span, reason));
        }
        all.insert(name, value);
    }
    Ok(all)
}
