//! Submitting a job: its folder is put in place as a whole, and that is when there is a job.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use monitor_core::Timestamp;
use monitor_state::JobRef;

use super::place::{FolderLock, JobDirList};
use super::record::{JobRecord, RecordWord, read, write};
use super::{LocalScheduler, alive};
use crate::error::Error;
use crate::scheduler::{JobProgram, JobRequest, SubmissionOutcome};

/// The options of `monitor exec` that a job may have.
const LIMITS: [&str; 4] = ["--timeout-s", "--max-rss-mb", "--max-cpu-s", "--grace-s"];

/// What the options of a job say.
#[derive(Debug, Default, PartialEq, Eq)]
struct SubmitOptions {
    held: bool,
    limits: Vec<String>,
}

impl LocalScheduler {
    pub(super) fn submit_as(&self, work: &JobRequest, tag: &str) -> SubmissionOutcome {
        let (command, options) = match self.check_request(work) {
            Ok(checked) => checked,
            Err(error @ Error::Work { .. }) => return SubmissionOutcome::Refused(error),
            Err(error) => return SubmissionOutcome::Busy(error),
        };
        let mut alone = match self.alone() {
            Ok(alone) => alone,
            Err(error) => return SubmissionOutcome::Busy(error),
        };
        // It may be that nobody was told.
        match read::<JobRecord>(&self.place.job(tag), "job.json") {
            Ok(None) => {}
            Ok(Some(job)) => return submitted_job(&job),
            Err(error) => return SubmissionOutcome::Unknown(error),
        }
        let job = match alone.next_number(&self.place) {
            Ok(number) => JobRecord {
                number,
                tag: tag.to_owned(),
                submitted: Timestamp::now(),
                command: command.iter().map(|word| RecordWord::new(word)).collect(),
                dir: RecordWord::new(work.dir.as_os_str()),
                env: work.env.clone(),
                output: work.output.as_ref().map(|path| RecordWord::new(path.as_os_str())),
                limits: options.limits,
            },
            Err(error) => {
                return SubmissionOutcome::Busy(Error::file("write to", self.place.root())(error));
            }
        };
        if let Err(error) = self.put_in_place(&alone, &job, options.held) {
            return SubmissionOutcome::Busy(error);
        }
        // What cannot be started now waits, and whoever tends the folder is told why.
        drop(self.start_waiting(&alone));
        submitted_job(&job)
    }

    /// Makes the folder of the job under another name, and renames it when it is whole.
    fn put_in_place(&self, alone: &FolderLock, job: &JobRecord, held: bool) -> Result<(), Error> {
        let root = self.place.root();
        let new = root.join(format!(".new-{}", job.number));
        let make = || -> Result<(), Error> {
            fs::create_dir(&new).map_err(Error::file("create", &new))?;
            write(&new, "job.json", job)?;
            let empty = |name: &str| {
                let path = new.join(name);
                alive::open(&path).map_err(Error::file("create", path))
            };
            empty("alive")?;
            if held {
                empty("held")?;
            }
            for list in [JobDirList::Numbers, JobDirList::Waiting] {
                let put = alone.put_file(&self.place, list, job.number, &job.tag);
                put.map_err(Error::file("write to", root))?;
            }
            let place = self.place.job(&job.tag);
            sync(&new).and_then(|()| fs::rename(&new, &place)).map_err(Error::file("create", place))
        };
        if let Err(error) = make() {
            for list in [JobDirList::Numbers, JobDirList::Waiting] {
                let _ = alone.take(&self.place, list, job.number);
            }
            // What cannot be removed either is cleared away later.
            let _ = fs::remove_dir_all(&new);
            return Err(error);
        }
        // It is there. That it would outlast a loss of power cannot be had if this fails.
        let _ = sync(root);
        Ok(())
    }

    /// The command, if it can be run as far as can be known before.
    fn check_request(&self, work: &JobRequest) -> Result<(Vec<OsString>, SubmitOptions), Error> {
        let refused = |what, reason| Error::Work { what, reason };
        let command = match &work.program {
            JobProgram::Command(command) => command.clone(),
            JobProgram::File(file) => vec![work.dir.join(file).into_os_string()],
        };
        if command.first().is_none_or(|program| program.is_empty()) {
            return Err(refused("the command", "is empty"));
        }
        let has_nul = |word: &OsStr| word.as_bytes().contains(&0);
        if command.iter().any(|word| has_nul(word)) {
            return Err(refused("the command", "has a NUL byte in it"));
        }
        let bad = |(name, value): &(String, String)| {
            name.is_empty() || name.contains(['=', '\0']) || value.contains('\0')
        };
        if work.env.iter().any(bad) {
            return Err(refused("a variable", "has no name, or `=` in it, or a NUL byte"));
        }
        if !work.dir.is_dir() {
            return Err(refused("the folder to run in", "is not there"));
        }
        let output = work.output.as_deref().map(|output| work.dir.join(output));
        if output.as_deref().and_then(Path::parent).is_some_and(|folder| !folder.is_dir()) {
            return Err(refused("the folder for the output", "is not there"));
        }
        let options = SubmitOptions::read(&work.options)?;
        nix::unistd::access(&self.monitor, nix::unistd::AccessFlags::X_OK)
            .map_err(|errno| Error::file("run", &self.monitor)(errno.into()))?;
        Ok((command, options))
    }
}

impl SubmitOptions {
    fn read(options: &[String]) -> Result<Self, Error> {
        let refused = |reason| Err(Error::Work { what: "an option", reason });
        let mut read = Self::default();
        let mut words = options.iter();
        while let Some(option) = words.next() {
            if option == "--held" {
                read.held = true;
                continue;
            }
            let (name, value) = match option.split_once('=') {
                Some(both) => both,
                None => (option.as_str(), words.next().map_or("", String::as_str)),
            };
            if !LIMITS.contains(&name) {
                return refused(
                    "is not one of --held, --timeout-s, --max-rss-mb, --max-cpu-s, --grace-s",
                );
            }
            if !value.parse::<f64>().is_ok_and(|number| number > 0.0 && number < 1e9) {
                return refused("has no number, or one that is not above 0 and below 1e9");
            }
            read.limits.push(format!("{name}={value}"));
        }
        Ok(read)
    }
}

fn submitted_job(job: &JobRecord) -> SubmissionOutcome {
    SubmissionOutcome::Submitted { job: JobRef::new(job.number), born: Some(job.submitted) }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_those_of_exec_that_limit_it() {
        let read = |options: &[&str]| {
            SubmitOptions::read(
                &options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>(),
            )
        };
        let options = read(&["--timeout-s=1.5", "--held", "--max-rss-mb", "20"]).unwrap();
        let limits = vec!["--timeout-s=1.5".to_owned(), "--max-rss-mb=20".to_owned()];
        assert_eq!(options, SubmitOptions { held: true, limits });
        for wrong in ["--summary=/etc/x", "--timeout-s", "--timeout-s=-1", "--timeout-s=NaN", ""] {
            assert!(matches!(read(&[wrong]), Err(Error::Work { .. })), "{wrong}");
        }
    }
}
