//! What programs come with.

use sqlx::Row;

use super::super::account::Account;
use super::super::audit::Record;
use super::super::right::Scope;
use super::super::secret::SecretHash;
use super::{AccessError, Store, account, tell};

/// A token as it is shown: the secret is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenRow {
    pub(crate) id: i64,
    pub(crate) account: String,
    pub(crate) label: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) made_at: i64,
    pub(crate) ends_at: i64,
}

impl Store {
    /// Keeps a new token of an account.
    pub(in super::super) async fn add_token(
        &self,
        of: &Account,
        hash: SecretHash,
        (label, scopes): (&str, &[Scope]),
        (now, ends_at): (i64, i64),
        told: &Record,
    ) -> Result<i64, AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let made = sqlx::query(
            "INSERT INTO tokens (hash, account, label, scopes, made_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(hash.as_bytes())
        .bind(of.id)
        .bind(label)
        .bind(Scope::to_text(scopes))
        .bind(now)
        .bind(ends_at)
        .execute(&mut *tx)
        .await?;
        tell(&mut tx, told).await?;
        tx.commit().await?;
        Ok(made.last_insert_rowid())
    }

    /// Whose token this is and what it is for, if it counts.
    pub(in super::super) async fn of_token(
        &self,
        token: SecretHash,
        now: i64,
    ) -> Result<Option<(Account, Vec<Scope>)>, AccessError> {
        let row = sqlx::query(
            "SELECT a.*, t.scopes FROM tokens t JOIN accounts a ON a.id = t.account \
             WHERE t.hash = ? AND t.ends_at > ? AND a.tenant = ? AND a.locked_at IS NULL",
        )
        .bind(token.as_bytes())
        .bind(now)
        .bind(&self.tenant)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((account(&row)?, scopes(row.try_get("scopes")?)?)))
    }

    /// All tokens, oldest first.
    pub(in super::super) async fn tokens(&self) -> Result<Vec<TokenRow>, AccessError> {
        let rows = sqlx::query(
            "SELECT t.*, a.name FROM tokens t JOIN accounts a ON a.id = t.account WHERE a.tenant = ? ORDER BY t.id",
        )
        .bind(&self.tenant)
        .fetch_all(&self.pool)
        .await?;
        let token = |row: &sqlx::sqlite::SqliteRow| -> Result<TokenRow, AccessError> {
            Ok(TokenRow {
                id: row.try_get("id")?,
                account: row.try_get("name")?,
                label: row.try_get("label")?,
                scopes: scopes(row.try_get("scopes")?)?,
                made_at: row.try_get("made_at")?,
                ends_at: row.try_get("ends_at")?,
            })
        };
        rows.iter().map(token).collect()
    }

    /// A token counts no more.
    pub(in super::super) async fn revoke(&self, id: i64, told: &Record) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let gone = sqlx::query(
            "DELETE FROM tokens WHERE id = ? AND account IN (SELECT id FROM accounts WHERE tenant = ?)",
        )
        .bind(id)
        .bind(&self.tenant)
        .execute(&mut *tx)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(AccessError::Unknown);
        }
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }
}

fn scopes(text: String) -> Result<Vec<Scope>, AccessError> {
    Scope::read_all(&text).ok_or(AccessError::Damaged(text))
}
