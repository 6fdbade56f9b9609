//! The learnt part by itself: word numbers in, chances of a comma, a stop and a question mark after each word out.
//!
//! Nothing here knows of texts or rules, so that the program that makes the model (`benches/train`) runs the same code.

mod bytes;
pub mod capitals;
pub mod decide;
pub mod lm;
pub mod net;
pub mod vocab;

use bytes::Bytes;
pub use lm::Lm;
pub use net::Net;
pub use vocab::Vocab;

/// What stands after a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A comma; in the texts it learns from also a colon or a dash.
    Comma,
    /// A full stop; in the texts it learns from also an exclamation mark or a semicolon.
    Stop,
    /// A question mark.
    Question,
}

/// Classes of [`Mark`], in this order.
pub const MARKS: usize = 4;

/// A model, read from its bytes.
pub struct Model {
    /// Its words.
    pub vocab: Vocab,
    /// Its n-grams.
    pub lm: Lm,
    /// Its net.
    pub net: Net,
}

/// What a model starts with.
pub const MAGIC: &[u8; 4] = b"fsp1";

impl Model {
    /// Reads what `benches/train` has written; `None` if the bytes are no such thing.
    pub fn read(bytes: &'static [u8]) -> Option<Model> {
        let mut bytes = Bytes::new(bytes);
        if bytes.take(4)? != MAGIC {
            return None;
        }
        let vocab = Vocab::read(&mut bytes)?;
        let lm = Lm::read(&mut bytes, vocab.len())?;
        let net = Net::read(&mut bytes, vocab.len())?;
        Some(Model { vocab, lm, net })
    }

    /// The chances of each mark after each word of a text.
    #[inline(always)]
    pub fn chances(&self, words: &[u16]) -> Vec<[f32; MARKS]> {
        /// Words in a piece, so that all that is known of them stays near.
        const PIECE: usize = 256;
        const EDGE: usize = net::REACH + 2;
        let edge = [vocab::PAD; EDGE];
        let words = [&edge, words, &edge].concat();
        let count = words.len() - 2 * EDGE;
        let mut out = Vec::with_capacity(count);
        let mut room = net::Room::default();
        for start in (0..count).step_by(PIECE) {
            let taken = PIECE.min(count - start);
            let piece = words.get(start..start + taken + 2 * EDGE).unwrap_or(&[]);
            out.extend(self.net.run(piece, &self.lm.features(piece), &mut room).skip(EDGE).take(taken));
        }
        out
    }
}

/// For reading a part of a model.
#[allow(dead_code)] // For the program that makes the model.
pub fn reader(bytes: &'static [u8]) -> Bytes {
    Bytes::new(bytes)
}
