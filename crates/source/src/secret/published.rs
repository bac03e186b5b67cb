//! Keys that are no secrets since their vendors print them.

use sha2::{Digest, Sha256};

/// Keys that everybody has, by their length and the first 8 bytes of their SHA-256: of the storage emulator Azurite and of the emulator of Cosmos DB,
/// and those that the documentation of AWS and of Stripe shows.
const PUBLISHED: [(usize, u64); 6] = [
    (88, 0x0011_cc25_eb43_2071),
    (88, 0xaa65_4743_9583_c3a2),
    (40, 0x7831_4b11_be2e_5815),
    (20, 0x1a5d_44a2_dca1_9669),
    (32, 0x2caf_c097_0149_a84f),
    (32, 0xf2d6_ca16_5150_33e5),
];

/// Whether a value is such a key, or names one in a connection string.
pub(super) fn is_published(value: &str) -> bool {
    let key = value.rsplit_once("AccountKey=").map_or(value, |(_, key)| key).trim_end_matches(';');
    let mut first = None;
    PUBLISHED
        .iter()
        .filter(|(length, _)| *length == key.len())
        .any(|(_, digest)| *digest == *first.get_or_insert_with(|| first_bytes(key)))
}

fn first_bytes(key: &str) -> u64 {
    Sha256::digest(key.as_bytes()).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
