//! PEM: what files and configurations hold certificates and keys in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) const CERTIFICATE: &str = "CERTIFICATE";
pub(super) const PRIVATE_KEY: &str = "PRIVATE KEY";

/// One block.
pub(super) fn put(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    // Base 64 is one byte a character.
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|it| str::from_utf8(it).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
