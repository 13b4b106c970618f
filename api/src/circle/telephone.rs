//! Telephone numbers as people type them.

/// A number as E.164 has it, without what people write between its digits; empty stays empty.
pub(crate) fn number(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|letter| !" -./()\u{a0}".contains(*letter)).collect();
    if bare.is_empty() {
        return Some(bare);
    }
    let bare = bare.strip_prefix("00").map_or(bare.clone(), |rest| format!("+{rest}"));
    let digits = bare.strip_prefix('+')?;
    let fits = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    fits.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_country_first_and_is_kept_without_what_stands_between() {
        #[rustfmt::skip]
        let table = [
            ("",                      Some("")),
            ("  ",                    Some("")),
            ("+44 1632 960123",       Some("+441632960123")),
            ("0044 (7700) 900-123",   Some("+447700900123")),
            ("+49.30/23125-000",      Some("+493023125000")),
            ("01632 960123",          None),
            ("+0 1632 960123",        None),
            ("+44 163",               None),
            ("+44 1632 960123 44444", None),
            ("+44 1632 96O123",       None),
            ("call +441632960123",    None),
            ("+44;ext=5 1632",        None),
        ];
        for (typed, want) in table {
            assert_eq!(number(typed).as_deref(), want, "{typed:?}");
        }
    }
}
