//! `access.sqlite`: accounts, sessions, links and tokens. A store of its own and not a projection: what
//! is secret must be erasable, and the journal forgets nothing.

mod codes;
mod identities;
mod passkeys;
mod standing;
#[cfg(test)]
mod tests;
mod tokens;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Row};

pub(super) use self::codes::{CodesRow, NewCodes};
pub(super) use self::identities::Identity;
pub(crate) use self::passkeys::{PASSKEYS_MAX, PasskeyRow};
pub(super) use self::standing::Change;
pub(crate) use self::standing::Standing;
pub(crate) use self::tokens::TokenRow;
use super::account::{Account, NewAccount};
use super::audit::Record;
use super::name::AccountName;
use super::role::Roles;
use super::secret::SecretHash;
use crate::language::Language;

/// Something about accounts that could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccessError {
    /// The file.
    #[error("the store of accounts does not answer")]
    Store(#[from] sqlx::Error),
    /// A name can be there once.
    #[error("there is an account with this name already")]
    Taken,
    /// Nobody has this name.
    #[error("there is no such account")]
    Unknown,
    /// There are as many as there may be.
    #[error("there are as many as there may be: take one away first")]
    Full,
    /// A row that can't be read.
    #[error("an account in the store can't be read: {0}")]
    Damaged(String),
}

/// The store's name in a data folder.
const FILE: &str = "access.sqlite";
/// What makes the tables, oldest first: one that was run once is never changed.
const MIGRATIONS: [&str; 5] = [
    include_str!("store/schema.sql"),
    include_str!("store/schema2.sql"),
    include_str!("store/schema3.sql"),
    include_str!("store/schema4.sql"),
    include_str!("store/schema5.sql"),
];

/// Copies the store of a data folder into another, while a server may write to it; none if it has none.
pub(crate) async fn copy(data: &Path, out: &Path) -> Result<(), AccessError> {
    let from = data.join(FILE);
    if !from.exists() {
        return Ok(());
    }
    let options = SqliteConnectOptions::new()
        .filename(from)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let to = out.join(FILE).to_string_lossy().into_owned();
    let copied = sqlx::query("VACUUM INTO ?").bind(to).execute(&pool).await;
    pool.close().await;
    Ok(copied.map(|_| ())?)
}

/// Accounts and what they sign in with. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pool: SqlitePool,
    tenant: String,
}

/// A session as it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionRow {
    pub(super) seen_at: i64,
    pub(super) idle_ms: i64,
    pub(super) ends_at: i64,
}

impl Store {
    /// Opens the store in a data folder, or makes one.
    pub(super) async fn open(data: &Path, tenant: &str) -> Result<Self, AccessError> {
        let options = SqliteConnectOptions::new()
            .filename(data.join(FILE))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is deleted is overwritten.
            .pragma("secure_delete", "ON")
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options);
        let store = Self { pool: pool.await?, tenant: tenant.to_owned() };
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await?;
        let done = usize::try_from(version).unwrap_or(usize::MAX);
        for sql in MIGRATIONS.iter().skip(done) {
            sqlx::raw_sql(*sql).execute(&mut *tx).await?;
        }
        if done < MIGRATIONS.len() {
            let version = format!("PRAGMA user_version = {}", MIGRATIONS.len());
            sqlx::raw_sql(sqlx::AssertSqlSafe(version)).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Closes the file.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Lets somebody in, with a link.
    pub(super) async fn add(
        &self,
        new: &NewAccount,
        now: i64,
        told: &Record,
    ) -> Result<Account, AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let id = insert(&mut tx, &self.tenant, new, now).await?;
        tell(&mut tx, told).await?;
        tx.commit().await?;
        self.by_id(id).await?.ok_or(AccessError::Unknown)
    }

