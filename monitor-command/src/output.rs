//! What commands print: results and messages (`print`), tables, and one live line.

pub(crate) mod print;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) mod status_line;
pub(crate) mod table;
