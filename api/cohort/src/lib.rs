//! Analytics over many people at once, on polars. Values in, figures out: no file and no journal.

pub mod cgm;
