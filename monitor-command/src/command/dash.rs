//! `monitor dash`: the dashboard of run directories, with the paths of the original one.

use std::future::pending;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::error::Error;
use clap::Args;
use monitor_host::RunSource;
use monitor_http::{Feed, FeedLimits, RouterSources};

use crate::command::serve::serve_until_stopped;
use crate::exit_codes;
use crate::options::listen::{ListenOptions, parse_address};
use crate::output::print;

/// Serve the runs of a directory over HTTP
#[derive(Debug, Args)]
pub(crate) struct DashArgs {
    /// The directory of the status files
    #[arg(long, value_name = "DIR")]
    status_dir: PathBuf,
    /// The directory of the logs [default: `logs` beside the status files]
    #[arg(long, value_name = "DIR")]
    log_dir: Option<PathBuf>,
    /// The directory of the plots [default: `plots` beside the status files]
    #[arg(long, value_name = "DIR")]
    plots_dir: Option<PathBuf>,
    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on
    #[arg(long, default_value_t = 8_888)]
    port: u16,
    #[command(flatten)]
    listen: ListenOptions,
}

impl DashArgs {
    /// Serves until a signal asks it to stop.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        for dir in [Some(&self.status_dir), self.log_dir.as_ref(), self.plots_dir.as_ref()] {
            if let Some(dir) = dir.filter(|dir| !dir.is_dir()) {
                print::write_error(format_args!("{} is not a directory", dir.display()));
                return Ok(ExitCode::from(exit_codes::USAGE));
            }
        }
        let address: SocketAddr = match parse_address(&self.host, self.port) {
            Ok(address) => address,
            Err(wrong) => {
                print::write_error(wrong);
                return Ok(ExitCode::from(exit_codes::USAGE));
            }
        };
        let listening = match self.listen.bind_server(address)? {
            Ok(listening) => listening,
            Err(code) => return Ok(code),
        };
        let runs = Arc::new(RunSource::of_folders(self.status_dir, self.log_dir, self.plots_dir));
        let feed = Feed::start(FeedLimits::default())?;
        let sources = RouterSources::new().runs(&runs).run_dashboard(&runs).feed(&feed);
        serve_until_stopped(listening, sources, pending())?;
        Ok(ExitCode::SUCCESS)
    }
}
