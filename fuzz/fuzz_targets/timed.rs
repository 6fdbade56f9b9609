//! Any bytes through a reader, then what is done to times and cues.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::timed(data));
