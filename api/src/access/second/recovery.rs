//! Recovery codes: what lets somebody in, once each, who lost the app with the codes.

use rand::{RngCore, SeedableRng};

use super::super::secret::SecretHash;

/// One of them: 80 random bits, so that a plain hash hides it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RecoveryCode(String);

/// So many are made at once.
const RECOVERY_CODES: usize = 10;

const CHARS: usize = 16;
/// Crockford's base32: none of them looks like another.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl RecoveryCode {
    /// New ones.
    pub(super) fn make_all() -> Vec<Self> {
        (0..RECOVERY_CODES).map(|_| Self::make()).collect()
    }

    fn make() -> Self {
        let mut bytes = [0; CHARS];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
        Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// One that somebody typed, as they read it; none if it can't be one.
    pub(super) fn read(text: &str) -> Option<Self> {
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let plain: String = plain
            .map(|c| match c.to_ascii_lowercase() {
                'i' | 'l' => '1',
                'o' => '0',
                other => other,
            })
            .take(CHARS + 1)
            .collect();
        let known = plain.bytes().all(|byte| LETTERS.contains(&byte));
        (plain.len() == CHARS && known).then_some(Self(plain))
    }

    /// For the one whom it is given to: in groups of four.
    pub(crate) fn reveal(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join("-")
    }

    /// What is kept of it.
    pub(super) fn hash(&self, account: i64) -> SecretHash {
        SecretHash::of(&format!("recovery code of {account}"), &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_read_as_people_type_it_and_is_one_person_s() {
        let code = RecoveryCode::make();
        let shown = code.reveal();
        assert_eq!((shown.len(), shown.matches('-').count()), (19, 3));
        for typed in [shown.clone(), shown.to_uppercase(), shown.replace('-', " ")] {
            let read = RecoveryCode::read(&typed).expect(&typed);
            assert_eq!(read.hash(7), code.hash(7), "{typed}");
        }
        assert_ne!(code.hash(7), code.hash(8));
        let odd = RecoveryCode::read("OIL0-0000-0000-0000").unwrap();
        assert_eq!(odd.reveal(), "0110-0000-0000-0000");
        for wrong in
            ["", "1234", "0110-0000-0000-000", "0110-0000-0000-00000", "uuuu-0000-0000-0000"]
        {
            assert!(RecoveryCode::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn there_are_ten_and_none_twice() {
        let all = RecoveryCode::make_all();
        let different: std::collections::BTreeSet<String> =
            all.iter().map(RecoveryCode::reveal).collect();
        assert_eq!((all.len(), different.len()), (10, 10));
    }
}
