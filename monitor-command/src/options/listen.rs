//! The options of commands that serve: where to listen, who may come in, what they may change.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_http::{AccessPolicy, AccessToken, AllowedControls, ControlKind, Server, ServerLimits};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::exit_codes;
use crate::output::print;

/// Where to listen, who may come in, what they may change.
#[derive(Debug, Args)]
pub(crate) struct ListenOptions {
    /// The token that clients must send; required unless the address is loopback. `auto` generates
    /// one and prints a link with it
    #[arg(long, value_name = "TOKEN|auto")]
    token: Option<String>,
    /// A further host name to accept in requests
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// An origin, such as `https://example.org`, whose pages may send requests (CORS)
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// The server is behind a TLS proxy: mark the token's cookie as secure
    #[arg(long)]
    behind_tls: bool,
    /// What clients may change: all, none, or a comma-separated list of metrics, debug and analyses
    /// [default: all on a loopback address, else none]
    #[arg(long, value_name = "KINDS", value_parser = parse_controls)]
    control: Option<AllowedControls>,
}

/// A server that listens, and who may come in.
#[derive(Debug)]
pub(crate) struct BoundServer {
    pub(crate) server: Server,
    pub(crate) access: AccessPolicy,
    pub(crate) controls: AllowedControls,
    /// What to open in a browser.
    pub(crate) link: String,
}

impl ListenOptions {
    /// Listens at the address; the other one of the two is what the user has to do first.
    pub(crate) fn bind_server(
        &self,
        address: SocketAddr,
    ) -> Result<Result<BoundServer, ExitCode>, Error> {
        let token = match self.token.as_deref() {
            None => None,
            Some("auto") => Some(AccessToken::random()?),
            Some(given) => match AccessToken::new(given) {
                Ok(token) => Some(token),
                Err(error) => return Ok(Err(reject_options(&error.to_string()))),
            },
        };
        let is_loopback = address.ip().is_loopback();
        if !is_loopback && token.is_none() {
            return Ok(Err(reject_options(&format!(
                "{address} can be reached from other machines: say who may come in, by --token \
                 TOKEN, or by --token auto, which makes a token and prints the link"
            ))));
        }
        raise_descriptor_limit();
        let server = Server::bind(&address.to_string(), ServerLimits::default())?;
        let link = browser_link(server.local_addr(), token.as_ref());
        let mut access = token.map_or_else(AccessPolicy::loopback, AccessPolicy::with_token);
        access = self.allow_host.iter().fold(access, AccessPolicy::allow_host);
        access = self.allow_origin.iter().fold(access, AccessPolicy::allow_origin);
        if self.behind_tls {
            access = access.behind_tls();
        }
        let usual = if is_loopback { AllowedControls::all() } else { AllowedControls::none() };
        let controls = self.control.unwrap_or(usual);
        Ok(Ok(BoundServer { server, access, controls, link }))
    }
}

fn reject_options(why: &str) -> ExitCode {
    print::write_error(why);
    ExitCode::from(exit_codes::USAGE)
}

/// What opens the page in a browser on this machine.
fn browser_link(address: SocketAddr, token: Option<&AccessToken>) -> String {
    let shown = match address.ip() {
        ip if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, address.port())),
        _ => address,
    };
    let secret = token.map_or_else(String::new, |token| format!("?token={}", token.as_str()));
    format!("http://{shown}/{secret}")
}

/// Connections take descriptors, of which the system's default is few. What it does not give, the
/// server does without.
fn raise_descriptor_limit() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// An address with a port, or one without, which gets `port`.
pub(crate) fn parse_address(text: &str, port: u16) -> Result<SocketAddr, String> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if text == "localhost" {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let alone = bare.parse::<IpAddr>().map(|ip| SocketAddr::from((ip, port)));
    let whole = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    alone
        .or_else(|_| whole.as_deref().unwrap_or(text).parse())
        .map_err(|_| format!("`{text}` is no address such as 127.0.0.1:{port} or [::1]:{port}"))
}

fn parse_controls(text: &str) -> Result<AllowedControls, String> {
    let word = |controls: AllowedControls, word: &str| {
        Ok(controls.with(match word.trim() {
            "metrics" => ControlKind::Metrics,
            "debug" => ControlKind::Debug,
            "analyses" => ControlKind::Analyses,
            other => return Err(format!("`{other}` is none of metrics, debug and analyses")),
        }))
    };
    match text {
        "all" => Ok(AllowedControls::all()),
        "none" => Ok(AllowedControls::none()),
        some => some.split(',').try_fold(AllowedControls::none(), word),
    }
}
