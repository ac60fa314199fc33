//! A client of the stream of events: messages as a browser would be given them.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::client::connect;

/// An open stream.
pub(crate) struct Stream(BufReader<TcpStream>);

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    /// Empty for an event.
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: Value,
}

impl Stream {
    /// Opens the stream with this query.
    pub(crate) fn open(server: SocketAddr, query: &str) -> Self {
        Self::resumed(server, query, None)
    }

    /// Opens it again behind the message that was last.
    pub(crate) fn resumed(server: SocketAddr, query: &str, last: Option<&str>) -> Self {
        let mut stream = connect(server);
        // Without chunks: a body of HTTP/1.0 ends with its connection.
        let mut head = format!(
            "GET /api/v1/events?{query} HTTP/1.0\r\nhost: {server}\r\naccept: text/event-stream\r\n"
        );
        if let Some(last) = last {
            head.push_str(&format!("last-event-id: {last}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        assert!(line.contains("200"), "{line}");
        while line.trim() != "" {
            line.clear();
            reader.read_line(&mut line).unwrap();
        }
        Self(reader)
    }

    /// The next message, comments passed over.
    pub(crate) fn next(&mut self) -> Message {
        let mut message = Message { name: String::new(), id: String::new(), data: Value::Null };
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            match line.trim_end().split_once(": ") {
                Some(("event", name)) => name.clone_into(&mut message.name),
                Some(("id", id)) => id.clone_into(&mut message.id),
                Some(("data", data)) => message.data = serde_json::from_str(data).unwrap(),
                _ if line == "\n" && !message.data.is_null() => return message,
                _ => {}
            }
        }
    }

    /// The next message of this name, others passed over.
    pub(crate) fn next_of(&mut self, name: &str) -> Message {
        loop {
            let message = self.next();
            if message.name == name {
                return message;
            }
        }
    }
}
