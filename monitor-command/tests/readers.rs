//! Others read what we write: denet and its report, pandas, and a real browser. It needs them on
//! the `PATH` (`python3` with `ci/readers.txt`, `chromium`), so it is run by name.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const SCRIPT: &str = "seq 200000 | sort -R | cksum; sleep 0.1";

fn scratch(name: &str) -> PathBuf {
    let dir =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("readers-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    dir.join(name)
}

/// Runs something that takes a moment, watched.
fn watch(option: &str, file: &Path, more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    command.args(["exec", "-q", "--interval-ms", "10", option]).arg(file).args(more);
    let command = command.args(["--", "sh", "-c", SCRIPT]).stdout(Stdio::null());
    assert!(command.status().unwrap().success());
}

fn said_by(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn python(program: &str, file: &Path) -> Value {
    serde_json::from_str(&said_by(Command::new("python3").args(["-c", program]).arg(file))).unwrap()
}

#[test]
fn denet_reads_its_records_and_its_report_draws_them() {
    for more in [&["--schema", "denet"][..], &["--schema", "denet", "--per-process"]] {
        let file = scratch("denet.jsonl");
        watch("--out", &file, more);
        let summary = python(
            "import denet, sys\nprint(denet.generate_summary_from_file(sys.argv[1]))",
            &file,
        );
        assert!(summary["sample_count"].as_u64().unwrap() >= 5, "{summary}");
        assert!(summary["peak_mem_rss_kb"].as_u64().unwrap() > 1000, "{summary}");
        let page = scratch("denet.html");
        let draw = "import sys\nfrom denet.report import main\nsys.exit(main())";
        said_by(Command::new("python3").args(["-c", draw]).arg(&file).arg("-o").arg(&page));
        assert!(fs::metadata(&page).unwrap().len() > 10_000);
    }
}

#[test]
fn pandas_opens_the_table_with_its_types() {
    let file = scratch("samples.csv");
    watch("--out", &file, &[]);
    let seen = python(
        "import json, pandas, sys\n\
         t = pandas.read_csv(sys.argv[1], parse_dates=['at'])\n\
         print(json.dumps({'rows': len(t), 'columns': list(t.columns),\n\
         'at': str(t['at'].dtype), 'growing': bool(t['elapsed_ns'].is_monotonic_increasing),\n\
         'numbers': int(t.select_dtypes('number').shape[1]), 'nulls': int(t.isna().sum().sum())}))",
        &file,
    );
    assert!(seen["rows"].as_u64().unwrap() >= 5, "{seen}");
    assert!(seen["at"].as_str().unwrap().starts_with("datetime64"), "{seen}");
    assert_eq!(seen["growing"], true);
    // All but the time and the state.
    assert_eq!(
        seen["numbers"].as_u64().unwrap() + 2,
        seen["columns"].as_array().unwrap().len() as u64
    );
    assert_eq!(seen["nulls"], 0);
}

/// The document after its scripts have run, and what the browser had to say.
fn browse(file: &Path, width: u32) -> (String, String) {
    let profile = scratch(&format!("profile-{width}"));
    let mut chromium = Command::new("chromium");
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]);
    chromium.args(["--disable-background-networking", "--enable-logging=stderr", "--dump-dom"]);
    chromium.arg(format!("--user-data-dir={}", profile.display()));
    chromium.arg(format!("--window-size={width},900")).arg(format!("file://{}", file.display()));
    let output = chromium.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_page_works_in_a_browser_under_its_own_policy() {
    let file = scratch("page.html");
    watch("--report", &file, &[]);
    let (document, said) = browse(&file, 1440);
    assert!(document.contains("<figure class=\"chart\""));
    for complaint in ["CONSOLE", "Refused", "ERR_", "Uncaught"] {
        assert!(!said.contains(complaint), "{said}");
    }

    // The policy lets no other script in, so the copy that is tried out has none.
    let page = fs::read_to_string(&file).unwrap();
    let policy = page.find("<meta http-equiv").unwrap();
    let end = policy + page[policy..].find('>').unwrap() + 1;
    let probe = "<script>
        const plot = document.querySelector('.plot'), box = plot.getBoundingClientRect();
        const before = document.querySelector('.value').textContent;
        plot.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + box.width / 2}));
        const during = document.querySelector('.value').textContent;
        const shown = document.querySelector('.cross').getAttribute('visibility');
        plot.dispatchEvent(new KeyboardEvent('keydown', {key: 'Home'}));
        const aloud = document.getElementById('live').textContent;
        plot.dispatchEvent(new PointerEvent('pointerleave'));
        const after = document.querySelector('.value').textContent;
        const root = document.documentElement;
        root.dataset.found = [before !== during, shown, aloud.startsWith('0 ms: CPU'),
            before === after, root.scrollWidth <= root.clientWidth].join();
        </script></body>";
    let tried = format!("{}{}", &page[..policy], &page[end..]).replace("</body>", probe);
    let copy = scratch("tried.html");
    fs::write(&copy, tried).unwrap();
    for width in [360, 1440] {
        let (document, said) = browse(&copy, width);
        assert!(document.contains("data-found=\"true,visible,true,true,true\""), "{width}: {said}");
    }
}
