//! The documents of one made-up run, to the byte: keys, their order, and columns.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use monitor_exec::encode::{DenetSummary, RecordFormat, SampleEncoder, SummaryDocument};
use monitor_exec::{SampleRecording, Summary, TreeSample};

const GOLDEN: &str = include_str!("golden/wire_forms.txt");

/// What an encoder takes, as JSON; each figure is another number.
const LINES: &str = r#"{"kind":"metadata","pid":7,"args":["a"],"executable":"/a","started_at":"1970-01-01T00:00:01Z","hold":"stop"}
{"kind":"sample","at":"1970-01-01T00:00:02Z","elapsed_ns":1000000000,"cpu_ns":500000000,"cpu_percent":50.0,"seq":0,"rss_bytes":4096,"peak_rss_bytes":8192,"virtual_bytes":16384,"read_bytes":1,"write_bytes":2,"read_call_bytes":3,"write_call_bytes":4,"minor_faults":5,"major_faults":6,"processes":1,"threads":2,"state":"running"}
"#;
const PROCESSES: &str = r#"[{"seq":0,"pid":7,"ppid":1,"threads":2,"cpu_ns":3,"cpu_percent":4.5,"state":"sleeping","rss_bytes":5120,"virtual_bytes":6144,"read_bytes":8,"write_bytes":9},{"seq":0,"pid":8,"ppid":7,"threads":1,"cpu_ns":3,"cpu_percent":0.5,"state":"held","rss_bytes":1024,"virtual_bytes":2048,"read_bytes":10,"write_bytes":11}]"#;

fn encode(
    format: RecordFormat,
    per_process: bool,
    summary: &Summary,
    recording: &SampleRecording,
) -> String {
    let mut observation = serde_json::json!({ "sample": recording.samples[0] });
    if per_process {
        observation["processes"] = serde_json::from_str(PROCESSES).unwrap();
    }
    let observation: TreeSample = serde_json::from_value(observation).unwrap();
    let mut text = Vec::new();
    let mut encoder = SampleEncoder::new(&mut text, format);
    encoder.begin(recording.metadata.as_ref().unwrap()).unwrap();
    encoder.observe(&observation).unwrap();
    encoder.end(Some(summary)).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn every_document_has_its_keys_in_its_order() {
    let recording = SampleRecording::read(LINES.as_bytes()).unwrap();
    let summary = recording.figures();
    let mut text = String::new();
    for format in
        [RecordFormat::JsonLines, RecordFormat::Json, RecordFormat::Csv, RecordFormat::Denet]
    {
        for per_process in [false, true] {
            text += &format!("# {format:?}, processes: {per_process}\n");
            text += &encode(format, per_process, &summary, &recording);
        }
    }
    text += "# SummaryDocument\n";
    text += &serde_json::to_string_pretty(&SummaryDocument::from(&summary)).unwrap();
    text += "\n# DenetSummary\n";
    text += &serde_json::to_string_pretty(&DenetSummary::from(&summary)).unwrap();
    text += "\n";
    assert_eq!(text, GOLDEN);
}
