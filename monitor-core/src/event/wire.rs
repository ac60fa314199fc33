//! The JSON form of events: the field names that users of the original job system know.

use std::time::Duration;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::event::{
    AnalysisEvent, DebugEvent, Event, EventKind, EventSource, JobEvent, JobPhase, Payload,
    SystemEvent, SystemPhase, WorkerEvent, WorkerPhase,
};
use crate::id::{JobId, JobName, WorkerId};
use crate::job::{Job, Priority, Tags};
use crate::time::Timestamp;

impl Event {
    /// Reads the JSON form of one event.
    ///
    /// What is not known of the event's kind, on the top level or in `data`, ends up in
    /// [`Event::extra`]. Of a key that is in several places the one in `extra` counts, then the one
    /// in `data`; a `null` in `data` says nothing.
    ///
    /// # Errors
    /// [`Error::UnknownKind`] for a wire name that is none, [`Error::TextTooLong`] for an id of a
    /// job or worker that is, [`Error::EventJson`] for a text that is malformed, incomplete, or has
    /// a value of the wrong type or out of its range.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let wire: WireEvent = serde_json::from_str(text).map_err(parse_error)?;
        wire.into_event()
    }
}

/// An event as JSON has it.
#[derive(serde::Deserialize)]
pub(crate) struct WireEvent {
    event_type: String,
    #[serde(default)]
    timestamp: Option<Timestamp>,
    #[serde(default)]
    job_id: Option<String>,
    #[serde(default)]
    worker_id: Option<String>,
    #[serde(default)]
    source: Option<Value>,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default)]
    extra: Option<Map<String, Value>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(serde::Serialize)]
pub(crate) struct JobFields<'a, P> {
    #[serde(skip_serializing_if = "JobName::is_empty")]
    name: &'a JobName,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: &'a Tags,
    #[serde(flatten)]
    phase: &'a P,
}

impl<'a, P> JobFields<'a, P> {
    pub(crate) fn new(job: &'a Job, phase: &'a P) -> Self {
        let Job { id: _, name, priority, tags } = job;
        Self { name, priority: *priority, tags, phase }
    }
}

impl WireEvent {
    fn into_event(mut self) -> Result<Event, Error> {
        let kind: EventKind = self.event_type.parse()?;
        let payload = Payload::read_data(kind, &mut self)?;
        let source = self.take_source()?;
        let mut extra = self.rest;
        extra.extend(self.source.map(|rest| ("source".to_owned(), rest)));
        let ids = [("job_id", self.job_id), ("worker_id", self.worker_id)];
        let unknown = ids.into_iter().filter_map(|(key, id)| Some((key, id?)));
        extra.extend(unknown.map(|(key, id)| (key.to_owned(), Value::String(id))));
        extra.extend(self.data);
        extra.extend(self.extra.unwrap_or_default());
        let extra = if extra.is_empty() { None } else { Some(Box::new(extra)) };
        Ok(Event { at: self.timestamp, payload, extra, source })
    }

    /// Reads the source and leaves what it does not know; a value that is no object is no source.
    fn take_source(&mut self) -> Result<Option<EventSource>, Error> {
        let Some(Value::Object(object)) = &mut self.source else { return Ok(None) };
        let source = EventSource::take_from(object)?;
        self.source.take_if(|rest| rest.as_object().is_some_and(Map::is_empty));
        Ok(Some(source).filter(|source| !source.is_empty()))
    }

    pub(crate) fn take_job(&mut self) -> Result<Job, Error> {
        let id = match self.job_id.take() {
            Some(id) if !id.is_empty() => JobId::new(id)?,
            _ => JobId::default(),
        };
        Ok(Job {
            id,
            name: self.take("name")?.unwrap_or_default(),
            priority: self.take("priority")?,
            tags: self.take::<Tags>("tags")?.unwrap_or_default(),
        })
    }

    pub(crate) fn take_worker(&mut self) -> Result<Option<WorkerId>, Error> {
        match self.worker_id.take() {
            Some(id) if !id.is_empty() => WorkerId::new(id).map(Some),
            _ => Ok(None),
        }
    }

    fn take<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, Error> {
        match self.data.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                serde_json::from_value(value).map(Some).map_err(|error| at_key(key, &error))
            }
        }
    }

    /// Reads what the phase knows from `data` and leaves the rest there.
    fn take_phase<P: DeserializeOwned + Serialize>(&mut self) -> Result<P, Error> {
        let data = Value::Object(std::mem::take(&mut self.data));
        let phase = P::deserialize(&data).map_err(parse_error)?;
        let known = serde_json::to_value(&phase).map_err(parse_error)?;
        if let (Value::Object(mut data), Value::Object(known)) = (data, known) {
            data.retain(|key, value| !known.contains_key(key) && !value.is_null());
            self.data = data;
        }
        Ok(phase)
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 5 + usize::from(self.source.is_some()) + usize::from(self.extra.is_some());
        let mut object = serializer.serialize_struct("Event", fields)?;
        object.serialize_field("event_type", &self.kind())?;
        object.serialize_field("timestamp", &self.at)?;
        object.serialize_field("job_id", &self.job_id())?;
        object.serialize_field("worker_id", &self.worker_id())?;
        self.payload.write_data(&mut object)?;
        if let Some(source) = &self.source {
            object.serialize_field("source", source)?;
        }
        if let Some(extra) = &self.extra {
            object.serialize_field("extra", extra)?;
        }
        object.end()
    }
}

