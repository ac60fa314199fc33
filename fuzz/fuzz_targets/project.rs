//! Files of projects of `monitor-host`: a file that is read makes a ledger, and what is imported
//! from an asimov ledger or rows of JSON is a file that is read.
#![no_main]

use std::cell::RefCell;
use std::path::Path;

use libfuzzer_sys::{Corpus, fuzz_target};
use monitor_core::Timestamp;
use monitor_fuzz::{ScratchFolder, split_mode};
use monitor_host::project::Project;
use monitor_state::{Ledger, LedgerLimits};

thread_local! {
    static FOLDER: RefCell<ScratchFolder> = RefCell::new(ScratchFolder::new());
}

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((mode, text)) = split_mode(input) else { return Corpus::Reject };
    let Ok(text) = std::str::from_utf8(text) else { return Corpus::Reject };
    if mode == b'i' {
        FOLDER.with_borrow(|folder| check_import(folder, text));
    } else if let Ok(project) = Project::parse(Path::new("/project"), text) {
        check_project(&project);
    }
    Corpus::Keep
});

fn check_project(project: &Project) {
    let machine = project.machine().expect("the built-in machines have no fault");
    let mut ledger = Ledger::new(machine, LedgerLimits::default());
    let batch = ledger.add(project.analyses().cloned(), Timestamp::UNIX_EPOCH);
    let batch = batch.expect("the analyses of a project make a ledger");
    ledger.apply(&batch).expect("a batch that was just made can be applied");
    assert_eq!(ledger.len(), project.analyses().count());
}

fn check_import(folder: &ScratchFolder, text: &str) {
    folder.clear();
    folder.write("project.toml", b"name = \"survey\"\n");
    let file = folder.write("import", text.as_bytes());
    let imported = Project::import(folder.path(), &file, None);
    let project = Project::read(folder.path());
    let project = project.expect("the file of a project stays readable");
    check_project(&project);
    if imported.is_err() {
        assert_eq!(project.analyses().count(), 0, "an import that fails changes nothing");
    }
}
