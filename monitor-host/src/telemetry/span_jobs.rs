//! Jobs from spans of `tracing`: a host is watched without a change in its code.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use monitor_core::{Job, JobEvent, Priority, WorkerId};
use monitor_events::Emitter;
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// A layer that makes a job of each outermost span, or of those that the host chooses.
///
/// The job starts when the span is made and completes when it is closed; its name is that of the
/// span. An event at level `ERROR` inside, or a field `error` that is recorded, makes it fail. The
/// fields `job_id` (or `id`), `worker`, `priority` and `tags` (with commas) say the rest; without
/// an id the job has the name and a number. Spans inside a job are parts of it, not jobs.
///
/// ```
/// use std::sync::Arc;
/// use monitor_core::{MonitorLimits, Monitor};
/// use monitor_events::Emitter;
/// use monitor_host::SpanJobs;
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let emitter = Emitter::new();
/// let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
/// let _all = emitter.attach(&monitor);
/// let subscriber = tracing_subscriber::registry().with(SpanJobs::new(&emitter));
///
/// tracing::subscriber::with_default(subscriber, || {
///     // What the host had all along:
///     let _span = tracing::info_span!("import", job_id = 7, tags = "db,nightly").entered();
///     tracing::error!("the disk is full");
/// });
/// assert_eq!(monitor.jobs().by_tag()["nightly"].failed_jobs, 1);
/// ```
pub struct SpanJobs {
    emitter: Emitter,
    is_job: Choice,
    made: AtomicU64,
}

type Choice = Box<dyn Fn(&Metadata<'_>) -> bool + Send + Sync>;

/// What is kept with a span that is a job.
struct SpanJob {
    job: Job,
    worker: Option<WorkerId>,
    begun: Instant,
    error: Option<String>,
}

impl SpanJobs {
    /// A job of each outermost span at level `INFO` or above.
    #[must_use]
    pub fn new(emitter: &Emitter) -> Self {
        let is_job = Box::new(|span: &Metadata<'_>| *span.level() <= Level::INFO);
        Self { emitter: emitter.clone(), is_job, made: AtomicU64::new(0) }
    }

    /// A job of each span that `is_job` chooses and that is not inside of one.
    #[must_use]
    pub fn of_spans(
        emitter: &Emitter,
        is_job: impl Fn(&Metadata<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { is_job: Box::new(is_job), ..Self::new(emitter) }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for SpanJobs {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        let Some(span) = context.span(id).filter(|_| (self.is_job)(metadata)) else { return };
        let mut around = span.scope().skip(1);
        if around.any(|outer| outer.extensions().get::<SpanJob>().is_some()) {
            return;
        }
        let mut said = SpanFields::default();
        attributes.record(&mut said);
        let id = said.id.take().unwrap_or_else(|| {
            let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
            format!("{}-{number}", metadata.name())
        });
        let mut job = Job::new(id).name(metadata.name());
        job.priority = said.priority;
        job = job.tags(said.tags.iter().map(String::as_str));
        let worker = said.worker.map(WorkerId::from);
        let mut started = JobEvent::started(&job);
        started.worker.clone_from(&worker);
        let running = SpanJob { job, worker, begun: Instant::now(), error: said.error };
        span.extensions_mut().insert(running);
        self.emitter.emit(started);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut said = SpanFields::default();
        values.record(&mut said);
        if let (Some(span), Some(error)) = (context.span(id), said.error)
            && let Some(running) = span.extensions_mut().get_mut::<SpanJob>()
        {
            running.error = Some(error);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let Some(scope) = context.event_scope(event) else { return };
        for span in scope {
            if let Some(running) = span.extensions_mut().get_mut::<SpanJob>() {
                let mut said = SpanFields::default();
                event.record(&mut said);
                running.error = said.message.or(said.error).or(Some("error".to_owned()));
                return;
            }
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(running) = span.extensions_mut().remove::<SpanJob>() else { return };
        let SpanJob { job, worker, begun, error } = running;
        let ran = begun.elapsed();
        match error {
            None => {
                let mut completed = JobEvent::completed(job).run_time(ran);
                completed.worker = worker;
                self.emitter.emit(completed);
            }
            Some(error) => {
                let mut failed = JobEvent::failed(job, error).run_time(ran);
                failed.worker = worker;
                self.emitter.emit(failed);
            }
        }
    }
}

/// What the fields of a span or an event say that we know.
#[derive(Default)]
struct SpanFields {
    id: Option<String>,
    worker: Option<String>,
    priority: Option<Priority>,
    tags: Vec<String>,
    error: Option<String>,
    message: Option<String>,
}

impl SpanFields {
    fn take(&mut self, name: &str, text: String) {
        match name {
            "job_id" => self.id = Some(text),
            // The more particular name counts.
            "id" => self.id = self.id.take().or(Some(text)),
            "worker" => self.worker = Some(text),
            "priority" => self.priority = text.parse().ok(),
            "tags" => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                self.tags = parts.map(str::to_owned).collect();
            }
            "error" => self.error = Some(text),
            "message" => self.message = Some(text),
            _ => {}
        }
    }
}

impl Visit for SpanFields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.take(field.name(), format!("{value:?}"));
    }
}

impl fmt::Debug for SpanJobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanJobs").field("emitter", &self.emitter).finish_non_exhaustive()
    }
}
