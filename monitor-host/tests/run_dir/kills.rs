//! Kills a process with a run again and again, at any point of its life.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::time::{Duration, Instant};

use monitor_run::Liveness;

use crate::place::empty_dir;
use crate::program::{NAME, program, seen, started};

/// Starts the program and kills it after up to 30 ms, so many times, each attempt going on where
/// the one before was killed. After each, the document has to be whole and newer than before, and
/// the run is to be known as crashed at the first look.
pub(crate) fn kill_at_random(times: u32) {
    let base = empty_dir(&format!("kills-{times}"));
    let mut before = 0;
    for round in 0..times {
        let mut child = program(&base, &["period:1", "say", "work"]).spawn().unwrap();
        // Its first words come when the first document is there.
        child.stdout.as_mut().unwrap().read_exact(&mut [0; 5]).unwrap();
        let chance = RandomState::new().hash_one(round) % 30_000;
        let until = Instant::now() + Duration::from_micros(chance);
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let (status, liveness) = seen(&base);
        assert!(matches!(liveness, Liveness::Crashed { .. }), "{liveness:?} in round {round}");
        assert_eq!(status.attempt, round + 1);
        assert!(status.seq > before, "{} after {before}", status.seq);
        before = status.seq;
    }
}

/// Reads the document so many times while it is replaced a thousand times a second. Returns how
/// often it changed.
pub(crate) fn read_while_written(times: u32) -> u32 {
    let base = empty_dir(&format!("torn-{times}"));
    let mut child = started(&base, &["period:1", "say", "work"]);
    let path = base.join(format!("status/{NAME}_status.json"));
    let (mut last, mut changes) = (Vec::new(), 0);
    for read in 0..times {
        let json = fs::read(&path).unwrap();
        let whole: Result<serde_json::Value, _> = serde_json::from_slice(&json);
        assert!(whole.is_ok(), "read {read} is torn: {}", String::from_utf8_lossy(&json));
        changes += u32::from(json != last);
        last = json;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    changes
}
