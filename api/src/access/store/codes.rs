//! Codes from an app, and recovery codes.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::super::audit::Record;
use super::super::secret::SecretHash;
use super::{AccessError, Store, tell};

/// Somebody's codes as they are kept.
pub(in super::super) struct CodesRow {
    pub(in super::super) sealed: Vec<u8>,
    /// The half minute of the last code that counted.
    pub(in super::super) step: i64,
    pub(in super::super) made_at: i64,
    /// Recovery codes that are left.
    pub(in super::super) recovery: usize,
}

/// New codes for somebody.
pub(in super::super) struct NewCodes {
    pub(in super::super) sealed: Vec<u8>,
    /// Of the first code, which proves that the app has the secret.
    pub(in super::super) step: i64,
    pub(in super::super) recovery: Vec<SecretHash>,
    pub(in super::super) made_at: i64,
}

impl Store {
    /// Somebody's codes, if they have some.
    pub(in super::super) async fn codes(&self, of: i64) -> Result<Option<CodesRow>, AccessError> {
        let row = sqlx::query(
            "SELECT c.*, (SELECT count(*) FROM recovery_codes r WHERE r.account = c.account) AS recovery \
             FROM codes c WHERE c.account = ?",
        )
        .bind(of)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let recovery: i64 = row.try_get("recovery")?;
        Ok(Some(CodesRow {
            sealed: row.try_get("secret")?,
            step: row.try_get("step")?,
            made_at: row.try_get("made_at")?,
            recovery: usize::try_from(recovery).unwrap_or_default(),
        }))
    }

    /// The hash of somebody's password.
    pub(in super::super) async fn password_of(
        &self,
        of: i64,
    ) -> Result<Option<String>, AccessError> {
        let query = sqlx::query_scalar("SELECT password FROM accounts WHERE id = ? AND tenant = ?");
        let found: Option<Option<String>> =
            query.bind(of).bind(&self.tenant).fetch_optional(&self.pool).await?;
        Ok(found.flatten())
    }

    /// Keeps new codes in the place of those that there were.
    pub(in super::super) async fn set_codes(
        &self,
        of: i64,
        new: &NewCodes,
        told: &Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        drop_codes(&mut tx, of).await?;
        sqlx::query("INSERT INTO codes (account, secret, step, made_at) VALUES (?, ?, ?, ?)")
            .bind(of)
            .bind(&new.sealed)
            .bind(new.step)
            .bind(new.made_at)
            .execute(&mut *tx)
            .await?;
        for hash in &new.recovery {
            sqlx::query("INSERT INTO recovery_codes (hash, account) VALUES (?, ?)")
                .bind(hash.as_bytes())
                .bind(of)
                .execute(&mut *tx)
                .await?;
        }
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// Takes somebody's codes away.
    pub(in super::super) async fn remove_codes(
        &self,
        of: i64,
        told: &Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        drop_codes(&mut tx, of).await?;
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// A code of this half minute counts, unless one of it or of a later one has counted already.
    pub(in super::super) async fn use_code(&self, of: i64, step: i64) -> Result<bool, AccessError> {
        let used = sqlx::query("UPDATE codes SET step = ?1 WHERE account = ?2 AND step < ?1")
            .bind(step)
            .bind(of)
            .execute(&self.pool)
            .await?;
        Ok(used.rows_affected() == 1)
    }

    /// Uses a recovery code up. False if there is none like it.
    pub(in super::super) async fn use_recovery_code(
        &self,
        of: i64,
        hash: SecretHash,
    ) -> Result<bool, AccessError> {
        let used = sqlx::query("DELETE FROM recovery_codes WHERE hash = ? AND account = ?")
            .bind(hash.as_bytes())
            .bind(of)
            .execute(&self.pool)
            .await?;
        Ok(used.rows_affected() == 1)
    }
}

async fn drop_codes(db: &mut SqliteConnection, of: i64) -> Result<(), AccessError> {
    for sql in
        ["DELETE FROM codes WHERE account = ?", "DELETE FROM recovery_codes WHERE account = ?"]
    {
        sqlx::query(sql).bind(of).execute(&mut *db).await?;
    }
    Ok(())
}