/// What each type of payload gives to its event: what it is about, and the field `data` in JSON.
pub(crate) trait EventBody: Sized {
    /// The job that it is about.
    fn about_job(&self) -> Option<&Job> {
        None
    }

    /// The worker that it is about, or that has the job.
    fn about_worker(&self) -> Option<&WorkerId> {
        None
    }

    /// Takes what it knows out of the JSON form.
    fn read_data(wire: &mut WireEvent) -> Result<Self, Error>;

    /// Writes the field `data`.
    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error>;
}

impl<P: JobPhase + DeserializeOwned + Serialize> EventBody for JobEvent<P> {
    #[inline]
    fn about_job(&self) -> Option<&Job> {
        Some(&self.job)
    }

    #[inline]
    fn about_worker(&self) -> Option<&WorkerId> {
        self.worker.as_ref()
    }

    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        Ok(Self { job: wire.take_job()?, worker: wire.take_worker()?, phase: wire.take_phase()? })
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", &JobFields::new(&self.job, &self.phase))
    }
}

impl<P: WorkerPhase + DeserializeOwned + Serialize> EventBody for WorkerEvent<P> {
    #[inline]
    fn about_worker(&self) -> Option<&WorkerId> {
        Some(&self.worker)
    }

    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        Ok(Self { worker: wire.take_worker()?.unwrap_or_default(), phase: wire.take_phase()? })
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", &self.phase)
    }
}

impl<P: SystemPhase + DeserializeOwned + Serialize> EventBody for SystemEvent<P> {
    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        Ok(Self { phase: wire.take_phase()? })
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", &self.phase)
    }
}

impl EventBody for AnalysisEvent {
    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        wire.take_phase()
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", self)
    }
}

impl EventBody for DebugEvent {
    #[inline]
    fn about_job(&self) -> Option<&Job> {
        Some(&self.job)
    }

    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        let job = wire.take_job()?;
        Ok(Self { job, ..wire.take_phase()? })
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", &JobFields::new(&self.job, self))
    }
}

impl<'de> Deserialize<'de> for Event {
    /// As [`Event::from_json`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WireEvent::deserialize(deserializer)?.into_event().map_err(de::Error::custom)
    }
}

fn parse_error(error: serde_json::Error) -> Error {
    let reason = shorten_reason(&error.to_string());
    Error::EventJson { line: error.line(), column: error.column(), reason }
}

fn at_key(key: &str, error: &serde_json::Error) -> Error {
    Error::EventJson { line: 0, column: 0, reason: shorten_reason(&format!("data.{key}: {error}")) }
}

/// The beginning and the end of a reason, in which there may be a value of any length.
fn shorten_reason(reason: &str) -> String {
    const KEPT: usize = 120;
    if reason.len() <= 2 * KEPT {
        return reason.to_owned();
    }
    let head = (0..=KEPT).rev().find(|&at| reason.is_char_boundary(at)).unwrap_or(0);
    let tail = (reason.len() - KEPT..reason.len()).find(|&at| reason.is_char_boundary(at));
    format!("{} … {}", &reason[..head], &reason[tail.unwrap_or(reason.len())..])
}

/// Nanoseconds of `duration`, at most those of 584 years.
#[inline]
pub(crate) fn duration_nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Reads a value that may be `null`, which is not the same as none.
pub(crate) fn present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Box<Value>>, D::Error> {
    Box::deserialize(deserializer).map(Some)
}

/// Reads a percentage and refuses what is none.
pub(crate) fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let percent = f64::deserialize(deserializer)?;
    if (0.0..=100.0).contains(&percent) {
        Ok(percent)
    } else {
        Err(de::Error::custom(format_args!(
            "progress is a percentage from 0 to 100, not {percent}"
        )))
    }
}

/// Nanoseconds that are seconds with a fraction in JSON; exact for durations up to 26 days.
pub(crate) mod seconds {
    use serde::de::{self, Deserialize, Deserializer};
    use serde::ser::Serializer;

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(crate) fn serialize<S: Serializer>(
        ns: &Option<u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match ns {
            #[expect(clippy::cast_precision_loss, reason = "documented")]
            Some(ns) => serializer.serialize_f64(*ns as f64 / 1e9),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        let Some(seconds) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
        // `u64::MAX` nanoseconds, and what they are in JSON, are in; more saturates.
        if (0.0..=18_446_744_074.0).contains(&seconds) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked above"
            )]
            return Ok(Some((seconds * 1e9).round() as u64));
        }
        Err(de::Error::custom(format_args!(
            "a duration in seconds is from 0 to 18446744073, not {seconds}"
        )))
    }
}
