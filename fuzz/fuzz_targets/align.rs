//! Any two texts aligned in every way.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::align(data));
