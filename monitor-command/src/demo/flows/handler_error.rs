//! Why an activation did not run to its end.

/// Why an activation did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandlerError {
    /// The routine failed, for this reason. The job fails.
    Failed(String),
    /// The job was cancelled.
    Cancelled,
}
