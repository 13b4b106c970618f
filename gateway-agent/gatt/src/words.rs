//! Codes that have a word each.

/// Declares an enum of codes: from code, to code, and the word for each.
///
/// A code without a word is `Reserved`, and is sent as 0.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("Code ", stringify!($code), ".")] $variant,)+
            /// A code that is kept for the future; sent as 0.
            Reserved,
        }

        impl $name {
            /// All of them, `Reserved` last.
            pub const ALL: &[Self] = &[$(Self::$variant,)+ Self::Reserved];

            /// From the code that is sent. Total.
            pub fn from_code(code: u8) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    _ => Self::Reserved,
                }
            }

            /// The code to send.
            pub fn code(self) -> u8 {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Reserved => 0,
                }
            }

            /// The word for it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Reserved => "reserved",
                }
            }
        }
    };
}

pub(crate) use words;
