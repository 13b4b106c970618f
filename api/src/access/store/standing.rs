//! How an account stands: its roles, whether it is locked, how many sessions it has.

use std::collections::BTreeMap;

use sqlx::Row;

use super::super::audit::Record;
use super::super::role::Roles;
use super::{AccessError, Store};

/// What is to be changed about an account.
#[derive(Debug, Clone)]
pub(in super::super) enum Change {
    Roles(Roles),
    /// Locked out, with all that they are signed in with.
    Locked(i64),
    Unlocked,
    /// Signed out everywhere.
    SignedOut,
}

/// How somebody is signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Sessions that go on.
    pub(crate) sessions: u32,
    /// The newest sign of life.
    pub(crate) seen_at: Option<i64>,
    /// Whether they come by a sign-in service.
    pub(crate) is_elsewhere: bool,
}

impl Store {
    /// Changes an account, and says so with it.
    pub(in super::super) async fn change(
        &self,
        account: i64,
        change: &Change,
        told: &Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let changed = match change {
            Change::Roles(roles) => {
                let query =
                    sqlx::query("UPDATE accounts SET roles = ? WHERE id = ? AND tenant = ?");
                query.bind(roles.to_text())
            }
            Change::Locked(at) => {
                sqlx::query("UPDATE accounts SET locked_at = ? WHERE id = ? AND tenant = ?")
                    .bind(at)
            }
            Change::Unlocked => {
                let none: Option<i64> = None;
                sqlx::query("UPDATE accounts SET locked_at = ? WHERE id = ? AND tenant = ?")
                    .bind(none)
            }
            // It has to be there, and nothing of its own changes.
            Change::SignedOut => {
                sqlx::query("UPDATE accounts SET name = name WHERE id = ? AND tenant = ?")
            }
        };
        let changed = changed.bind(account).bind(&self.tenant).execute(&mut *tx).await?;
        if changed.rows_affected() == 0 {
            return Err(AccessError::Unknown);
        }
        if matches!(change, Change::Locked(_) | Change::SignedOut) {
            for sql in
                ["DELETE FROM sessions WHERE account = ?", "DELETE FROM links WHERE account = ?"]
            {
                sqlx::query(sql).bind(account).execute(&mut *tx).await?;
            }
        }
        super::tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// How each account stands, by its id.
    pub(in super::super) async fn standings(
        &self,
        now: i64,
    ) -> Result<BTreeMap<i64, Standing>, AccessError> {
        let rows = sqlx::query(
            "SELECT a.id, \
             (SELECT count(*) FROM sessions s WHERE s.account = a.id AND s.ends_at > ?1 AND s.seen_at + s.idle_ms > ?1) AS sessions, \
             (SELECT max(seen_at) FROM sessions s WHERE s.account = a.id) AS seen_at, \
             EXISTS (SELECT 1 FROM identities i WHERE i.account = a.id) AS elsewhere \
             FROM accounts a WHERE a.tenant = ?2",
        )
        .bind(now)
        .bind(&self.tenant)
        .fetch_all(&self.pool)
        .await?;
        let standing = |row: &sqlx::sqlite::SqliteRow| -> Result<(i64, Standing), AccessError> {
            let standing = Standing {
                sessions: row.try_get("sessions")?,
                seen_at: row.try_get("seen_at")?,
                is_elsewhere: row.try_get("elsewhere")?,
            };
            Ok((row.try_get("id")?, standing))
        };
        rows.iter().map(standing).collect()
    }
}
