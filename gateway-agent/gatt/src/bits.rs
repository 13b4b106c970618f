//! Names for the bits of status fields.

/// Bit numbers and their names, lowest bit first. A bit without a name is kept for future use.
pub type BitNames = [(u8, &'static str)];

/// The names of the bits that are set in `raw`, lowest first; bits without a name are left out.
pub fn names<'a>(raw: u32, table: &'a BitNames) -> impl Iterator<Item = &'static str> + use<'a> {
    table.iter().filter(move |(bit, _)| raw & 1 << bit != 0).map(|(_, name)| *name)
}

/// The value with this one bit set; `None` for a name that the table does not have.
pub fn mask(name: &str, table: &BitNames) -> Option<u32> {
    table.iter().find(|(_, known)| *known == name).map(|(bit, _)| 1 << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_without_a_name_are_left_out() {
        const TABLE: &BitNames = &[(0, "low"), (5, "high")];
        assert_eq!(names(0xFF, TABLE).collect::<Vec<_>>(), ["low", "high"]);
        assert_eq!(names(0xDE, TABLE).count(), 0);
        assert_eq!(mask("high", TABLE), Some(0x20));
        assert_eq!(mask("other", TABLE), None);
    }
}
