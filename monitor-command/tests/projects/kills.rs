//! `kill -9` of cycles at any point: every analysis has one job, and that runs once.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::place::{command, cycle_until, project};

const ANALYSES: usize = 30;
const KILLS: u32 = 30;

/// Each job writes one line with its tag.
fn many() -> String {
    let mut file = String::from("[pipelines.fit]\nrun = \"echo {tag} >> {project}/ran\"\n");
    for number in 0..ANALYSES {
        file.push_str(&format!(
            "[analyses.\"GW{}/fit-{number}\"]\npipeline = \"fit\"\n",
            number % 3
        ));
    }
    // So few that many cycles have something to begin.
    format!("policy.max_actions = 4\n{file}")
}

fn runs(dir: &Path) -> BTreeMap<String, usize> {
    let mut runs = BTreeMap::new();
    for tag in fs::read_to_string(dir.join("ran")).unwrap_or_default().lines() {
        let key = tag.rsplit_once(':').unwrap().0;
        *runs.entry(key.to_owned()).or_default() += 1;
    }
    runs
}

#[test]
fn cycles_that_are_killed_at_random_lose_nothing_and_submit_nothing_twice() {
    let dir = project("kills", &many());
    for round in 0..KILLS {
        let quiet = || Stdio::null();
        let mut child =
            command(&dir, &["project", "cycle"]).stdout(quiet()).stderr(quiet()).spawn().unwrap();
        let chance = RandomState::new().hash_one(round) % 120_000;
        let until = Instant::now() + Duration::from_micros(chance);
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let states = cycle_until(&dir, &["complete"]);
    assert_eq!(states.len(), ANALYSES);
    let runs = runs(&dir);
    assert_eq!(runs.len(), ANALYSES);
    assert!(runs.values().all(|&times| times == 1), "{runs:?}");
}
