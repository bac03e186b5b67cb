//! Whether two values are the same, without the values: digests under a key that is made for one run and kept nowhere.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use sha2::{Digest, Sha256};

/// Equal to that of another value of the same run if the values are equal. It is not written anywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sameness([u8; 32]);

impl fmt::Debug for Sameness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sameness(…)")
    }
}

/// The key of one run.
#[derive(Clone)]
pub(crate) struct SamenessKey([u8; 32]);

impl fmt::Debug for SamenessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SamenessKey(…)")
    }
}

impl Default for SamenessKey {
    /// What the system gives hash tables for their keys, so that nobody can guess them.
    fn default() -> Self {
        let mut hash = Sha256::new();
        for number in 0..4_u64 {
            hash.update(RandomState::new().hash_one(number).to_le_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl SamenessKey {
    pub(crate) fn of(&self, value: &str) -> Sameness {
        // The key has one length, so that no two pairs of key and value are one text; nobody adds to a digest that nobody sees.
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(value);
        Sameness(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::SamenessKey;

    #[test]
    fn equal_values_of_one_run_are_the_same_and_nothing_else_is() {
        let (run, another) = (SamenessKey::default(), SamenessKey::default());
        let (value, other) = ("a".repeat(20), "b".repeat(20));
        assert_eq!(run.of(&value), run.of(&value));
        assert_ne!(run.of(&value), run.of(&other));
        assert_ne!(run.of(&value), another.of(&value));
        assert!(!format!("{:?}{run:?}", run.of(&value)).contains(&value));
    }
}
