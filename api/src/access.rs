//! Who may do what: accounts and how they sign in, what each role may, and the trail of who did it.
//!
//! Everything that asks goes through [`gate`]; whoever touches a patient holds a value that only
//! [`policy`] makes.

mod account;
pub(crate) mod audit;
mod delay;
pub mod desk;
mod elsewhere;
pub(crate) mod gate;
mod keyring;
mod name;
mod openid;
mod pass;
mod passkey;
mod password;
pub(crate) mod policy;
mod right;
mod role;
mod routes;
mod seal;
mod second;
mod secret;
mod service;
mod settings;
mod standing;
mod store;

pub(crate) use account::{Account, Invited, NewAccount};
pub(crate) use name::AccountName;
pub(crate) use openid::{OpenId, OpenIdError, OpenIdSettings, Vouched};
pub(crate) use pass::{Actor, Authorized, Pass, Way};
pub(crate) use passkey::{ALGORITHMS, CHALLENGE_LIFE, Party, PasskeyError, Proof};
pub(crate) use password::PasswordError;
pub(crate) use right::{Right, Scope};
pub use role::Role;
pub(crate) use role::Roles;
pub(crate) use routes::{Need, Routes, Row};
pub(crate) use second::{Codes, Entered, Half, RecoveryCode, TotpSecret};
pub(crate) use secret::Secret;
pub(crate) use service::{Access, Refused, now_ms as wall_ms};
pub use settings::Settings;
pub(crate) use settings::without_port;
pub(crate) use store::{
    AccessError, PASSKEYS_MAX, PasskeyRow, Standing, TokenRow, copy as copy_accounts,
};
