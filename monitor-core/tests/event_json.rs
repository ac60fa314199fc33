//! The JSON of arbitrary events and arbitrary texts: what is written reads back, nothing panics.

#[path = "world/arbitrary.rs"]
mod arbitrary;

use monitor_core::{Error, Event};
use proptest::prelude::any;
use proptest::{prop_assert, prop_assert_eq, proptest};

proptest! {
    #[test]
    fn every_event_reads_back_as_itself(event in arbitrary::any_event()) {
        let text = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(Event::from_json(&text), Ok(event.clone()));
        let value = serde_json::to_value(&event).unwrap();
        prop_assert_eq!(serde_json::from_value::<Event>(value).unwrap(), event);
    }

    #[test]
    fn every_event_of_a_stream_reads_back_as_itself(events in arbitrary::stream()) {
        prop_assert!(arbitrary::JOBS.len() > 1);
        for event in events {
            let text = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(Event::from_json(&text), Ok(event));
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = Event::from_json(&text);
    }

    #[test]
    fn no_text_that_looks_like_an_event_makes_the_reader_panic(
        text in r#"\{"event_type": ?"(job\.(created|started|failed)|worker\.heartbeat)"(, ?"(data|extra|job_id|timestamp)": ?([0-9e.-]{1,9}|"\PC{0,9}"|null|\{("(tags|attempt|error|x)":("y"|7|\[\]|null))?\})){0,3}\}?"#
    ) {
        match Event::from_json(&text) {
            Ok(event) => {
                let again = serde_json::to_string(&event).unwrap();
                prop_assert_eq!(Event::from_json(&again), Ok(event));
            }
            Err(error) => {
                let known = !matches!(error, Error::UnknownKind { .. });
                prop_assert!(known, "{error}");
            }
        }
    }

    #[test]
    fn an_event_with_one_byte_changed_is_an_event_or_refused(
        event in arbitrary::any_event(), at: usize, byte in 32_u8..127
    ) {
        let mut text = serde_json::to_string(&event).unwrap().into_bytes();
        let at = at % text.len();
        text[at] = byte;
        if let Ok(text) = String::from_utf8(text) {
            let _ = Event::from_json(&text);
        }
    }
}
