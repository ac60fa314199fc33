//! What has changed between two documents of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::RunStatus;
use crate::error::Error;

/// Lists that only grow at their end, and lose entries at their beginning.
const LISTS: [&str; 3] = ["steps", "messages", "errors"];

/// What has to be done to one document of a run so that it becomes a later one. It is small where
/// little has changed, and is applied to a [`RunStatus`] here, or to the JSON of one anywhere.
///
/// In JSON: `set` are keys of the document with their new values, `gone` keys that it has no
/// more. `lists` are for `steps`, `messages` and `errors`: so many go at the beginning, and then
/// these come at the end. `bars` are those that are new or have changed, by their `id`;
/// `bars_gone` are ids. `series` are like lists, by name.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_run::{LogLevel, RunRecorder, RunDelta, RunLimits};
///
/// let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
/// let mut run = RunRecorder::new("scan", RunLimits::default(), at(0))?;
/// let seen = run.status(at(0));
/// run.log(LogLevel::Info, "hello", at(1));
///
/// let delta = RunDelta::between(&seen, &run.status(at(1)));
/// assert_eq!((delta.from_seq, delta.seq), (1, 2));
/// assert_eq!(delta.apply_to(&seen)?, run.status(at(1)));
/// # Ok::<(), monitor_run::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RunDelta {
    /// The run that both are of.
    pub run_id: String,
    /// Which document it is applied to.
    pub from_seq: u64,
    /// Which one that makes of it.
    pub seq: u64,
    /// Keys with their new values.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub set: Map<String, Value>,
    /// Keys that are there no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
    /// What has changed in lists.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, ListDelta>,
    /// Bars that are new or have changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<Value>,
    /// Ids of bars that are there no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bars_gone: Vec<u64>,
    /// What has changed in series that were there before; new ones are in `set`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub series: BTreeMap<String, ListDelta>,
}

/// How a list that only grows at its end has moved on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ListDelta {
    /// So many entries go at the beginning.
    pub gone: usize,
    /// These come at the end.
    pub come: Vec<Value>,
}

impl RunDelta {
    /// What makes `new` of `old`.
    #[must_use]
    pub fn between(old: &RunStatus, new: &RunStatus) -> Self {
        let (before, mut after) = (to_object(old), to_object(new));
        let mut delta =
            Self { run_id: new.run_id.clone(), from_seq: old.seq, seq: new.seq, ..Self::default() };
        for list in LISTS {
            let (was, is) = (list_entries(&before, list), list_entries(&after, list));
            if let Some(moved) = ListDelta::between(was, is) {
                delta
                    .lists
                    .extend((moved != ListDelta::default()).then(|| (list.to_owned(), moved)));
                after.remove(list);
            }
        }
        delta.compare_bars(&before, &mut after);
        delta.compare_series(&before, &mut after);
        delta.gone = before.keys().filter(|key| !has_key(&after, key)).cloned().collect();
        after.retain(|key, value| before.get(key) != Some(value));
        delta.set = after;
        delta
    }

