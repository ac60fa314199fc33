//! What several fuzz targets share: a folder for files, and the mode that an input begins with.

mod mode;
mod scratch;

pub use mode::split_mode;
pub use scratch::ScratchFolder;
