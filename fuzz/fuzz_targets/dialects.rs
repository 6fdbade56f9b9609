//! Any text through every dialect, its layout decoders and the passes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fireside_fuzz::dialects(data));
