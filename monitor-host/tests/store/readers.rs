//! Reading while somebody writes: nobody waits, nothing is left behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::world::{Folder, add, cycle, load, rows};
use monitor_host::Error;
use monitor_host::store::{LedgerStore, SqliteLedgerStore};
use monitor_state::JobState;

#[test]
fn readers_see_whole_batches_while_a_writer_commits_opens_and_closes() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 40, 0);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (done, folder) = (&done, &folder);
        let reading = scope.spawn(move || {
            let mut reader = folder.reader();
            let mut seen = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let read = load(&mut reader);
                let mut states: Vec<_> = read.rows().map(|row| row.analysis.state).collect();
                states.dedup();
                assert_eq!(states.len(), 1, "every batch moves all: {states:?}");
                assert!(reader.revision().unwrap() >= read.revision());
                seen.push(read.revision());
            }
            seen
        });
        for round in 0..30 {
            let state = if round < 15 { JobState::Pending } else { JobState::Running };
            cycle(&mut store, &mut ledger, state, round + 1);
            if round % 3 == 0 {
                drop(store);
                store = folder.store();
            }
        }
        done.store(true, Ordering::Relaxed);
        let seen = reading.join().unwrap();
        assert!(seen.is_sorted() && !seen.is_empty());
    });
}

#[test]
fn reading_leaves_no_trace() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 3, 0);
    drop(store);
    let before = folder.content();
    let mut reader = folder.reader();
    assert_eq!(rows(&load(&mut reader)), rows(&ledger));
    assert_eq!(reader.revision().unwrap(), 1);
    assert_eq!(folder.content(), before);

    // It sees what comes later.
    let mut store = folder.store();
    cycle(&mut store, &mut ledger, JobState::Running, 1);
    assert_eq!(rows(&load(&mut reader)), rows(&ledger));
}

#[test]
fn a_reader_cannot_commit() {
    let folder = Folder::new();
    let mut ledger = load(&mut folder.store());
    let batch = ledger.add([crate::world::bilby(0)], crate::world::at(0)).unwrap();
    let refused = folder.reader().commit(&mut ledger, &batch).unwrap_err();
    assert!(matches!(refused, Error::LedgerReadOnly { path } if path == folder.ledger()));
    assert!(ledger.is_empty());
}

#[test]
fn the_sqlite3_tool_shows_it_while_it_is_written() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 2, 0);
    cycle(&mut store, &mut ledger, JobState::Running, 1);
    // As that tool opens it: an ordinary connection of another process would do the same.
    let tool = rusqlite::Connection::open(folder.ledger()).unwrap();
    let status: (String, String, String, Option<String>) = tool
        .query_row(
            "SELECT key, state, since, job FROM status WHERE key LIKE 'GW0001/%'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    let known = ("GW0001/bilby", "queued", "2023-11-14T22:13:21.000Z", Some("10002"));
    assert_eq!((&*status.0, &*status.1, &*status.2, status.3.as_deref()), known);
    let history: i64 = tool
        .query_row("SELECT count(*) FROM history WHERE key = 'GW0001/bilby'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(usize::try_from(history).unwrap(), ledger.history("GW0001/bilby").count());
    cycle(&mut store, &mut ledger, JobState::Running, 60);
    let subject: String = tool
        .query_row("SELECT subject FROM analyses WHERE state = 'running' LIMIT 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(subject, "GW0000");
}

#[test]
fn a_file_that_is_not_there_is_not_made_by_a_reader() {
    let folder = Folder::new();
    let missing = SqliteLedgerStore::open_read_only(folder.ledger()).unwrap_err();
    assert!(matches!(missing, Error::File { .. }), "{missing}");
    assert!(missing.to_string().contains("ledger.sqlite"));
    assert!(folder.content().is_empty());
}
