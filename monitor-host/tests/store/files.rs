//! Files that are no ledgers, or not ones that we can use: each is said, with its name, and stays as
//! it is.

use std::fs;
use std::path::Path;

use crate::world::{Folder, add, load};
use monitor_host::Error;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};
use monitor_state::{LedgerLimits, StateMachine};
use rusqlite::Connection;

fn open(path: &Path) -> Result<SqliteLedgerStore, Error> {
    SqliteLedgerStore::open(path, IfHeld::Refuse, StoreLimits::default())
}

/// A ledger in which somebody has changed something.
fn changed(sql: &str) -> (Folder, Error) {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 3, 0);
    crate::world::cycle(&mut store, &mut ledger, monitor_state::JobState::Running, 1);
    drop(store);
    let database = Connection::open(folder.ledger()).unwrap();
    database.execute_batch(&format!("PRAGMA foreign_keys = off; {sql}")).unwrap();
    drop(database);
    let load = |store: Result<SqliteLedgerStore, Error>| {
        store
            .and_then(|mut store| store.load(StateMachine::standard(), LedgerLimits::default()))
            .unwrap_err()
    };
    let read = load(SqliteLedgerStore::open_read_only(folder.ledger()));
    let written = load(open(&folder.ledger()));
    assert_eq!(read.to_string(), written.to_string());
    assert!(read.to_string().contains("ledger.sqlite"), "{read}");
    (folder, read)
}

#[test]
fn other_files_are_no_ledgers_and_stay_as_they_are() {
    let folder = Folder::new();
    fs::write(folder.ledger(), "subjects:\n  - GW150914\n".repeat(100)).unwrap();
    let before = fs::read(folder.ledger()).unwrap();
    for refused in [open(&folder.ledger()), SqliteLedgerStore::open_read_only(folder.ledger())] {
        assert!(matches!(refused, Err(Error::NotALedger { path }) if path == folder.ledger()));
    }
    assert_eq!(fs::read(folder.ledger()).unwrap(), before);
}

#[test]
fn databases_of_others_are_no_ledgers_and_stay_as_they_are() {
    let folder = Folder::new();
    let database = Connection::open(folder.ledger()).unwrap();
    database.execute_batch("CREATE TABLE production (name TEXT)").unwrap();
    drop(database);
    let before = fs::read(folder.ledger()).unwrap();
    for refused in [open(&folder.ledger()), SqliteLedgerStore::open_read_only(folder.ledger())] {
        assert!(matches!(refused, Err(Error::NotALedger { .. })));
    }
    assert_eq!(fs::read(folder.ledger()).unwrap(), before);
}

#[test]
fn an_empty_file_becomes_a_ledger_when_it_is_written_and_is_none_before() {
    let folder = Folder::new();
    fs::write(folder.ledger(), "").unwrap();
    let read = SqliteLedgerStore::open_read_only(folder.ledger()).unwrap_err();
    assert!(matches!(read, Error::LedgerEmpty { .. }), "{read}");
    assert!(load(&mut folder.store()).is_empty());
}

#[test]
fn a_ledger_of_a_newer_version_is_left_to_newer_programs() {
    let (_folder, error) = changed("PRAGMA user_version = 900");
    assert!(matches!(error, Error::LedgerVersion { version: 900, .. }), "{error}");
}

#[test]
fn rows_that_are_wrong_are_named() {
    for (sql, table, row) in [
        ("UPDATE analyses SET state = 'no state' WHERE id = 2", "analyses", 2),
        ("UPDATE analyses SET marks = '{' WHERE id = 3", "analyses", 3),
        ("UPDATE analyses SET job = 'seven' WHERE id = 1", "analyses", 1),
        ("UPDATE analyses SET attempts = -1 WHERE id = 1", "analyses", 1),
        ("DELETE FROM analyses WHERE id = 2", "analyses", 3),
        ("UPDATE transitions SET cause = 'because' WHERE number = 2", "transitions", 2),
        ("UPDATE transitions SET analysis = 77 WHERE number = 1", "transitions", 1),
        ("UPDATE intents SET closed = NULL, action = 'dance' WHERE number = 1", "intents", 1),
        ("DELETE FROM ledger", "ledger", 1),
    ] {
        let (_folder, error) = changed(sql);
        let named =
            matches!(&error, Error::LedgerRow { table: t, row: r, .. } if *t == table && *r == row);
        assert!(named, "{sql}: {error}");
    }
}

#[test]
fn rows_that_do_not_go_together_are_no_ledger() {
    for sql in [
        "UPDATE analyses SET needs = '[\"a/b\"]' WHERE id = 2",
        "UPDATE analyses SET state = 'calibrating' WHERE id = 2",
    ] {
        let (_folder, error) = changed(sql);
        assert!(matches!(error, Error::LedgerContent { .. }), "{sql}: {error}");
    }
}

#[test]
fn a_file_that_was_damaged_is_said_to_be() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 2_000, 0);
    drop(store);
    let mut bytes = fs::read(folder.ledger()).unwrap();
    let len = bytes.len();
    bytes[len / 4..len * 3 / 4].fill(0xff);
    fs::write(folder.ledger(), bytes).unwrap();
    let mut reader = SqliteLedgerStore::open_read_only(folder.ledger()).unwrap();
    let error = reader.load(StateMachine::standard(), LedgerLimits::default()).unwrap_err();
    assert!(error.to_string().contains("ledger.sqlite"), "{error}");
}

#[test]
fn a_directory_that_is_not_there_and_one_in_the_place_of_the_file_are_said() {
    let folder = Folder::new();
    let path = folder.ledger();
    let missing = open(&path.join("deeper")).unwrap_err();
    assert!(matches!(missing, Error::File { .. }), "{missing}");
    fs::create_dir(&path).unwrap();
    let directory = open(&path).unwrap_err();
    assert!(directory.to_string().contains("ledger.sqlite"), "{directory}");
}

#[test]
fn who_may_not_write_is_told_so_and_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 3, 0);
    drop(store);
    let path = folder.ledger();
    let parent = path.parent().unwrap();
    fs::set_permissions(parent, fs::Permissions::from_mode(0o555)).unwrap();
    let (written, read) = std::thread::scope(|scope| {
        let path = &path;
        let other = scope.spawn(move || {
            // In this thread alone. For root permissions are no obstacle otherwise.
            if nix::unistd::geteuid().is_root() {
                nix::unistd::setfsuid(nix::unistd::Uid::from_raw(65_534));
            }
            let read =
                SqliteLedgerStore::open_read_only(path).map(|mut reader| load(&mut reader).len());
            (open(path).map(|_| ()), read)
        });
        other.join().unwrap()
    });
    fs::set_permissions(parent, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(written, Err(Error::LedgerReadOnly { .. })), "{written:?}");
    assert_eq!(read.unwrap(), 3);
}
