//! A client of WebDriver: <https://www.w3.org/TR/webdriver2/>, as far as the tests need it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with one page.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// A page of this width in pixels.
    pub(crate) fn open(name: &str, width: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver (Debian: chromium-driver) is not installed");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = line.split_once("on port ")?.1.trim_end_matches('.').parse().ok();
            port.filter(|port| *port != 0)
        });
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{name}"));
        let mut browser = Self { driver, port: port.unwrap(), session: String::new(), profile };
        let args = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            format!("--window-size={},1000", width.max(500)),
            format!("--user-data-dir={}", browser.profile.display()),
        ]);
        let mut options = json!({"args": args});
        if width < 500 {
            let metrics = json!({"width": width, "height": 800, "pixelRatio": 2, "touch": true});
            options["mobileEmulation"] = json!({"deviceMetrics": metrics});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "pageLoadStrategy": "eager",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = browser.ask("POST", "/session", &wanted);
        browser.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    /// Goes to an address.
    pub(crate) fn go(&self, url: &str) {
        self.command("/url", &json!({"url": url}));
    }

    /// Goes to another view of the same page, without loading it again.
    pub(crate) fn go_to(&self, hash: &str) {
        self.run(&format!("location.hash = {}", Value::from(hash)));
    }

    /// Shows the page as somebody sees it who prefers dark colours.
    pub(crate) fn prefer_dark(&self) {
        let features = json!([{"name": "prefers-color-scheme", "value": "dark"}]);
        let parameters = json!({"features": features});
        let command = json!({"cmd": "Emulation.setEmulatedMedia", "params": parameters});
        self.command("/goog/cdp/execute", &command);
    }

    /// What a script in the page returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until a script returns true.
    #[track_caller]
    pub(crate) fn wait_for(&self, script: &str) {
        let until = Instant::now() + PATIENCE;
        while self.run(script) != Value::Bool(true) {
            assert!(Instant::now() < until, "not seen: {script}\n{}", self.text());
        }
    }

    /// Everything that can be read on the page.
    pub(crate) fn text(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// What the console says.
    pub(crate) fn console(&self) -> Value {
        self.command("/se/log", &json!({"type": "browser"}))
    }

    /// The value that a script in the page hands to `done`, whenever it does.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.command("/execute/async", &json!({"script": script, "args": []}))
    }

    /// Presses keys, one after the other; names are those of WebDriver's code points.
    pub(crate) fn press(&self, keys: &str) {
        let strokes = keys.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|stroke| json!({"type": stroke, "value": key.to_string()}))
        });
        let strokes: Vec<_> = strokes.collect();
        let source = json!({"type": "key", "id": "keys", "actions": strokes});
        self.command("/actions", &json!({"actions": [source]}));
    }

    /// A further tab of the same browser, which is driven from now on.
    pub(crate) fn open_tab(&self) -> String {
        let tab = self.command("/window/new", &json!({"type": "tab"}));
        let tab = tab["handle"].as_str().unwrap().to_owned();
        self.switch_to(&tab);
        tab
    }

    /// The tab that is driven.
    pub(crate) fn tab(&self) -> String {
        let tab = self.ask("GET", &format!("{}/window", self.session), &Value::Null);
        tab.as_str().unwrap().to_owned()
    }

    /// Drives this tab from now on.
    pub(crate) fn switch_to(&self, tab: &str) {
        self.command("/window", &json!({"handle": tab}));
    }

    /// Closes the tab that is driven; another one has to be switched to.
    pub(crate) fn close_tab(&self) {
        self.ask("DELETE", &format!("{}/window", self.session), &Value::Null);
    }

    /// What axe-core has to complain of in the page as it is. `MONITOR_AXE` says where it is.
    pub(crate) fn complaints(&self) -> Value {
        let path = std::env::var_os("MONITOR_AXE").expect("MONITOR_AXE: the file axe.min.js");
        self.run(&format!("{}; window.axe = axe", std::fs::read_to_string(path).unwrap()));
        self.run_async(
            "window.axe.run({resultTypes: ['violations']}).then(found => done(found.violations.map(\
             one => ({id: one.id, impact: one.impact, nodes: one.nodes.map(node => node.html)}))))",
        )
    }

    /// Keeps a picture of the page: in the folder that CI names, else beside what tests leave.
    pub(crate) fn picture(&self, name: &str) {
        let named = std::env::var_os("MONITOR_SCREENSHOTS").map(PathBuf::from);
        let dir =
            named.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots"));
        std::fs::create_dir_all(&dir).unwrap();
        let shot = self.ask("GET", &format!("{}/screenshot", self.session), &Value::Null);
        let bytes = STANDARD.decode(shot.as_str().unwrap()).unwrap();
        std::fs::write(dir.join(format!("{name}.png")), bytes).unwrap();
    }

    pub(crate) fn command(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", &format!("{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(PATIENCE * 2)).unwrap();
        // The driver leaves the connection open, so the length has to be believed.
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            assert!(reader.read_line(&mut line).unwrap() > 0, "the driver has gone");
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let mut document: Value = serde_json::from_slice(&body).unwrap();
        let value = document["value"].take();
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", &self.session, &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
