//! FastAPI serving the same document, under uvicorn, if both are installed.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::server::Server;
use crate::workload::exec::programs::{Scratch, on_path};

/// The document is in memory, as figures are in a collector; FastAPI serialises it each time.
const APP: &str = r#"
import json, os, socket, sys
import uvicorn
from fastapi import FastAPI

app = FastAPI()
document = json.loads(os.environ["DOCUMENT"])

@app.get(os.environ["DOCUMENT_PATH"])
async def answer():
    return document

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(128)
print("%s:%d" % listener.getsockname(), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])
"#;

/// The peer, when it answers; `None` if it is not installed.
pub(crate) fn start(path: &str, document: &str) -> Option<Server> {
    // The Python that has uvicorn is the one that is first on the PATH beside it.
    let python = on_path("uvicorn")?.with_file_name("python3");
    let scratch = Scratch::new();
    let app = scratch.file("app.py");
    fs::write(&app, APP).ok()?;
    let mut command = Command::new(python);
    command.arg(&app).env("DOCUMENT", document).env("DOCUMENT_PATH", path);
    command.stderr(Stdio::null());
    let server = Server::of(command, Instant::now()).ok()?;
    let until = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(server.address).is_err() && Instant::now() < until {
        // Its port was open before it was.
        drop(TcpListener::bind("127.0.0.1:0"));
    }
    Some(server)
}
