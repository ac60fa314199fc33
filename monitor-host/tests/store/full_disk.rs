//! No room: nothing is half done, and once there is room it goes on.

use crate::world::{Folder, add, at, bilby, load, rows};
use monitor_host::Error;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};

#[test]
fn a_batch_that_does_not_fit_is_not_there_and_a_smaller_one_is() {
    let folder = Folder::new();
    let limits = StoreLimits::default().max_pages(64);
    let mut store = SqliteLedgerStore::open(folder.ledger(), IfHeld::Refuse, limits).unwrap();
    let mut ledger = load(&mut store);
    add(&mut store, &mut ledger, 10, 0);
    let before = rows(&ledger);

    let large = ledger.add((10..9_000).map(bilby), at(1)).unwrap();
    let full = store.commit(&mut ledger, &large).unwrap_err();
    assert!(matches!(full, Error::LedgerFull { .. }), "{full}");
    assert_eq!((rows(&ledger), ledger.revision()), (before.clone(), 1));
    assert_eq!(rows(&load(&mut folder.reader())), before);

    add(&mut store, &mut ledger, 10, 2);
    drop(store);
    let mut store = folder.store();
    assert_eq!(rows(&load(&mut store)), rows(&ledger));
    let large = ledger.add((20..9_000).map(bilby), at(3)).unwrap();
    store.commit(&mut ledger, &large).unwrap();
    assert_eq!(load(&mut store).len(), 9_000);
}
