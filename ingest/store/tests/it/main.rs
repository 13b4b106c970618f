//! Tests of the embedded adapters, in one program: linking polars and SQLite twice takes long.

mod care;
mod readings;
mod tabular;
