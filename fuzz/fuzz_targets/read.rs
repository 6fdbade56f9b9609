//! Any bytes through a reader; the first byte picks it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::read(data));
