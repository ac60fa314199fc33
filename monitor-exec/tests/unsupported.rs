//! A system that the crate runs no commands on: calls that need it are refused by name, and what is
//! only text and figures works. On Linux: `RUSTFLAGS="--cfg monitor_unsupported" cargo test -p
//! monitor-exec --test unsupported`.
#![cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::io::ErrorKind;

use monitor_core::Timestamp;
use monitor_exec::encode::{RecordFormat, SampleEncoder, SummaryDocument};
use monitor_exec::{
    ControlGroup, Error, ExecCommand, ExecLimits, MachineFacts, ProcessGroup, ProcessHandle,
    ProcessProbe, Pseudoterminal, SampleRecording, StdinSource, StreamTarget, TreeSample,
};

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert_eq!(error.io_kind(), ErrorKind::Unsupported);
    let text = error.to_string();
    assert!(matches!(error, Error::UnsupportedPlatform { os } if os == std::env::consts::OS));
    let os = std::env::consts::OS;
    assert_eq!(
        text,
        format!("monitor-exec cannot run commands on {os}; it supports Linux on x86-64 and arm64")
    );
}

#[test]
fn a_command_is_neither_run_nor_spawned() {
    let exec = || {
        ExecCommand::new("true")
            .args(["a", "b"])
            .env("NAME", "value")
            .group(ProcessGroup::Session)
            .stdin(StdinSource::Null)
            .stdout(StreamTarget::capture())
            .limits(ExecLimits::new().rss_bytes(1))
            .interval_ms(100, 1000)
            .encode_into(std::io::sink(), RecordFormat::JsonLines)
            .record_machine()
    };
    assert_refused(exec().run());
    assert_refused(exec().spawn());
    assert_refused(ExecCommand::from_std(std::process::Command::new("true")).run());
    assert_refused(ExecCommand::from_std(std::process::Command::new("true")).spawn());
}

#[test]
fn no_process_is_attached_to() {
    assert_refused(ExecCommand::attach(std::process::id()).run());
    assert_refused(ExecCommand::attach(std::process::id()).spawn());
    assert_refused(ProcessProbe::new(std::process::id()));
}

#[test]
fn no_terminal_is_opened_and_no_process_by_its_number() {
    assert_eq!(Pseudoterminal::open(80, 24).unwrap_err().kind(), ErrorKind::Unsupported);
    let refused = ProcessHandle::open(std::process::id()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.to_string().contains("monitor-exec cannot run commands on"));
}

#[test]
fn there_is_no_control_group_and_no_record_of_the_machine() {
    for refused in [ControlGroup::make(), ControlGroup::below("/"), ControlGroup::at("/")] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(std::env::consts::OS), "{error}");
    }
    assert_eq!(MachineFacts::read(), MachineFacts::default());
}

const LINES: &str = r#"{"kind":"metadata","pid":7,"args":["a"],"executable":"/a","started_at":"1970-01-01T00:00:01Z","hold":"stop"}
{"kind":"sample","at":"1970-01-01T00:00:02Z","elapsed_ns":1000000000,"cpu_ns":500000000,"cpu_percent":50.0,"seq":0,"rss_bytes":4096,"peak_rss_bytes":8192,"virtual_bytes":0,"read_bytes":1,"write_bytes":2,"read_call_bytes":3,"write_call_bytes":4,"minor_faults":5,"major_faults":6,"processes":1,"threads":2,"state":"running"}
"#;

#[test]
fn a_recording_is_read_and_its_summary_encoded() {
    let recording = SampleRecording::read(LINES.as_bytes()).unwrap();
    let metadata = recording.metadata.clone().unwrap();
    assert_eq!((metadata.pid, metadata.args.as_slice()), (7, ["a".to_owned()].as_slice()));
    let [sample] = recording.samples.as_slice() else { panic!("{recording:?}") };
    assert_eq!(sample.at, Timestamp::from_micros(2_000_000));

    let summary = recording.figures();
    assert_eq!((summary.cpu_ns.value, summary.peak_tree_rss_bytes.value), (500_000_000, 8192));
    let document = serde_json::to_value(SummaryDocument::from(&summary)).unwrap();
    assert_eq!(document["cpu_s"], 0.5);

    let observation: TreeSample =
        serde_json::from_value(serde_json::json!({ "sample": sample })).unwrap();
    for format in
        [RecordFormat::JsonLines, RecordFormat::Json, RecordFormat::Csv, RecordFormat::Denet]
    {
        let mut text = Vec::new();
        let mut encoder = SampleEncoder::new(&mut text, format);
        encoder.begin(&metadata).unwrap();
        encoder.observe(&observation).unwrap();
        encoder.end(Some(&summary)).unwrap();
        let again = SampleRecording::read(text.as_slice()).unwrap();
        assert_eq!(again.samples.len(), 1, "{format:?}");
        assert_eq!(again.samples[0].rss_bytes, 4096, "{format:?}");
    }
}