    /// Takes somebody out, with all that they sign in with.
    pub(super) async fn remove(&self, account: i64, told: &Record) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let gone = sqlx::query("DELETE FROM accounts WHERE id = ? AND tenant = ?")
            .bind(account)
            .bind(&self.tenant)
            .execute(&mut *tx)
            .await?;
        if gone.rows_affected() == 0 {
            return Err(AccessError::Unknown);
        }
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// A new link for somebody; what they signed in with before counts no more.
    pub(super) async fn reset(
        &self,
        account: i64,
        link: SecretHash,
        ends_at: i64,
        told: &Record,
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for sql in [
            "UPDATE accounts SET password = NULL WHERE id = ?",
            "DELETE FROM sessions WHERE account = ?",
            "DELETE FROM links WHERE account = ?",
            "DELETE FROM passkeys WHERE account = ?",
            "DELETE FROM codes WHERE account = ?",
            "DELETE FROM recovery_codes WHERE account = ?",
        ] {
            sqlx::query(sql).bind(account).execute(&mut *tx).await?;
        }
        sqlx::query("INSERT INTO links (hash, account, ends_at) VALUES (?, ?, ?)")
            .bind(link.as_bytes())
            .bind(account)
            .bind(ends_at)
            .execute(&mut *tx)
            .await?;
        tell(&mut tx, told).await?;
        Ok(tx.commit().await?)
    }

    /// Whose link this is, if it still counts.
    pub(super) async fn of_link(
        &self,
        link: SecretHash,
        now: i64,
    ) -> Result<Option<Account>, AccessError> {
        let row = sqlx::query(
            "SELECT a.* FROM links l JOIN accounts a ON a.id = l.account WHERE l.hash = ? AND l.ends_at > ? AND a.tenant = ? AND a.locked_at IS NULL",
        )
        .bind(link.as_bytes())
        .bind(now)
        .bind(&self.tenant)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(account).transpose()
    }

    /// Uses a link up: sets the password if there is one, and begins the session if there is one. False if
    /// somebody else was first.
    pub(super) async fn use_link(
        &self,
        link: SecretHash,
        account: i64,
        password: Option<&str>,
        session: Option<(SecretHash, SessionRow)>,
        now: i64,
    ) -> Result<bool, AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let used = sqlx::query("DELETE FROM links WHERE hash = ? AND account = ? AND ends_at > ?")
            .bind(link.as_bytes())
            .bind(account)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        if used.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(password) = password {
            sqlx::query("UPDATE accounts SET password = ? WHERE id = ?")
                .bind(password)
                .bind(account)
                .execute(&mut *tx)
                .await?;
        }
        if let Some(session) = session {
            begin(&mut tx, account, session).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Begins a session, and sweeps out what is over.
    pub(super) async fn begin(
        &self,
        account: i64,
        session: (SecretHash, SessionRow),
    ) -> Result<(), AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let now = session.1.seen_at;
        for sql in [
            "DELETE FROM sessions WHERE ends_at <= ?1 OR seen_at + idle_ms <= ?1",
            "DELETE FROM links WHERE ends_at <= ?1",
        ] {
            sqlx::query(sql).bind(now).execute(&mut *tx).await?;
        }
        begin(&mut tx, account, session).await?;
        Ok(tx.commit().await?)
    }

    /// Whose session this is, if it goes on.
    pub(super) async fn of_session(
        &self,
        session: SecretHash,
        now: i64,
    ) -> Result<Option<(Account, SessionRow)>, AccessError> {
        let row = sqlx::query(
            "SELECT a.*, s.seen_at, s.idle_ms, s.ends_at FROM sessions s JOIN accounts a ON a.id = s.account \
             WHERE s.hash = ?1 AND s.ends_at > ?2 AND s.seen_at + s.idle_ms > ?2 AND a.tenant = ?3 AND a.locked_at IS NULL",
        )
        .bind(session.as_bytes())
        .bind(now)
        .bind(&self.tenant)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let session = SessionRow {
            seen_at: row.try_get("seen_at")?,
            idle_ms: row.try_get("idle_ms")?,
            ends_at: row.try_get("ends_at")?,
        };
        Ok(Some((account(&row)?, session)))
    }

