//! Reading the tables of schedulers, and finding a scheduler by its name.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::SchedulerEntry;
use super::fault::ProjectFault;
use super::shape::{NamedTable, SchedulerTable};
use crate::scheduler::{DEFAULT_KIND, SchedulerRegistry};

/// The key of an entry that is not of its settings.
const KIND: &str = "kind";

/// The schedulers of a file, in its order; local processes if it describes none. `tables` has the
/// whole table of each head.
pub(super) fn schedulers(
    heads: NamedTable<SchedulerTable>,
    tables: Option<&DeValue<'_>>,
    registry: &SchedulerRegistry,
) -> Result<Vec<SchedulerEntry>, ProjectFault> {
    let table_of = |name: &str| tables?.as_table()?.get(name).cloned();
    let no_settings = || Spanned::new(0..0, DeValue::Table(DeTable::new()));
    let mut entries = Vec::new();
    for (name, head) in heads.0 {
        let table = table_of(name.get_ref()).unwrap_or_else(no_settings);
        entries.push(entry(&name, head.kind.as_ref(), table, registry)?);
    }
    if entries.is_empty() {
        let name = Spanned::new(0..0, DEFAULT_KIND.to_owned());
        entries.push(entry(&name, None, no_settings(), registry)?);
    }
    Ok(entries)
}

/// The entry of one table, or the first thing that is wrong with it.
fn entry(
    name: &Spanned<String>,
    word: Option<&Spanned<String>>,
    mut table: Spanned<DeValue<'_>>,
    registry: &SchedulerRegistry,
) -> Result<SchedulerEntry, ProjectFault> {
    let kind = match word {
        Some(word) => registry.with_word(word.get_ref()).ok_or_else(|| {
            let known: Vec<String> = registry.words().map(|known| format!("`{known}`")).collect();
            let known = known.join(", ");
            let reason = format!("unknown variant `{}`, expected one of {known}", word.get_ref());
            ProjectFault::at_span(word.span(), reason)
        })?,
        None => registry.with_name(name.get_ref()).ok_or_else(|| {
            let known: Vec<String> = registry.words().map(|known| format!("{known:?}")).collect();
            let reason = format!(
                "scheduler {:?} needs a kind: kind = {}",
                name.get_ref(),
                word_list(&known)
            );
            ProjectFault::at_span(name.span(), reason)
        })?,
    };
    let written = toml::Value::deserialize(ValueDeserializer::from(table.clone()))?;
    let mut foreign = Vec::new();
    if let DeValue::Table(settings) = table.get_mut() {
        settings.remove(KIND);
        if let Some(own) = kind.keys() {
            let all = registry.keys();
            check_keys(settings, &all)?;
            let others = all.into_iter().filter(|key| !own.contains(key));
            // An empty table says nothing.
            let is_said = |value: Spanned<DeValue<'_>>| {
                value.get_ref().as_table().is_none_or(|table| !table.is_empty())
            };
            foreign.extend(others.filter(|key| settings.remove(*key).is_some_and(is_said)));
        }
    }
    let maker = kind.read(table)?;
    if let Some(key) = foreign.first() {
        let reason = format!("{key} means nothing to this kind of scheduler");
        return Err(ProjectFault::at_span(name.span(), reason));
    }
    Ok(SchedulerEntry {
        name: name.get_ref().as_str().into(),
        kind: kind.word().into(),
        written,
        maker,
    })
}

/// Each key is one of some kind.
fn check_keys(settings: &DeTable<'_>, known: &[&str]) -> Result<(), ProjectFault> {
    let Some(key) = settings.keys().find(|key| !known.contains(&&**key.get_ref())) else {
        return Ok(());
    };
    let known: Vec<String> = [KIND].iter().chain(known).map(|known| format!("`{known}`")).collect();
    let reason = format!("unknown field `{}`, expected one of {}", key.get_ref(), known.join(", "));
    Err(ProjectFault::at_span(key.span(), reason))
}

/// `a, b or c`.
fn word_list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The name of a scheduler that there is.
pub(super) fn scheduler(
    schedulers: &[SchedulerEntry],
    name: &Spanned<String>,
) -> Result<Box<str>, ProjectFault> {
    if schedulers.iter().any(|entry| *entry.name == **name.get_ref()) {
        return Ok(name.get_ref().as_str().into());
    }
    let names: Vec<&str> = schedulers.iter().map(|entry| &*entry.name).collect();
    let reason = format!("unknown scheduler {:?}; expected {}", name.get_ref(), names.join(", "));
    Err(ProjectFault::at_span(name.span(), reason))
}
