//! Secrets of trees, made while the test runs.

/// Characters drawn by lot, the same for the same number: letters of both cases and digits, mixed.
pub(super) fn drawn(number: usize) -> String {
    const ALPHABETS: [&[u8]; 3] = [b"bcdfghjkmnpqrstvwxz", b"23456789", b"BCDFGHJKLMNPQRSTVWXZ"];
    let mut seed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..21)
        .map(|i| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let alphabet = ALPHABETS[(i + usize::from(seed >> 62 == 0)) % 3];
            char::from(alphabet[(seed >> 33) as usize % alphabet.len()])
        })
        .collect()
}

/// Letters as people speak them, the same for the same number.
pub(super) fn spoken(number: usize) -> String {
    const SYLLABLES: [&str; 12] = ["vel", "mar", "kos", "tun", "rid", "bam", "lor", "gis", "pel", "dun", "wik", "zor"];
    let seed = (number + 3) * 7_919;
    (0..5).map(|i| SYLLABLES[seed / 12_usize.pow(i) % 12]).collect()
}

/// A password as people choose them: parts of words, a number and a sign, nothing that looks drawn by lot.
pub(super) fn chosen(number: usize) -> String {
    let spoken = spoken(number);
    format!("K{}{}-{}R{}!ta9", &spoken[..2], number % 7 + 2, &spoken[3..5], &spoken[6..9])
}

/// A password with signs that shells, URLs and headers read in their own way.
pub(super) fn signed(number: usize) -> String {
    let spoken = spoken(number);
    format!("K{}%R{}&{}!", &spoken[..6], &spoken[6..11], number % 90 + 10)
}
