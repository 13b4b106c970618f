//! The server's outside: HTTP, the live feed, the pages, and the commands of `hearthwatch`.

pub mod access;
pub mod authority;
pub mod backtest;
pub mod backup;
pub mod broker;
mod circle;
pub mod config;
pub mod demo;
pub mod enrolment;
pub mod files;
pub mod history;
pub mod notify;
pub mod quarantine;
pub mod replay;
pub mod rota;
pub mod score;
pub mod server;
mod survey;
pub mod tenants;
pub mod traces;
pub mod verify;

mod canary;
mod clock;
mod commands;
mod disk;
mod fhir;
mod gate;
mod json;
mod language;
mod lately;
mod openapi;
mod routes;
mod wording;
