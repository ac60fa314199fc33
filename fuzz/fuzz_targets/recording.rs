//! Recordings of `monitor-exec` in all formats: what was read is written so that it reads back
//! equal, and can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use monitor_exec::encode::{RecordFormat, SampleEncoder};
use monitor_exec::{ExecMetadata, SampleRecording, TreeSample};
use monitor_host::report;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Ok(recording) = SampleRecording::read(bytes) else { return };
    for format in [RecordFormat::JsonLines, RecordFormat::Json] {
        let text = encoded(&recording, format);
        let again = SampleRecording::read(text.as_slice());
        let again = again.unwrap_or_else(|error| panic!("{error} in what was written"));
        assert_eq!(again.samples, recording.samples);
        assert_eq!(again.summary, recording.summary);
        if recording.metadata.is_some() {
            assert_eq!(again.metadata, recording.metadata);
        }
    }
    for format in [RecordFormat::Csv, RecordFormat::Denet] {
        let text = encoded(&recording, format);
        let again = SampleRecording::read(text.as_slice());
        let again = again.unwrap_or_else(|error| panic!("{error} in what was written"));
        assert_eq!(again.samples.len(), recording.samples.len(), "{format:?}");
    }
    let _ = recording.figures();
    let page = report::command_html(&recording);
    let empty = report::command_html(&SampleRecording::default());
    let scripts = |page: &str| page.matches("<script").count();
    assert_eq!(scripts(&page), scripts(&empty), "{page}");
    for columns in [1, 80] {
        let text = report::recording_text(&recording, columns);
        let control = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(control, None, "{text:?}");
    }
});

fn encoded(recording: &SampleRecording, format: RecordFormat) -> Vec<u8> {
    let metadata = recording.metadata.clone().unwrap_or_else(unknown);
    let mut text = Vec::new();
    let mut encoder = SampleEncoder::new(&mut text, format);
    encoder.begin(&metadata).expect("a vector takes everything");
    for sample in &recording.samples {
        let observation: TreeSample = serde_json::from_value(json!({"sample": sample}))
            .expect("an observation is read from its sample");
        encoder.observe(&observation).expect("a vector takes everything");
    }
    encoder.end(recording.summary.as_ref()).expect("a vector takes everything");
    text
}

fn unknown() -> ExecMetadata {
    let metadata = json!({
        "pid": 1, "args": [], "executable": null, "started_at": "2025-01-01T00:00:00Z",
        "hold": null,
    });
    serde_json::from_value(metadata).expect("metadata is read from its JSON")
}
