//! SMART-style scopes of tokens: `system/Observation.rs`, `system/*.cruds`.

use super::kind::Kind;

/// What a program may do with which resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SystemScope {
    /// None: with all.
    kind: Option<Kind>,
    verbs: u8,
}

/// What can be done with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Create,
    Read,
    Update,
    Search,
}

impl Verb {
    /// As a scope writes it.
    pub(super) fn letter(self) -> char {
        // Each verb has its letter in the table.
        LETTERS.iter().find(|(_, verb)| *verb == Some(self)).map_or('?', |(letter, _)| *letter)
    }
}

/// In the order in which a scope has to have them. Nothing is deleted here, so `d` gives nothing.
const LETTERS: [(char, Option<Verb>); 5] = [
    ('c', Some(Verb::Create)),
    ('r', Some(Verb::Read)),
    ('u', Some(Verb::Update)),
    ('d', None),
    ('s', Some(Verb::Search)),
];

impl SystemScope {
    /// Everything with all resources.
    pub(crate) const EVERYTHING: Self = Self { kind: None, verbs: 0b1_1111 };

    /// Reads a scope, in SMART's second form or its first (`.read`, `.write`, `.*`).
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (kind, verbs) = text.strip_prefix("system/")?.split_once('.')?;
        let kind = if kind == "*" { None } else { Some(Kind::named(kind)?) };
        let verbs = match verbs {
            "read" => "rs",
            "write" => "cud",
            "*" => "cruds",
            verbs => verbs,
        };
        let mut rest = verbs.chars().peekable();
        let mut bits = 0;
        for (place, (letter, _)) in LETTERS.iter().enumerate() {
            if rest.next_if_eq(letter).is_some() {
                bits |= 1 << place;
            }
        }
        (bits != 0 && rest.next().is_none()).then_some(Self { kind, verbs: bits })
    }

    /// As it is written.
    pub(crate) fn text(self) -> String {
        let verbs = LETTERS.iter().enumerate();
        let verbs = verbs.filter(|(place, _)| self.verbs & 1 << place != 0);
        let verbs: String = verbs.map(|(_, (letter, _))| letter).collect();
        format!("system/{}.{verbs}", self.kind.map_or("*", Kind::name))
    }

    /// Whether it lets do this with this kind.
    pub(crate) fn lets(self, verb: Verb, kind: Kind) -> bool {
        self.kind.is_none_or(|own| own == kind) && self.has(verb)
    }

    /// Whether it lets do this with some kind.
    pub(crate) fn has(self, verb: Verb) -> bool {
        let mut letters = LETTERS.iter().enumerate();
        letters.any(|(place, (_, own))| *own == Some(verb) && self.verbs & 1 << place != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kept: Option<&str>) {
        assert_eq!(SystemScope::read(text).map(SystemScope::text).as_deref(), kept, "{text}");
    }

    #[test]
    fn a_scope_is_read_in_both_forms_and_nothing_else_is() {
        check("system/Observation.rs", Some("system/Observation.rs"));
        check("system/*.cruds", Some("system/*.cruds"));
        check("system/Patient.read", Some("system/Patient.rs"));
        check("system/Device.write", Some("system/Device.cud"));
        check("system/*.*", Some("system/*.cruds"));
        check("system/Observation.sr", None);
        check("system/Observation.", None);
        check("system/Observation.rx", None);
        check("system/Nothing.rs", None);
        check("patient/Observation.rs", None);
        check("records", None);
    }

    #[test]
    fn a_scope_lets_do_what_it_says_with_what_it_names() {
        let scope = SystemScope::read("system/Observation.cr").unwrap();
        assert!(scope.lets(Verb::Create, Kind::Observation));
        assert!(scope.lets(Verb::Read, Kind::Observation));
        assert!(!scope.lets(Verb::Search, Kind::Observation));
        assert!(!scope.lets(Verb::Update, Kind::Observation));
        assert!(!scope.lets(Verb::Read, Kind::Patient));
        assert!(SystemScope::EVERYTHING.lets(Verb::Update, Kind::Device));
    }
}
