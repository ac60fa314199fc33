//! What commands print: results and messages (`print`, `left_running`), tables, and one live line.

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) mod left_running;
pub(crate) mod print;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) mod status_line;
pub(crate) mod table;
