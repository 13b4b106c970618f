//! What is settled about an account that is there: roles, locks, and whether its sessions go on.

use std::collections::BTreeMap;

use super::account::Account;
use super::audit::Record;
use super::role::Roles;
use super::service::{Access, Refused, now_ms};
use super::store::{AccessError, Change, Standing};

impl Access {
    /// How each account stands, by its id.
    pub(crate) async fn standings(&self) -> Result<BTreeMap<i64, Standing>, AccessError> {
        self.store.standings(now_ms()).await
    }

    /// Settles what somebody is.
    pub(crate) async fn settle_roles(
        &self,
        account: Account,
        roles: Roles,
        by: &str,
    ) -> Result<Account, Refused> {
        let what = format!("changed roles: {}", roles.to_text());
        self.change(&account, &Change::Roles(roles.clone()), &what, by).await?;
        Ok(Account { roles, ..account })
    }

    /// Locks somebody out, or lets them in again.
    pub(crate) async fn lock(
        &self,
        account: Account,
        locked: bool,
        by: &str,
    ) -> Result<Account, Refused> {
        let locked_at = locked.then(|| account.locked_at.unwrap_or_else(now_ms));
        let (change, what) = match locked_at {
            Some(at) => (Change::Locked(at), "locked an account"),
            None => (Change::Unlocked, "unlocked an account"),
        };
        self.change(&account, &change, what, by).await?;
        Ok(Account { locked_at, ..account })
    }

    /// Ends all sessions of somebody, and links that were not used.
    pub(crate) async fn end_sessions(&self, account: &Account, by: &str) -> Result<(), Refused> {
        self.change(account, &Change::SignedOut, "ended all sessions", by).await
    }

    async fn change(
        &self,
        account: &Account,
        change: &Change,
        what: &str,
        by: &str,
    ) -> Result<(), Refused> {
        let told = Record::of(now_ms(), by, what).about(account.name.as_str());
        self.store.change(account.id, change, &told).await?;
        self.tell().await
    }
}
