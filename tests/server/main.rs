//! The tests that start real servers. `tests/run` builds them; plain `cargo test` doesn't know them.

mod access;
mod attribution;
mod backup;
mod bad_input;
mod chaos;
mod circle;
mod cohort;
mod commands;
mod gate;
mod history;
mod journey;
mod lock;
mod notify;
mod openapi;
mod openid;
mod operator;
mod pages;
mod people;
mod postgres;
mod quarantine;
mod questdb;
mod radio;
mod restart;
mod retention;
mod rules;
mod survival;
