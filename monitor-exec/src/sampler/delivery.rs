//! Handing observations to the host: callback, channels, encoder. None of them can stop the run.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam_channel::{Sender, TrySendError};

use crate::format::encode::SampleEncoder;
use crate::metadata::ExecMetadata;
use crate::sample::TreeSample;
use crate::summary::Summary;

/// A callback of the host for every observation, on the thread that watches.
pub(crate) type OnSample = Box<dyn FnMut(&TreeSample) + Send>;

/// Everybody who wants to have every observation.
pub(crate) struct SampleDelivery {
    pub(crate) on_sample: Option<OnSample>,
    pub(crate) senders: Vec<Sender<TreeSample>>,
    pub(crate) encoder: Option<SampleEncoder<Box<dyn Write + Send>>>,
    /// Observations that a channel had no room for.
    pub(crate) dropped: u64,
    pub(crate) panicked: bool,
    pub(crate) encode_error: Option<io::Error>,
}

impl std::fmt::Debug for SampleDelivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SampleDelivery").field("dropped", &self.dropped).finish_non_exhaustive()
    }
}

impl SampleDelivery {
    /// To all of these, if there are any.
    pub(crate) const fn new(
        on_sample: Option<OnSample>,
        senders: Vec<Sender<TreeSample>>,
        encoder: Option<SampleEncoder<Box<dyn Write + Send>>>,
    ) -> Self {
        Self { on_sample, senders, encoder, dropped: 0, panicked: false, encode_error: None }
    }

    pub(crate) fn begin(&mut self, metadata: &ExecMetadata) {
        self.encode(|encoder| encoder.begin(metadata));
    }

    pub(crate) fn observe(&mut self, observation: &TreeSample) {
        if let Some(handler) = &mut self.on_sample
            && catch_unwind(AssertUnwindSafe(|| handler(observation))).is_err()
        {
            self.panicked = true;
            self.on_sample = None;
        }
        let mut dropped = 0;
        self.senders.retain(|sender| match sender.try_send(observation.clone()) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                dropped += 1;
                true
            }
            Err(TrySendError::Disconnected(_)) => false,
        });
        self.dropped += dropped;
        self.encode(|encoder| encoder.observe(observation));
    }

    /// Nobody gets anything after this: channels are closed, the encoder's document is ended.
    pub(crate) fn end(&mut self, summary: &Summary) {
        self.encode(|encoder| encoder.end(Some(summary)));
        self.encoder = None;
        self.senders.clear();
        self.on_sample = None;
    }

    fn encode(
        &mut self,
        write: impl FnOnce(&mut SampleEncoder<Box<dyn Write + Send>>) -> io::Result<()>,
    ) {
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        // The writer is the host's code: its panics are kept from the run as those of the callback.
        let failed = match catch_unwind(AssertUnwindSafe(|| write(encoder))) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error,
            Err(_) => io::Error::other("the writer panicked"),
        };
        self.encode_error = Some(failed);
        self.encoder = None;
    }
}
