//! SQLite ledgers of `monitor-host` with damaged bytes: each is refused or read, and one that is
//! read can be written.
#![no_main]

use std::cell::RefCell;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use monitor_core::Timestamp;
use monitor_fuzz::{ScratchFolder, split_mode};
use monitor_host::store::{IfHeld, LedgerStore, MovesOf, SqliteLedgerStore, StoreLimits};
use monitor_state::{AnalysisState, Ledger, LedgerLimits, NewAnalysis, StateMachine};

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new());
}

struct World {
    folder: ScratchFolder,
    /// A ledger of three analyses.
    whole: Vec<u8>,
}

/// The bytes of one edit: a place in the file (little endian), and what is written there.
const EDIT_BYTES: usize = 4;

fuzz_target!(|input: &[u8]| {
    let Some((mode, bytes)) = split_mode(input) else { return };
    WORLD.with_borrow(|world| {
        let file = if mode == b'e' { edited(&world.whole, bytes) } else { bytes.to_vec() };
        world.folder.clear();
        let path = world.folder.write("ledger.sqlite", &file);
        let read =
            SqliteLedgerStore::open_read_only(&path).ok().and_then(|mut store| look(&mut store));
        assert!(read.is_some() || file != world.whole, "the whole ledger is not readable");
        assert_eq!(std::fs::read(&path).ok(), Some(file), "reading has changed the file");
        write(&path);
    });
});

impl World {
    fn new() -> Self {
        let folder = ScratchFolder::new();
        let path = folder.path().join("ledger.sqlite");
        let mut store = open(&path).expect("a new ledger can be made");
        let mut ledger = look(&mut store).expect("a new ledger is readable");
        let at = Timestamp::from_secs(1_750_000_000);
        let new = |key: &str| NewAnalysis::new(key, "bilby", "slurm");
        let added = [new("GW150914/bilby"), new("GW150914/plots").needs(["GW150914/bilby"])];
        let batch = ledger.add(added, at).expect("two analyses can be added");
        store.commit(&mut ledger, &batch).expect("a batch can be stored");
        let batch = ledger.command_batch("GW150914/bilby", AnalysisState::Stop, "ada", at);
        if let Ok(batch) = batch {
            store.commit(&mut ledger, &batch).expect("a batch can be stored");
        }
        let mark = store.mark().expect("a ledger has a mark");
        drop(store);
        let mut whole = std::fs::read(&path).expect("the ledger is there");
        // Its mark is random: an input would mean something else in the next process.
        let places: Vec<usize> =
            (0..whole.len()).filter(|at| whole[*at..].starts_with(mark.as_bytes())).collect();
        places.into_iter().for_each(|at| whole[at..at + mark.len()].fill(b'0'));
        Self { folder, whole }
    }
}

fn open(path: &Path) -> Result<SqliteLedgerStore, monitor_host::Error> {
    SqliteLedgerStore::open(path, IfHeld::Refuse, StoreLimits::default())
}

fn look(store: &mut SqliteLedgerStore) -> Option<Ledger> {
    let _ = store.moves(MovesOf { key: None, before: None, most: 100 });
    let _ = (store.mark(), store.revision());
    store.load(StateMachine::standard(), LedgerLimits::default()).ok()
}

fn write(path: &Path) {
    let Ok(mut store) = open(path) else { return };
    let Some(mut ledger) = look(&mut store) else { return };
    let revision = ledger.revision();
    let new = NewAnalysis::new("GW170817/bilby", "bilby", "slurm");
    let Ok(batch) = ledger.add([new], Timestamp::from_secs(1_760_000_000)) else { return };
    match store.commit(&mut ledger, &batch) {
        Ok(()) => assert_eq!(ledger.revision(), revision + 1),
        Err(_) => assert_eq!(ledger.revision(), revision, "neither stored nor applied"),
    }
}

fn edited(whole: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut file = whole.to_vec();
    for edit in edits.chunks_exact(EDIT_BYTES) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize % file.len();
        file[at] = edit[3];
    }
    file
}
