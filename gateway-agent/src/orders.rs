//! What the server may ask of this gateway, done once each and answered always.
//!
//! `book.rs` decides, `settings.rs` changes the configuration, `desk.rs` does the rest.

pub use self::book::{Book, Verdict};
pub use self::desk::{Desk, Wanted};
pub use self::settings::{Changes, Refused, change};

mod book;
mod desk;
mod settings;
