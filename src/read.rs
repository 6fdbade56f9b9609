//! The one way in: formats by their head, then dialects by evidence.
