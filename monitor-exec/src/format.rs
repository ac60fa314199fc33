//! Recordings as text: `encode` chooses the encoder of a format, and `decode` tells the format of a
//! text and chooses its decoder, which fills a `recording`. Each format is a folder with a `write` and a `read`: `json` is
//! JSON lines and one JSON object, `csv` is a table of samples, `denet` is the records of denet.
//! `summary_document` is a summary on one level, in the units that people read.

mod csv;
mod decode;
mod denet;
pub mod encode;
mod json;
mod recording;
mod summary_document;

pub use recording::SampleRecording;
