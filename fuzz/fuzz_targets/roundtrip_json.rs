//! Any JSON that is a transcript, written and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::roundtrip_json(data));
