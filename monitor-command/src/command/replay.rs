//! `monitor replay`: feeds a recording into the metrics, and shows what came out.

mod stage;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use crate::error::Error;
use clap::Args;
use monitor_core::{Clock, Timestamp};
use monitor_host::JournalReader;
use monitor_http::{Feed, FeedLimits, RouterSources};

use crate::command::serve::{PORT, serve_until_stopped};
use crate::options::listen::{ListenOptions, parse_address};
use crate::output::print;
use stage::{ReplayGaps, ReplayHost, ReplayOptions};

/// Replay a recording and show the resulting metrics
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// The recording: from `monitor serve --record`, `monitor exec --out`, or a host's journal
    file: PathBuf,
    /// Speed factor relative to real time [default: as fast as possible]
    #[arg(long, value_name = "X", value_parser = parse_speed)]
    speed: Option<f64>,
    /// The time at which to show the status [default: that of the last event]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Write an HTML report of each command to a directory
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    /// Serve it over HTTP during and after the replay
    #[arg(long)]
    serve: bool,
    /// The address to listen on
    #[arg(long, value_name = "ADDR[:PORT]", default_value = "127.0.0.1:8765", value_parser = parse_bind_address)]
    bind: SocketAddr,
    #[command(flatten)]
    listen: ListenOptions,
}

fn parse_bind_address(text: &str) -> Result<SocketAddr, String> {
    parse_address(text, PORT)
}

fn parse_speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed: &f64| speed.is_finite() && *speed > 0.0);
    speed.ok_or_else(|| format!("`{text}` is no speed such as 1, 0.5 or 100"))
}

impl ReplayArgs {
    /// Prints the status, or serves.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        // What cannot be read is said before anything is served.
        drop(JournalReader::open(&self.file)?);
        let stage = ReplayHost::new();
        let manner = ReplayOptions { speed: self.speed, reports: self.reports.clone() };
        if self.serve {
            return self.print_status(stage, manner);
        }
        report_gaps(&stage.play_file(&self.file, &manner)?);
        let at = self.at.unwrap_or_else(|| stage.clock.now());
        match stage.monitor.status(at) {
            Ok(status) => {
                let status = serde_json::to_string(&status).unwrap_or_default();
                print::write_result(|out| writeln!(out, "{status}"))?;
            }
            // It ends with what a live one answers then.
            Err(error) => {
                let status = serde_json::json!({"error": error.to_string()});
                print::write_result(|out| writeln!(out, "{status}"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn print_status(&self, stage: ReplayHost, manner: ReplayOptions) -> Result<ExitCode, Error> {
        let listening = match self.listen.bind_server(self.bind)? {
            Ok(listening) => listening,
            Err(code) => return Ok(code),
        };
        let feed = Feed::start(FeedLimits::default())?;
        feed.follow_emitter(&stage.emitter);
        let clock: Arc<dyn Clock> = Arc::clone(&stage.clock) as _;
        let sources = RouterSources::new().monitor(&stage.monitor).clock(clock);
        let sources = sources.feed(&feed).commands(&stage.board);
        let (file, at) = (self.file.clone(), self.at);
        let player = thread::Builder::new().name("replay".to_owned());
        let played = player.spawn(move || {
            match stage.play_file(&file, &manner) {
                Ok(missing) => report_gaps(&missing),
                Err(error) => print::write_error(error),
            }
            at.inspect(|at| stage.clock.advance_to(*at));
        });
        played.map_err(|source| Error::System { what: "a thread", source })?;
        serve_until_stopped(listening, sources, std::future::pending())?;
        Ok(ExitCode::SUCCESS)
    }
}

fn report_gaps(missing: &ReplayGaps) {
    let ReplayGaps { lines, records } = missing;
    if *lines > 0 {
        print::write_error(format_args!("{lines} lines are not whole and were passed over"));
    }
    if *records > 0 {
        print::write_error(format_args!("{records} records were lost when it was recorded"));
    }
}
