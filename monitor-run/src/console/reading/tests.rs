//! Rows of real programs, and rows that are none.

use super::BarReading;

fn read(text: &str) -> BarReading {
    BarReading::read(text, true, "").unwrap_or_else(|| panic!("no bar: {text}"))
}

fn figures_of(text: &str) -> (String, Option<f64>, Option<f64>, Option<f64>) {
    let reading = read(text);
    (reading.desc, reading.current, reading.total, reading.percent)
}

fn is(
    desc: &str,
    current: f64,
    total: f64,
    percent: Option<f64>,
) -> (String, Option<f64>, Option<f64>, Option<f64>) {
    (desc.to_owned(), Some(current), Some(total), percent)
}

#[test]
fn tqdm_is_read_with_its_postfix() {
    let row = "train:  80%|████████  | 16/20 [00:02<01:05, 33.06it/s, acc=38, loss=0.025]";
    assert_eq!(figures_of(row), is("train", 16.0, 20.0, Some(80.0)));
    let reading = read(row);
    assert_eq!((reading.elapsed_s, reading.remaining_s), (Some(2.0), Some(65.0)));
    assert_eq!((reading.rate_per_second, reading.unit.as_deref()), (Some(33.06), Some("it")));
    assert_eq!(reading.note, "acc=38, loss=0.025");
}

#[test]
fn tqdm_with_bytes_with_a_share_in_its_name_and_without_a_total_is_read() {
    let reading = read("file.bin:  96%|█████████▌| 48.0M/50.0M [00:00<00:00, 52.3MB/s]");
    assert_eq!((reading.current, reading.unit.as_deref()), (Some(48e6), Some("B")));
    assert_eq!(
        figures_of("qubit ⟨ψ| é: 1/2:  45%|████▌     | 9/20 [00:00<00:00, 49.1it/s]"),
        is("qubit ⟨ψ| é: 1/2", 9.0, 20.0, Some(45.0))
    );
    assert_eq!(figures_of("  0%|          | 0/30 [00:00<?, ?it/s]"), is("", 0.0, 30.0, Some(0.0)));
    let counter = read("stream: 17it [00:03, 49.47it/s]");
    assert_eq!(
        (counter.desc.as_str(), counter.current, counter.total),
        ("stream", Some(17.0), None)
    );
    assert_eq!((counter.elapsed_s, counter.percent), (Some(3.0), None));
}

#[test]
fn indicatif_is_read_with_its_common_templates() {
    let row = "⠁ outer [00:00:09] [##>-------] 1/20 (1m 5s)";
    assert_eq!(figures_of(row), is("outer", 1.0, 20.0, None));
    assert_eq!((read(row).elapsed_s, read(row).remaining_s), (Some(9.0), Some(65.0)));
    let row = "⠙ [00:00:00] [#####>----] 110.26 MiB/220.52 MiB (275.12 MiB/s, 0s)";
    let reading = read(row);
    assert_eq!((reading.desc.as_str(), reading.unit.as_deref()), ("", Some("B")));
    assert_eq!(reading.current, Some(110.26 * 1024.0 * 1024.0));
    assert_eq!(reading.remaining_s, Some(0.0));
    assert_eq!(figures_of("██████░░░░░░ 46/50"), is("", 46.0, 50.0, None));
}

#[test]
fn rich_and_pip_are_read() {
    assert_eq!(read("Working ━━━━╸━━━━━ 40% 0:00:01").percent, Some(40.0));
    assert_eq!(figures_of("⠋ Fold ━━━━╺━━━━━  2/12 0:00:00"), is("Fold", 2.0, 12.0, None));
    let row = "     ━━━━━━━━━━ 8.0/16.9 MB 568.9 MB/s eta 0:00:07";
    let reading = BarReading::read(row, false, "  Downloading x.whl (16.9 MB)").unwrap();
    assert_eq!(reading.desc, "Downloading x.whl (16.9 MB)");
    assert_eq!((reading.total, reading.remaining_s), (Some(16.9e6), Some(7.0)));
}

#[test]
fn wget_curl_git_apt_and_docker_are_read() {
    let wget = read("/dev/null      26%[========>          ]   1.02M  1.28MB/s    eta 2s");
    assert_eq!(
        (wget.desc.as_str(), wget.percent, wget.remaining_s),
        ("/dev/null", Some(26.0), Some(2.0))
    );
    assert_eq!(read("#####                                     6.7%").percent, Some(6.7));
    assert!(BarReading::read("##################### 100.0%", false, "").is_some());
    assert_eq!(
        figures_of("Receiving objects:  45% (450/1000), 1.2 MiB | 500 KiB/s"),
        is("Receiving objects", 450.0, 1000.0, Some(45.0))
    );
    assert_eq!(read("Progress: [ 42%] [########..........]").desc, "Progress");
    assert_eq!(
        figures_of("a1b2: Downloading [==>    ]  1.2MB/30MB"),
        is("a1b2: Downloading", 1.2e6, 30e6, None)
    );
    let rsync = read("  1,238,099  45%  1.18MB/s    0:00:02 (xfr#5, to-chk=169/396)");
    assert_eq!((rsync.percent, rsync.total), (Some(45.0), None));
}

#[test]
fn lines_of_logs_are_no_bars() {
    for text in [
        "accuracy 93% after 4/10 epochs",
        "| a | b | 5/10 |",
        "[====] 3/4 in a file",
        "██████ 45% apples",
        "tests/test_x.py ......    [ 45%]",
        "#### 100%",
        "",
    ] {
        assert_eq!(BarReading::read(text, false, ""), None, "{text}");
    }
    for text in ["~/src/3/4$ make", "Loading…", "2026/11/23 started", "a\tb"] {
        assert_eq!(BarReading::read(text, true, ""), None, "{text}");
    }
}
