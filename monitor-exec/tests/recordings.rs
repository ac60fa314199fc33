//! Recordings are read back as they were written, and denet's own as far as they say something.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use monitor_exec::encode::{RecordFormat, SummaryDocument};
use monitor_exec::{
    Certainty, Error, ExecCommand, ExecOutcome, ExitCause, ProcessState, SampleRecording,
};

fn outcome() -> ExecOutcome {
    ExecCommand::new("sh")
        .args(["-c", "cat /proc/self/stat; exit 3"])
        .interval_ms(1, 1)
        .run()
        .unwrap()
}

fn text(outcome: &ExecOutcome, format: RecordFormat) -> Vec<u8> {
    let mut text = Vec::new();
    outcome.write(&mut text, format).unwrap();
    text
}

#[test]
fn json_and_json_lines_give_back_all_of_a_run() {
    let outcome = outcome();
    for format in [RecordFormat::JsonLines, RecordFormat::Json] {
        let recording = SampleRecording::read(text(&outcome, format).as_slice()).unwrap();
        assert_eq!(recording, SampleRecording::from(&outcome), "{format:?}");
        assert_eq!(recording.figures().exit, ExitCause::Exited { code: 3 });
    }
}

#[test]
fn a_table_gives_back_the_samples_and_figures_that_are_lower_bounds() {
    let outcome = outcome();
    let recording = SampleRecording::read(text(&outcome, RecordFormat::Csv).as_slice()).unwrap();
    assert_eq!(recording.samples.len(), outcome.samples.len());
    for (read, written) in recording.samples.iter().zip(&outcome.samples) {
        assert_eq!((read.at, read.elapsed_ns), (written.at, written.elapsed_ns));
        assert_eq!((read.rss_bytes, read.state), (written.rss_bytes, written.state));
        assert!((read.cpu_percent - written.cpu_percent).abs() < 0.006);
    }
    let figures = recording.figures();
    assert_eq!(figures.exit, ExitCause::Unknown);
    assert_eq!(figures.cpu_ns.certainty, Certainty::LowerBound);
    assert_eq!(figures.cpu_ns.value, outcome.samples.last().unwrap().cpu_ns);
}

#[test]
fn columns_of_a_table_are_found_by_name() {
    let table = "at,elapsed_ns,cpu_ns,cpu_percent,read_bytes,of_a_later_version,state\n\
                 1970-01-01T00:00:02Z,5,6,7.5,8,x,running\n";
    let recording = SampleRecording::read(table.as_bytes()).unwrap();
    let [sample] = recording.samples.as_slice() else { panic!("{recording:?}") };
    assert_eq!((sample.elapsed_ns, sample.cpu_ns, sample.read_bytes), (5, 6, 8));
    assert_eq!((sample.state, sample.rss_bytes), (ProcessState::Running, 0));
    for (cells, error) in [("5,6,7.5,8", "fewer"), ("5,6,7.5,8,x,running,9", "more")] {
        let row = format!("1970-01-01T00:00:02Z,{cells}\n");
        let refused = SampleRecording::read((table.to_owned() + &row).as_bytes()).unwrap_err();
        let Error::Record { line: 3, source } = refused else { panic!("{refused:?}") };
        assert_eq!(source.to_string(), format!("{error} columns than the heading"));
    }
    assert!(matches!(SampleRecording::read(&b"at,cpu_ns\n"[..]), Err(Error::NoRecording)));
}

