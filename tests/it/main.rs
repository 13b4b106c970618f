//! The quick tests of the repository itself: they need no server and run in plain `cargo test`.

mod architecture;
mod tidy;
mod toolchain;
