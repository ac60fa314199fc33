//! Real programs under `monitor run`: their bars become bars of the run.
//!
//! Not part of `cargo test`: it needs curl, and a `python3` with tqdm, rich and pip, which `.ci/run`
//! installs from `ci/programs.txt`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use monitor_run::{BarState, BarStatus};
use place::Place;

#[expect(dead_code, reason = "the other tests use all of it")]
#[path = "../run_command/place.rs"]
mod place;

/// Runs a program, and gives the bars of its run. All have ended.
#[track_caller]
fn bars(place: &Place, options: &[&str], program: &[&str]) -> Vec<BarStatus> {
    let output = place.run(options, program);
    assert!(output.status.success(), "{output:?}");
    let status = place.status();
    assert_eq!(status.status.as_str(), "completed");
    assert!(status.bars.iter().all(|bar| bar.state == BarState::Ended), "{:?}", status.bars);
    assert!(!place.log().contains('%'), "{}", place.log());
    status.bars
}

fn figures(bar: &BarStatus) -> (&str, u64, Option<u64>, Option<&str>) {
    (&bar.desc, bar.done, bar.total, bar.unit.as_deref())
}

#[test]
fn tqdm_through_a_pipe_and_at_a_terminal() {
    let place = Place::new("tqdm");
    let script = "import time\nfrom tqdm import tqdm\n\
                  for i in tqdm(range(3), desc='outer'):\n    \
                  for j in tqdm(range(5), desc='inner', leave=False):\n        time.sleep(0.03)";
    for pty in ["never", "always"] {
        let bars = bars(&place, &["--pty", pty], &["python3", "-c", script]);
        assert_eq!(figures(&bars[0]), ("outer", 3, Some(3), Some("it")), "{pty}");
        assert_eq!((bars[1].desc.as_str(), bars[1].total, bars[1].round), ("inner", Some(5), 2));
        assert_eq!(bars.len(), 2);
    }
}

#[test]
fn rich_at_a_terminal() {
    let place = Place::new("rich");
    let script = "import time\nfrom rich.progress import Progress\n\
                  with Progress() as p:\n    \
                  a = p.add_task('reading', total=4)\n    b = p.add_task('writing', total=8)\n    \
                  while not p.finished:\n        p.update(a, advance=1); p.update(b, advance=1)\n        time.sleep(0.05)";
    let bars = bars(&place, &["--pty", "always"], &["python3", "-c", script]);
    assert_eq!(
        bars.iter().map(figures).collect::<Vec<_>>(),
        [("reading", 100, Some(100), Some("%")), ("writing", 100, Some(100), Some("%")),]
    );
}

#[test]
fn curl_from_loopback() {
    const BYTES: usize = 3 << 20;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/file", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = BufReader::new(stream.try_clone().unwrap()).lines();
            while asked.next().unwrap().is_ok_and(|line| !line.is_empty()) {}
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {BYTES}\r\n\r\n").unwrap();
            stream.write_all(&vec![b'x'; BYTES]).unwrap();
        }
    });
    let place = Place::new("curl");
    let meter = place.run(&[], &["curl", "-o", "/dev/null", &url]);
    assert!(meter.status.success(), "{meter:?}");
    let status = place.status();
    assert_eq!(figures(&status.bars[0]), ("curl", 3 << 20, Some(3 << 20), Some("B")));

    let to = place.dir.join("file");
    let hashes = place.run(&[], &["curl", "-#", "-o", to.to_str().unwrap(), &url]);
    assert!(hashes.status.success() && std::fs::read(to).unwrap().len() == BYTES);
    assert_eq!(figures(&place.status().bars[0]), ("curl", 100, Some(100), Some("%")));
}

#[test]
fn pip_at_a_terminal() {
    let place = Place::new("pip");
    let to = place.dir.join("wheels");
    let to = to.to_str().unwrap();
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../ci/programs.txt");
    let pip = ["python3", "-m", "pip", "download", "--no-deps", "--no-cache-dir", "-d", to];
    let pip: Vec<&str> = pip.into_iter().chain(["--require-hashes", "-r", list]).collect();
    let output = place.run(&["--pty", "always"], &pip);
    assert!(output.status.success(), "{output:?}");
    let bars = place.status().bars;
    let bar = bars.iter().find(|bar| bar.desc.contains("ygments")).unwrap();
    assert_eq!((Some(bar.done), bar.unit.as_deref()), (bar.total, Some("B")));
}
