//! Kills whoever writes a ledger, again and again, at any point.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::world::{Folder, load};
use monitor_host::store::{LedgerStore, MovesOf};
use monitor_state::{AnalysisState, Ledger};

/// Starts the writer and kills it up to 30 ms later, so many times, each going on where the one
/// before was killed. After each there is a whole number of batches, and no fewer than were told.
pub(crate) fn kill_at_random(times: u64) {
    let folder = Folder::new();
    let mut before = 0;
    for round in 0..times {
        let mut command = Command::new(env!("CARGO_BIN_EXE_monitor-host-ledger"));
        command.arg(folder.ledger()).stdout(Stdio::piped());
        let mut writer = command.spawn().unwrap();
        let mut said = BufReader::new(writer.stdout.take().unwrap()).lines();
        let begun: u64 = said.next().unwrap().unwrap().parse().unwrap();
        assert_eq!(begun, before, "it begins where the last one was killed");
        let chance = RandomState::new().hash_one(round) % 30_000;
        let until = Instant::now() + Duration::from_micros(chance);
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        // A line may be cut off.
        let told = said.map_while(|line| line.ok()?.parse::<u64>().ok()).last().unwrap_or(begun);
        let mut reader = folder.reader();
        let ledger = load(&mut reader);
        assert_whole(&ledger);
        assert!(ledger.revision() >= told, "{} was committed", told);
        assert_eq!(reader.revision().unwrap(), ledger.revision());
        // Each batch moves as many as there were before it.
        let moves = ledger.revision() * ledger.revision().saturating_sub(1) / 2;
        let last = reader.moves(MovesOf { key: None, before: None, most: 1 }).unwrap();
        assert_eq!(last.first().map_or(0, |last| last.number), moves);
        before = ledger.revision();
    }
    assert!(before > 0);
}

fn assert_whole(ledger: &Ledger) {
    let revision = ledger.revision();
    assert_eq!(ledger.len() as u64, revision, "each batch adds one");
    let state =
        if revision.is_multiple_of(2) { AnalysisState::Stopped } else { AnalysisState::Manual };
    assert!(ledger.rows().all(|row| row.analysis.state == state), "each batch moves all");
}

#[test]
fn a_writer_that_is_killed_leaves_a_whole_number_of_batches() {
    kill_at_random(10);
}
