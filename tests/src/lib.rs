//! What the whole-system tests share: the repository as data, and real processes under control.

pub mod agent;
pub mod bluez;
pub mod bus;
pub mod cargo;
pub mod cohort;
pub mod demo;
pub mod feeder;
pub mod folder;
pub mod http;
pub mod hub;
pub mod lives;
pub mod machine;
pub mod mailbox;
pub mod mosquitto;
pub mod openssl;
pub mod oracle;
pub mod port;
pub mod process;
pub mod proxy;
pub mod receiver;
pub mod repository;
pub mod scene;
pub mod server;
pub mod site;
pub mod wait;
