//! The points of a routine, in a file with one a line, so that none is measured twice.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Measured points, in memory and in their file.
#[derive(Debug)]
pub(crate) struct Points {
    pub(crate) all: Vec<(f64, f64)>,
    file: File,
}

impl Points {
    /// Opens the file with what was measured by attempts before. A line that was cut off by a
    /// crash is measured again.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let all = text[..whole].lines().filter_map(point).collect();
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len(whole as u64)?;
        Ok(Self { all, file })
    }

    /// Adds a point, in one write.
    pub(crate) fn push(&mut self, x: f64, y: f64) -> io::Result<()> {
        self.file.write_all(format!("{x},{y}\n").as_bytes())?;
        self.all.push((x, y));
        Ok(())
    }
}

fn point(line: &str) -> Option<(f64, f64)> {
    let (x, y) = line.split_once(',')?;
    Some((x.parse().ok()?, y.parse().ok()?))
}
