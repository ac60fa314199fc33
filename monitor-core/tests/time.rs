//! Points in time: their text over the whole range, saturation, and a clock that never runs back.
#![expect(clippy::expect_used, reason = "helpers of tests may fail as tests do")]
#![expect(
    clippy::disallowed_methods,
    reason = "the clock itself is the subject, and threads read it at the same time"
)]

use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Clock, Error, SystemClock, Timestamp};
use proptest::{prop_assert, prop_assert_eq, proptest};

fn parse(text: &str) -> Timestamp {
    text.parse().expect(text)
}

#[test]
fn both_ends_of_the_range_have_a_text_that_reads_back() {
    assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00.000000Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999Z");
    assert_eq!(Timestamp::UNIX_EPOCH.to_string(), "1970-01-01T00:00:00.000000Z");
    for end in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        assert_eq!(parse(&end.to_string()), end);
        let json = serde_json::to_string(&end).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), end);
    }
}

proptest! {
    #[test]
    fn every_time_reads_back_and_sorts_as_text(
        a in Timestamp::MIN.as_micros()..=Timestamp::MAX.as_micros(),
        b in Timestamp::MIN.as_micros()..=Timestamp::MAX.as_micros(),
    ) {
        let (a, b) = (Timestamp::from_micros(a), Timestamp::from_micros(b));
        prop_assert_eq!(parse(&a.to_string()), a);
        prop_assert_eq!(a.to_string().len(), 27);
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn the_last_days_of_the_range_read_back(before in 0..200_000_000_000_i64) {
        let at = Timestamp::from_micros(Timestamp::MAX.as_micros() - before);
        prop_assert_eq!(parse(&at.to_string()), at);
    }

    #[test]
    fn arithmetic_saturates_and_never_panics(a: i64, b: i64, seconds: u64, nanos in 0..1_000_000_000_u32) {
        let (a, b, by) =
            (Timestamp::from_micros(a), Timestamp::from_secs(b), Duration::new(seconds, nanos));
        prop_assert!(a.saturating_add(by) >= a && a.saturating_add(by) <= Timestamp::MAX);
        prop_assert!(a.saturating_sub(by) <= a && a.saturating_sub(by) >= Timestamp::MIN);
        let apart = a.saturating_duration_since(b).max(b.saturating_duration_since(a));
        prop_assert_eq!(a.min(b).saturating_add(apart), a.max(b));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text: String) {
        let _ = text.parse::<Timestamp>();
    }
}

#[test]
fn any_offset_is_read_and_utc_is_written() {
    for (text, utc) in [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"),
        ("2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000000Z"),
        ("2026-01-01T23:04:05.25-05:30", "2026-01-02T04:34:05.250000Z"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456Z"),
        ("9999-12-31T20:00:00-03:00", "9999-12-31T23:00:00.000000Z"),
        ("9999-12-31T20:00:00.5+03:00", "9999-12-31T17:00:00.500000Z"),
    ] {
        assert_eq!(parse(text).to_string(), utc, "{text}");
    }
}

#[test]
fn what_is_finer_than_a_microsecond_is_cut_off_before_and_after_1970() {
    assert_eq!(parse("1970-01-01T00:00:00.0000009Z").as_micros(), 0);
    assert_eq!(parse("1969-12-31T23:59:59.9999999Z").as_micros(), -1);
}

#[test]
fn a_text_beyond_the_range_becomes_its_end() {
    assert_eq!(parse("9999-12-31T23:59:59.999999-01:00"), Timestamp::MAX);
    assert_eq!(parse("0001-01-01T00:00:00+01:00"), Timestamp::MIN);
}

#[test]
fn a_text_that_is_no_time_is_refused_with_its_beginning() {
    let long = "9".repeat(1_000_000);
    for text in ["", "now", "2026-01-02", "2026-01-02T03:04:05", "2026-13-02T03:04:05Z", &long] {
        let refused = text.parse::<Timestamp>().unwrap_err();
        assert!(matches!(refused, Error::Timestamp { .. }), "{refused}");
        assert!(refused.to_string().len() < 200);
    }
    for json in ["1767323045", "null", "[]", "\"yesterday\""] {
        assert!(serde_json::from_str::<Timestamp>(json).is_err(), "{json}");
    }
}

#[test]
fn numbers_beyond_the_range_become_its_ends() {
    assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::from_micros(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::from_secs(i64::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::from_secs(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::MAX.saturating_add(Duration::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.saturating_sub(Duration::MAX), Timestamp::MIN);
    assert_eq!(Timestamp::MIN.saturating_duration_since(Timestamp::MAX), Duration::ZERO);
    let all = Timestamp::MAX.saturating_duration_since(Timestamp::MIN);
    assert_eq!(Timestamp::MIN.saturating_add(all), Timestamp::MAX);
    assert_eq!(Timestamp::from_micros(-1_500_000).as_secs_f64().to_bits(), (-1.5_f64).to_bits());
}

#[test]
fn the_clock_never_runs_backwards_over_many_calls_and_threads() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut last = Timestamp::MIN;
                for _ in 0..50_000 {
                    let now = Timestamp::now();
                    assert!(now >= last);
                    last = now;
                }
            });
        }
    });
}

#[test]
fn a_time_handed_to_another_thread_is_not_in_its_future() {
    let (send, receive) = std::sync::mpsc::sync_channel::<Timestamp>(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for earlier in receive {
                assert!(Timestamp::now() >= earlier);
            }
        });
        for _ in 0..2_000 {
            send.send(Timestamp::now()).unwrap();
        }
        drop(send);
    });
}

#[test]
fn the_system_clock_is_the_time_now_also_behind_a_pointer() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (before, between, after) = (Timestamp::now(), clock.now(), Timestamp::now());
    assert!(before <= between && between <= after);
    assert!(before > parse("2020-01-01T00:00:00Z"));
}
