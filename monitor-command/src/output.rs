//! What commands print: results and messages (`print`), tables, and one live line.

pub(crate) mod print;
pub(crate) mod status_line;
pub(crate) mod table;
