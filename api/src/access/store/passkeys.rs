//! Passkeys of accounts.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::super::account::Account;
use super::super::audit::Record;
use super::super::passkey::{Made, follows};
use super::{AccessError, Store, account, tell};

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PasskeyRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) made_at: i64,
    pub(crate) used_at: Option<i64>,
}

/// A passkey as it is checked, and whose it is.
pub(in super::super) struct Known {
    pub(in super::super) id: i64,
    pub(in super::super) account: Account,
    /// As it was told to the authenticator.
    pub(in super::super) handle: Vec<u8>,
    pub(in super::super) key: Vec<u8>,
}

/// Nobody has more.
pub(crate) const PASSKEYS_MAX: usize = 20;

impl Store {
    /// Somebody's passkeys, the oldest first.
    pub(in super::super) async fn passkeys(&self, of: i64) -> Result<Vec<PasskeyRow>, AccessError> {
        let rows = sqlx::query("SELECT * FROM passkeys WHERE account = ? ORDER BY id")
            .bind(of)
            .fetch_all(&self.pool)
            .await?;
        let row = |row: &SqliteRow| {
            Ok(PasskeyRow {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                made_at: row.try_get("made_at")?,
                used_at: row.try_get("used_at")?,
            })
        };
        rows.iter().map(row).collect()
    }

    /// What authenticators call somebody, and which passkeys they have.
    pub(in super::super) async fn handle(
        &self,
        of: i64,
        new: [u8; 32],
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("UPDATE accounts SET handle = ? WHERE id = ? AND handle IS NULL")
            .bind(new.as_slice())
            .bind(of)
            .execute(&mut *tx)
            .await?;
        let handle: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT handle FROM accounts WHERE id = ?")
                .bind(of)
                .fetch_optional(&mut *tx)
                .await?;
        let known = sqlx::query_scalar("SELECT credential FROM passkeys WHERE account = ?")
            .bind(of)
            .fetch_all(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok((handle.ok_or(AccessError::Unknown)?, known))
    }

    /// Whether a sign-in service vouches for somebody.
    pub(in super::super) async fn is_elsewhere(&self, account: i64) -> Result<bool, AccessError> {
        let found = sqlx::query("SELECT 1 FROM identities WHERE account = ? LIMIT 1").bind(account);
        Ok(found.fetch_optional(&self.pool).await?.is_some())
    }

    /// Keeps a new passkey.
    pub(in super::super) async fn add_passkey(
        &self,
        of: i64,
        (made, name): (&Made, &str),
        now: i64,
        told: &Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM passkeys WHERE account = ?")
            .bind(of)
            .fetch_one(&mut *tx)
            .await?;
        if usize::try_from(count).is_ok_and(|count| count >= PASSKEYS_MAX) {
            return Err(AccessError::Full);
        }
        let kept = sqlx::query(
            "INSERT INTO passkeys (account, credential, key, counter, name, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(of)
        .bind(&made.credential)
        .bind(&made.key)
        .bind(i64::from(made.counter))
        .bind(name)
        .bind(now)
        .execute(&mut *tx)
        .await;
        kept.map_err(|error| match error.as_database_error() {
            Some(db) if db.is_unique_violation() => AccessError::Taken,
            _ => error.into(),
        })?;
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a passkey away, if it is this account's.
    pub(in super::super) async fn remove_passkey(
        &self,
        of: i64,
        id: i64,
        told: impl Fn(&str) -> Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let name: Option<String> =
            sqlx::query_scalar("DELETE FROM passkeys WHERE id = ? AND account = ? RETURNING name")
                .bind(id)
                .bind(of)
                .fetch_optional(&mut *tx)
                .await?;
        let name = name.ok_or(AccessError::Unknown)?;
        tell(&mut tx, &told(&name)).await?;
        Ok(tx.commit().await?)
    }

    /// Whose passkey this is.
    pub(in super::super) async fn of_passkey(
        &self,
        credential: &[u8],
    ) -> Result<Option<Known>, AccessError> {
        let row = sqlx::query(
            "SELECT a.*, p.id AS passkey, p.key FROM passkeys p \
             JOIN accounts a ON a.id = p.account WHERE p.credential = ? AND a.tenant = ?",
        )
        .bind(credential)
        .bind(&self.tenant)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Known {
            id: row.try_get("passkey")?,
            account: account(&row)?,
            handle: row.try_get::<Option<Vec<u8>>, _>("handle")?.unwrap_or_default(),
            key: row.try_get("key")?,
        }))
    }

    /// A passkey was used. False if its counter went back: then nothing changes.
    pub(in super::super) async fn used_passkey(
        &self,
        id: i64,
        counter: u32,
        now: i64,
    ) -> Result<bool, AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let before: Option<u32> = sqlx::query_scalar("SELECT counter FROM passkeys WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *tx)
            .await?;
        if !before.is_some_and(|before| follows(before, counter)) {
            return Ok(false);
        }
        sqlx::query("UPDATE passkeys SET counter = ?, used_at = ? WHERE id = ?")
            .bind(i64::from(counter))
            .bind(now)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}
