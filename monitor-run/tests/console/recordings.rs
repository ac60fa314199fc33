//! Bytes that real programs wrote, and what is seen of them.
//!
//! Each recording stands beside the text of what is to be seen. Those whose name ends in `-tty`
//! were made on a terminal of 60 columns, the others through a pipe. Made with tqdm 4.70.1, rich
//! 15.0.0, pip 23.2.1, indicatif 0.18, curl 7.88.1, GNU Wget 1.21.3 and git 2.47.

use crate::seen::{console, sightings};

macro_rules! recordings {
    ($columns:expr, $($name:ident = $file:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            let bytes = include_bytes!(concat!("recordings/", $file, ".bin"));
            let expected = include_str!(concat!("recordings/", $file, ".txt"));
            let whole = sightings(console($columns), [bytes.as_slice()]);
            assert_eq!(whole, expected);
            let single = sightings(console($columns), bytes.chunks(1));
            assert_eq!(single, expected, "byte by byte");
        }
    )*};
}

recordings! { None,
    curl_hash_through_a_pipe = "curl-hash",
    curl_unknown_through_a_pipe = "curl-unknown",
    curl_through_a_pipe = "curl",
    pip_through_a_pipe = "pip",
    rich_multi_through_a_pipe = "rich-multi",
    tqdm_bytes_through_a_pipe = "tqdm-bytes",
    tqdm_fail_through_a_pipe = "tqdm-fail",
    tqdm_nested_through_a_pipe = "tqdm-nested",
    tqdm_nototal_through_a_pipe = "tqdm-nototal",
    tqdm_one_through_a_pipe = "tqdm-one",
    tqdm_positions_through_a_pipe = "tqdm-positions",
    tqdm_write_through_a_pipe = "tqdm-write",
    wget_dots_through_a_pipe = "wget-dots",
}

recordings! { Some(60),
    git_on_a_terminal = "git-tty",
    indicatif_bytes_on_a_terminal = "indicatif-bytes-tty",
    indicatif_multi_on_a_terminal = "indicatif-multi-tty",
    indicatif_plain_on_a_terminal = "indicatif-plain-tty",
    indicatif_println_on_a_terminal = "indicatif-println-tty",
    pip_on_a_terminal = "pip-tty",
    rich_down_on_a_terminal = "rich-down-tty",
    rich_mofn_on_a_terminal = "rich-mofn-tty",
    rich_multi_on_a_terminal = "rich-multi-tty",
    rich_track_on_a_terminal = "rich-track-tty",
    tqdm_nested_on_a_terminal = "tqdm-nested-tty",
    tqdm_positions_on_a_terminal = "tqdm-positions-tty",
    tqdm_unicode_on_a_terminal = "tqdm-unicode-tty",
    tqdm_write_on_a_terminal = "tqdm-write-tty",
    wget_on_a_terminal = "wget-tty",
}
