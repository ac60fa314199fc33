//! One file of `/proc` that is read again and again, through a descriptor that is kept from the
//! first reading on if the budget has one left.
//!
//! A kept descriptor follows the process and not its number: after the process was reaped it
//! gives ESRCH and never a stranger's figures. It also stays readable on a zombie where opening
//! would be refused.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many descriptors may be kept open.
#[derive(Clone, Debug)]
pub(crate) struct FdBudget(Arc<AtomicUsize>);

impl FdBudget {
    /// A quarter of what the process may open, and not more than 512.
    pub(crate) fn of_this_process() -> Self {
        let soft = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE)
            .map_or(0, |(soft, _)| soft);
        Self::new(usize::try_from(soft / 4).unwrap_or(usize::MAX).min(512))
    }

    pub(crate) fn new(files: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(files)))
    }

    fn take(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok()
    }

    fn give_back(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A file of `/proc`, kept open or opened for each reading.
#[derive(Debug)]
pub(crate) struct ProcSource {
    path: Box<str>,
    kept: Option<File>,
    /// Where the descriptor to keep comes from; taken away once that was tried.
    wanted: Option<FdBudget>,
    budget: Option<FdBudget>,
}

impl ProcSource {
    /// A file that is kept from when it is first needed, if the budget and the system allow it.
    pub(crate) fn kept_open(path: String, budget: &FdBudget) -> Self {
        let wanted = Some(budget.clone());
        Self { path: path.into_boxed_str(), kept: None, wanted, budget: None }
    }

    /// A file that is kept whatever the budget says, for the few of a whole run.
    pub(crate) fn always(path: String) -> Self {
        Self::kept_open(path, &FdBudget::new(1))
    }

    /// A file that is opened for each reading.
    pub(crate) fn passing(path: String) -> Self {
        Self { path: path.into_boxed_str(), kept: None, wanted: None, budget: None }
    }

    /// Opens the file if it is to be kept and was not opened before.
    pub(crate) fn open(&mut self) {
        if let Some(budget) = self.wanted.take().filter(FdBudget::take) {
            self.kept = File::open(&*self.path).ok();
            if self.kept.is_some() {
                self.budget = Some(budget);
            } else {
                budget.give_back();
            }
        }
    }

    /// Reads the whole file into `buffer`, replacing what was there.
    pub(crate) fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        self.open();
        match &self.kept {
            Some(file) => read_all(file, buffer),
            None => read_all(&File::open(&*self.path)?, buffer),
        }
    }
}

impl Drop for ProcSource {
    fn drop(&mut self) {
        self.kept = None;
        if let Some(budget) = self.budget.take() {
            budget.give_back();
        }
    }
}

/// Reads from the start to the end. One call is enough for a file that fits; only a full buffer
/// makes it ask for more.
fn read_all(file: &File, buffer: &mut Vec<u8>) -> io::Result<()> {
    const FIRST: usize = 4096;
    let mut filled = 0;
    loop {
        if buffer.len() < filled + FIRST {
            buffer.resize(filled + FIRST, 0);
        }
        let room = buffer.len() - filled;
        let read = match file.read_at(&mut buffer[filled..], filled as u64) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        filled += read;
        // A list of children may end a reading early at the end of a page; a file that is shorter
        // than a page has been given whole.
        if read == 0 || (read < room && filled < FIRST / 2) {
            buffer.truncate(filled);
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_longer_than_a_page_is_read_to_its_end() {
        let program = std::fs::read("/proc/self/exe").unwrap();
        let mut buffer = Vec::new();
        ProcSource::kept_open("/proc/self/exe".into(), &FdBudget::new(1))
            .read(&mut buffer)
            .unwrap();
        assert!(buffer == program, "{} bytes of {}", buffer.len(), program.len());
    }

    #[test]
    fn without_a_budget_the_file_is_opened_for_each_reading() {
        let budget = FdBudget::new(1);
        let new = || ProcSource::kept_open("/proc/self/stat".into(), &budget);
        let (mut first, mut second, mut buffer) = (new(), new(), Vec::new());
        assert!(first.kept.is_none(), "nothing is opened before it is needed");
        for source in [&mut first, &mut second] {
            source.read(&mut buffer).unwrap();
            assert!(!buffer.is_empty());
        }
        assert!(first.kept.is_some() && second.kept.is_none());
        drop(first);
        let mut third = new();
        third.open();
        assert!(third.kept.is_some());
    }
}
