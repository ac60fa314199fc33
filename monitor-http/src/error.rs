//! What can go wrong while something is served, and whose fault it was.

use std::io;

/// Why something is not served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller gave a token that is too short, too long, or has characters that a link or a
    /// cookie cannot carry.
    #[error("invalid token; expected 16 to 256 letters, digits and -._~")]
    Token,

    /// The system has no source of randomness.
    #[error("cannot make a token: the system has no source of randomness")]
    Randomness,

    /// The caller gave an address that is none, or one that nobody has.
    #[error("invalid listen address {address}: {source}")]
    Address {
        /// The address.
        address: String,
        /// What the system says.
        source: io::Error,
    },

    /// The address cannot be listened on: it is in use, or not ours.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system says.
        source: io::Error,
    },

    /// Two routes have the same method and path, but for the names of path parameters.
    #[error(
        "two routes for {method} {path}: {first:?} and {second:?}; a path has one meaning, so leave \
         out one of them"
    )]
    RouteTwice {
        /// The method.
        method: String,
        /// The path of the second.
        path: &'static str,
        /// What the OpenAPI document says of the first.
        first: &'static str,
        /// What it says of the second.
        second: &'static str,
    },

    /// The system refused a thread, a runtime or a socket.
    #[error("the system refused {what}: {source}")]
    System {
        /// What was asked for.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
}