#[test]
fn the_records_of_denet_are_read() {
    let outcome = outcome();
    let recording = SampleRecording::read(text(&outcome, RecordFormat::Denet).as_slice()).unwrap();
    assert_eq!(recording.samples.len(), outcome.samples.len());
    assert_eq!(recording.metadata.unwrap().args, outcome.metadata.args);

    let own = r#"{"kind":"metadata","pid":7,"cmd":["a"],"executable":"/a","t0_ms":1000}
{"kind":"child","ts_ms":1001,"pid":8,"cmd":[]}
{"kind":"tree","ts_ms":1100,"parent":{"ts_ms":1100,"cpu_usage":50.0,"mem_rss_kb":10,"thread_count":1},"children":[],"aggregated":{"ts_ms":1100,"cpu_usage":100.0,"mem_rss_kb":2048,"disk_write_bytes":5,"thread_count":3,"process_count":2,"gpu":null}}
{"kind":"tree","ts_ms":1200,"parent":null,"children":[],"aggregated":null}
{"kind":"exit","ts_ms":1201}
"#;
    let recording = SampleRecording::read(own.as_bytes()).unwrap();
    let [sample] = recording.samples.as_slice() else { panic!("{recording:?}") };
    assert_eq!((sample.elapsed_ns, sample.cpu_ns), (100_000_000, 100_000_000));
    assert_eq!((sample.rss_bytes, sample.write_bytes), (2 << 20, 5));
    assert_eq!((sample.processes, sample.threads), (2, 3));

    let list = r#"[{"kind":"sample","ts_ms":5,"cpu_usage":1.5,"mem_rss_kb":1}]"#;
    assert_eq!(SampleRecording::read(list.as_bytes()).unwrap().samples.len(), 1);
}

#[test]
fn totals_of_a_recording_without_figures_are_the_greatest_of_its_samples() {
    let list = r#"[{"kind":"sample","ts_ms":5,"disk_read_bytes":9,"page_faults_cached":70},
        {"kind":"sample","ts_ms":6,"disk_read_bytes":4,"page_faults_cached":60}]"#;
    let figures = SampleRecording::read(list.as_bytes()).unwrap().figures();
    assert_eq!((figures.read_bytes.value, figures.minor_faults), (9, 70));
}

#[test]
fn a_recording_that_is_still_written_is_read_as_far_as_it_goes() {
    let whole = text(&outcome(), RecordFormat::JsonLines);
    let lines = whole.iter().filter(|&&byte| byte == b'\n').count();
    let cut = &whole[..whole.len() - 100];
    let recording = SampleRecording::read(cut).unwrap();
    assert!(recording.cut_off && recording.summary.is_none());
    assert_eq!(recording.samples.len(), lines - 2);
    assert!(recording.figures().elapsed_time > 0.0);
}

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    assert!(matches!(SampleRecording::read(&b""[..]), Err(Error::NoRecording)));
    assert!(matches!(SampleRecording::read(&b"\n \n"[..]), Err(Error::NoRecording)));
    assert!(matches!(SampleRecording::read(&b"\x7fELF\x02"[..]), Err(Error::NoRecording)));
    assert!(matches!(
        SampleRecording::read(&b"{\"a\": 1}"[..]),
        Err(Error::Record { line: 1, .. })
    ));
    let mut broken = text(&outcome(), RecordFormat::Csv);
    broken.extend_from_slice(b"1,2,3\n1,2,3\n");
    assert!(matches!(SampleRecording::read(broken.as_slice()), Err(Error::Record { .. })));
}

#[test]
fn the_flat_document_has_every_name_and_reads_back() {
    let outcome = outcome();
    let document = SummaryDocument::from(&outcome.summary);
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!((&json["exit_code"], &json["outcome"]), (&3.into(), &"exited".into()));
    assert!(json["signal"].is_null() && json["cpu_s"].as_f64().unwrap() > 0.0);
    assert!(json["sources"]["cpu_s"]["certainty"].is_string());
    assert_eq!(serde_json::from_value::<SummaryDocument>(json).unwrap(), document);
}

#[test]
fn samples_whose_times_run_backwards_have_a_mean() {
    let sample = |elapsed_ns: u64| {
        format!(
            r#"{{"kind":"sample","at":"2026-01-02T03:04:05Z","elapsed_ns":{elapsed_ns},"cpu_ns":0,"cpu_percent":0.0,"seq":0,"rss_bytes":{},"peak_rss_bytes":0,"virtual_bytes":0,"read_bytes":0,"write_bytes":0,"read_call_bytes":0,"write_call_bytes":0,"minor_faults":0,"major_faults":0,"processes":1,"threads":1,"state":"running"}}
"#,
            u64::MAX
        )
    };
    let text: String = [u64::MAX, 0, u64::MAX].map(sample).concat();
    let recording = SampleRecording::read(text.as_bytes()).unwrap();
    assert_eq!(recording.samples.len(), 3);
    assert_eq!(recording.figures().avg_rss_bytes, u64::MAX);
}
