//! Reading a table of variables.

use std::collections::BTreeMap;

use toml::Spanned;

use super::fault::ProjectFault;
use super::member::BUILT_IN_PLACES;
use super::template::is_name;
use crate::spoken::VariableText;

pub(super) fn variables(
    given: BTreeMap<Spanned<String>, VariableText>,
) -> Result<BTreeMap<String, String>, ProjectFault> {
    let mut all = BTreeMap::new();
    for (name, VariableText(value)) in given {
        let span = name.span();
        let name = name.into_inner();
        if BUILT_IN_PLACES.contains(&name.as_str()) {
            return Err(ProjectFault::at_span(
                span,
                format!("{{{name}}} has a meaning of its own"),
            ));
        }
        if !is_name(&name) {
            let reason =
                format!("{name:?} is no name of a variable: that is letters, digits and _");
            return Err(ProjectFault::at_span(span, reason));
        }
        all.insert(name, value);
    }
    Ok(all)
}