    /// The document that `old` becomes.
    ///
    /// # Errors
    /// [`Error::OtherDocument`] if this is for another one than `old`.
    pub fn apply_to(&self, old: &RunStatus) -> Result<RunStatus, Error> {
        let other = Error::OtherDocument { wanted: self.from_seq, found: old.seq };
        if old.seq != self.from_seq {
            return Err(other);
        }
        let mut document = to_object(old);
        self.apply(&mut document);
        serde_json::from_value(Value::Object(document)).map_err(|_| other)
    }

    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let nothing = Self {
            run_id: self.run_id.clone(),
            from_seq: self.from_seq,
            seq: self.seq,
            ..Self::default()
        };
        *self == nothing
    }

    fn apply(&self, document: &mut Map<String, Value>) {
        for key in &self.gone {
            document.remove(key);
        }
        for (key, value) in &self.set {
            document.insert(key.clone(), value.clone());
        }
        for (list, moved) in &self.lists {
            moved.apply(document.get_mut(list));
        }
        for (name, moved) in &self.series {
            let series = document.get_mut("series").and_then(|series| series.get_mut(name));
            if let Some(series) = series {
                let total = series.get("total").and_then(Value::as_u64).unwrap_or(0);
                series["total"] = (total + moved.come.len() as u64).into();
                moved.apply(series.get_mut("points"));
            }
        }
        if let Some(Value::Array(bars)) = document.get_mut("bars") {
            bars.retain(|bar| !self.bars_gone.iter().any(|id| bar["id"] == *id));
            for bar in &self.bars {
                match bars.iter_mut().find(|known| known["id"] == bar["id"]) {
                    Some(known) => known.clone_from(bar),
                    None => bars.push(bar.clone()),
                }
            }
        }
    }

    fn compare_bars(&mut self, before: &Map<String, Value>, after: &mut Map<String, Value>) {
        let (was, is) = (list_entries(before, "bars"), list_entries(after, "bars"));
        let id = |bar: &Value| bar["id"].as_u64();
        let stays = |bar: &&Value| is.iter().any(|new| new["id"] == bar["id"]);
        // What stays has to be in the old order, with what is new behind it.
        let kept = was.iter().filter(stays).map(id);
        let ordered = kept.eq(is.iter().take(was.iter().filter(stays).count()).map(id));
        if !ordered || is.iter().chain(was).any(|bar| id(bar).is_none()) {
            return;
        }
        let changed = is.iter().filter(|bar| !was.contains(bar)).cloned().collect();
        self.bars_gone = was.iter().filter(|bar| !stays(bar)).filter_map(id).collect();
        self.bars = changed;
        after.remove("bars");
    }

    fn compare_series(&mut self, before: &Map<String, Value>, after: &mut Map<String, Value>) {
        let (Some(Value::Object(was)), Some(Value::Object(is))) =
            (before.get("series"), after.get("series"))
        else {
            return;
        };
        if !was.keys().eq(is.keys()) {
            return;
        }
        let mut series = BTreeMap::new();
        for (name, new) in is {
            let old = &was[name];
            let points = |of: &Value| of["points"].as_array().cloned().unwrap_or_default();
            let total = |of: &Value| of["total"].as_u64().unwrap_or(0);
            let Some(moved) = ListDelta::between(&points(old), &points(new)) else { return };
            if total(old) + moved.come.len() as u64 != total(new) {
                return;
            }
            series.extend((moved != ListDelta::default()).then(|| (name.clone(), moved)));
        }
        self.series = series;
        after.remove("series");
    }
}

impl ListDelta {
    /// How `old` has moved on to `new`: by as few entries as may be. Nothing if no entry of the
    /// old ones stays, which is said shorter by the new ones.
    fn between(old: &[Value], new: &[Value]) -> Option<Self> {
        let gone = (0..old.len()).find(|&gone| new.starts_with(&old[gone..]));
        let gone = gone.or(old.is_empty().then_some(0))?;
        let kept = old.len() - gone;
        Some(Self { gone, come: new[kept..].to_vec() })
    }

    fn apply(&self, list: Option<&mut Value>) {
        if let Some(Value::Array(entries)) = list {
            entries.drain(..self.gone.min(entries.len()));
            entries.extend_from_slice(&self.come);
        }
    }
}

/// Whether the new document has the key, or what it holds is said in another way.
fn has_key(after: &Map<String, Value>, key: &str) -> bool {
    after.contains_key(key) || LISTS.contains(&key) || key == "bars" || key == "series"
}

fn to_object(status: &RunStatus) -> Map<String, Value> {
    match serde_json::to_value(status) {
        Ok(Value::Object(object)) => object,
        // A status is a struct.
        _ => Map::new(),
    }
}

fn list_entries<'a>(document: &'a Map<String, Value>, list: &str) -> &'a [Value] {
    document.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