    /// Somebody is still there.
    pub(super) async fn seen(&self, session: SecretHash, now: i64) -> Result<(), AccessError> {
        let query = sqlx::query("UPDATE sessions SET seen_at = ? WHERE hash = ?");
        query.bind(now).bind(session.as_bytes()).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends one session.
    pub(super) async fn end(&self, session: SecretHash) -> Result<(), AccessError> {
        let query = sqlx::query("DELETE FROM sessions WHERE hash = ?");
        query.bind(session.as_bytes()).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all sessions of an account.
    pub(super) async fn end_all(&self, account: i64) -> Result<(), AccessError> {
        let query = sqlx::query("DELETE FROM sessions WHERE account = ?");
        query.bind(account).execute(&self.pool).await?;
        Ok(())
    }

    /// Somebody by name, with the hash of their password.
    pub(super) async fn by_name(
        &self,
        name: &AccountName,
    ) -> Result<Option<(Account, Option<String>)>, AccessError> {
        let row = sqlx::query("SELECT * FROM accounts WHERE tenant = ? AND folded = ?")
            .bind(&self.tenant)
            .bind(name.folded())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((account(&row)?, row.try_get("password")?)))
    }

    /// Somebody by their number.
    pub(super) async fn by_id(&self, id: i64) -> Result<Option<Account>, AccessError> {
        let row = sqlx::query("SELECT * FROM accounts WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(account).transpose()
    }

    /// Keeps the language that somebody chose.
    pub(super) async fn choose_language(
        &self,
        account: i64,
        language: Language,
    ) -> Result<(), AccessError> {
        sqlx::query("UPDATE accounts SET language = ? WHERE id = ? AND tenant = ?")
            .bind(language.key())
            .bind(account)
            .bind(&self.tenant)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Everybody, by name.
    pub(super) async fn all(&self) -> Result<Vec<Account>, AccessError> {
        let rows = sqlx::query("SELECT * FROM accounts WHERE tenant = ? ORDER BY folded")
            .bind(&self.tenant)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(account).collect()
    }

    /// What the trail doesn't have yet, oldest first.
    pub(super) async fn told(&self) -> Result<Vec<(i64, String)>, AccessError> {
        let rows = sqlx::query_as("SELECT id, record FROM told ORDER BY id LIMIT 500");
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// The trail has everything up to this.
    pub(super) async fn taken(&self, upto: i64) -> Result<(), AccessError> {
        let query = sqlx::query("DELETE FROM told WHERE id <= ?");
        query.bind(upto).execute(&self.pool).await?;
        Ok(())
    }
}

/// A new account, in a transaction that says so.
async fn insert(
    db: &mut SqliteConnection,
    tenant: &str,
    new: &NewAccount,
    now: i64,
) -> Result<i64, AccessError> {
    let patients: Vec<&str> = new.patients.iter().map(|patient| patient.as_str()).collect();
    let made = sqlx::query(
        "INSERT INTO accounts (tenant, name, folded, roles, patients, made_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(tenant)
    .bind(new.name.as_str())
    .bind(new.name.folded())
    .bind(new.roles.to_text())
    .bind(patients.join(" "))
    .bind(now)
    .execute(db)
    .await;
    let made = made.map_err(|error| match error.as_database_error() {
        Some(db) if db.is_unique_violation() => AccessError::Taken,
        _ => error.into(),
    })?;
    Ok(made.last_insert_rowid())
}

/// Says for the trail what was changed, with the change.
async fn tell(db: &mut SqliteConnection, told: &Record) -> Result<(), AccessError> {
    let query = sqlx::query("INSERT INTO told (record) VALUES (?)");
    query.bind(told.to_json()).execute(db).await?;
    Ok(())
}

async fn begin(
    db: &mut SqliteConnection,
    account: i64,
    (hash, session): (SecretHash, SessionRow),
) -> Result<(), AccessError> {
    sqlx::query(
        "INSERT INTO sessions (hash, account, made_at, seen_at, idle_ms, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(hash.as_bytes())
    .bind(account)
    .bind(session.seen_at)
    .bind(session.seen_at)
    .bind(session.idle_ms)
    .bind(session.ends_at)
    .execute(db)
    .await?;
    Ok(())
}

fn account(row: &SqliteRow) -> Result<Account, AccessError> {
    let (name, roles): (String, String) = (row.try_get("name")?, row.try_get("roles")?);
    let patients: String = row.try_get("patients")?;
    let language: Option<String> = row.try_get("language")?;
    let damaged = || AccessError::Damaged(name.clone());
    let ids = patients.split(' ').filter(|id| !id.is_empty()).map(str::parse);
    Ok(Account {
        id: row.try_get("id")?,
        roles: Roles::from_text(&roles).ok_or_else(damaged)?,
        patients: ids.collect::<Result<_, _>>().map_err(|_| damaged())?,
        has_password: row.try_get::<Option<String>, _>("password")?.is_some(),
        made_at: row.try_get("made_at")?,
        locked_at: row.try_get("locked_at")?,
        // One that this version doesn't have is none.
        language: language.as_deref().and_then(Language::of_key),
        name: name.parse().map_err(|_| damaged())?,
    })
}

const CONNECTIONS: u32 = 4;
