//! Two that want to write.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::world::{Folder, add, at, bilby, load, rows};
use monitor_host::Error;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};

#[test]
fn a_second_writer_is_refused_and_told_by_whom() {
    let folder = Folder::new();
    let store = folder.store();
    let second = SqliteLedgerStore::open(folder.ledger(), IfHeld::Refuse, StoreLimits::default());
    let refused = second.unwrap_err();
    let Error::LedgerBusy { path, holder } = &refused else { unreachable!("{refused}") };
    assert_eq!(*path, folder.ledger());
    assert!(holder.starts_with(&std::process::id().to_string()), "{holder}");
    let limit = IfHeld::Wait(Duration::from_millis(30));
    let late = SqliteLedgerStore::open(folder.ledger(), limit, StoreLimits::default()).unwrap_err();
    assert!(matches!(late, Error::LedgerBusy { .. }));
    drop(store);
    folder.store();
}

#[test]
fn a_second_writer_that_waits_goes_on_where_the_first_has_left_it() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    let (begun, begins) = mpsc::channel();
    thread::scope(|scope| {
        let path = folder.ledger();
        let second = scope.spawn(move || {
            begun.send(()).unwrap();
            let limit = IfHeld::Wait(Duration::from_secs(600));
            let mut store = SqliteLedgerStore::open(path, limit, StoreLimits::default()).unwrap();
            load(&mut store)
        });
        begins.recv().unwrap();
        add(&mut store, &mut ledger, 3, 0);
        drop(store);
        assert_eq!(rows(&second.join().unwrap()), rows(&ledger));
    });
}

#[test]
fn a_ledger_that_was_changed_by_somebody_else_refuses_the_batch() {
    let folder = Folder::new();
    let mut store = folder.store();
    let (mut ledger, mut other) = (load(&mut store), load(&mut store));
    add(&mut store, &mut ledger, 1, 0);
    let stale = other.add([bilby(7)], at(1)).unwrap();
    let refused = store.commit(&mut other, &stale).unwrap_err();
    assert!(matches!(refused, Error::LedgerChanged { made_for: 0, at: 1, .. }), "{refused}");
    assert!(other.is_empty());
    assert_eq!(rows(&load(&mut store)), rows(&ledger));
}

#[test]
fn a_batch_that_the_ledger_refuses_is_not_stored() {
    let folder = Folder::new();
    let mut store = folder.store();
    let mut ledger = load(&mut store);
    let batch = ledger.add([bilby(0)], at(0)).unwrap();
    store.commit(&mut ledger, &batch).unwrap();
    let refused = store.commit(&mut ledger, &batch).unwrap_err();
    assert!(matches!(refused, Error::State(monitor_state::Error::Conflict { .. })), "{refused}");
    assert_eq!(store.revision().unwrap(), 1);
}
