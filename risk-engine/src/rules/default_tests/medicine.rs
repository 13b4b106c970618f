//! What people report of their medicines: ME-1.

use super::check;

#[test]
fn a_side_effect_is_reported() {
    #[rustfmt::skip]
    check("side_effect", &[
        ("", "unknown"),
        ("yes side_effect effect_breathing,effect_bad", "emergency ME-1, call_now first"),
        ("yes side_effect effect_breathing; no side_effect effect_bad", "emergency ME-1, call_now first"),
        ("no side_effect effect_breathing; yes side_effect effect_bad", "review ME-1"),
        ("no side_effect effect_breathing,effect_bad", "clear"),
        ("yes side_effect effect_breathing @25h", "unknown"),
    ]);
}
