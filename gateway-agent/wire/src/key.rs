//! The secret that a gateway shares with the server.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use vitals::GatewayId;

/// Text that is not 64 hexadecimal digits. It doesn't repeat the text, which may be most of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits")]
pub struct InvalidKey;

/// An HMAC-SHA256 key. `Debug` prints `[private]`.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayKey([u8; 32]);

impl GatewayKey {
    /// From the 32 bytes themselves.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key of one gateway, from the one secret that the server keeps:
    /// HMAC-SHA256(master, "hearthwatch gateway" and then the id).
    pub fn derive(master: &[u8; 32], gateway: &GatewayId) -> Self {
        let keyed = Self(*master).mac();
        let code = keyed.chain_update(b"hearthwatch gateway").chain_update(gateway.as_str());
        Self(code.finalize().into_bytes().into())
    }

    /// A key for another purpose, from which this one can't be found:
    /// HMAC-SHA256(key, "hearthwatch " and then the purpose). No message of ours begins so.
    pub fn derive_for(&self, purpose: &str) -> [u8; 32] {
        let code = self.mac().chain_update(b"hearthwatch ").chain_update(purpose);
        code.finalize().into_bytes().into()
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Result<Self, InvalidKey> {
        let digits: Option<Vec<u8>> =
            hex.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let digits = digits.filter(|digits| digits.len() == 64).ok_or(InvalidKey)?;
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Self(key))
    }

    /// As 64 lower-case hexadecimal digits, for a configuration file that only its owner can read.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn mac(&self) -> Hmac<Sha256> {
        // HMAC takes a key of any length.
        Hmac::new_from_slice(&self.0).expect("32 bytes are a key")
    }
}

impl fmt::Debug for GatewayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_from_its_digits_and_never_printed() {
        let key = GatewayKey::derive(&[7; 32], &"gw-1".parse().unwrap());
        assert_eq!(GatewayKey::from_hex(&key.to_hex()), Ok(key.clone()));
        assert_eq!(format!("{key:?}"), "[private]");
        assert_eq!(GatewayKey::from_hex("12"), Err(InvalidKey));
        assert_eq!(GatewayKey::from_hex(&"é".repeat(32)), Err(InvalidKey));
    }

    #[test]
    fn each_gateway_has_its_own_key_and_it_never_changes() {
        let key = |id: &str| GatewayKey::derive(&[7; 32], &id.parse().unwrap()).to_hex();
        assert_ne!(key("gw-1"), key("gw-2"));
        // Pinned: gateways in homes hold keys that were derived like this.
        assert_eq!(key("gw-1"), "77c2ef43bb313c5e7f62d7c0e958a2f8e992359f54fd91724c6ecd5147b919e0");
    }

    #[test]
    fn the_key_of_a_purpose_never_changes() {
        let key = GatewayKey::from_bytes([1; 32]).derive_for("spool");
        let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        // Pinned: spools in homes are sealed with keys that were derived like this.
        assert_eq!(hex, "75c37d1baf88380a8066114ff6866153c3aec41d8a3c3833994a9487d40649c0");
    }
}
