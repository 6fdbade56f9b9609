//! Any bytes, over and over, through a reader: the time goes with the length.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::linear(data));
