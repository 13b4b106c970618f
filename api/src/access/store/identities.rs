//! Who somebody is elsewhere.

use sqlx::sqlite::SqliteConnection;

use super::super::account::{Account, NewAccount};
use super::super::audit::Record;
use super::super::name::AccountName;
use super::super::role::Roles;
use super::{AccessError, Store, account, insert, tell};

/// A sign-in service, and its lasting name for somebody.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Identity<'a> {
    pub(in super::super) issuer: &'a str,
    pub(in super::super) subject: &'a str,
}

/// So many people of one name are told apart by a number.
const NAMESAKES_MAX: u32 = 50;

impl Store {
    /// Whom a sign-in service means.
    pub(in super::super) async fn of_identity(
        &self,
        of: Identity<'_>,
    ) -> Result<Option<Account>, AccessError> {
        let row = sqlx::query(
            "SELECT a.* FROM identities i JOIN accounts a ON a.id = i.account \
             WHERE i.tenant = ? AND i.issuer = ? AND i.subject = ?",
        )
        .bind(&self.tenant)
        .bind(of.issuer)
        .bind(of.subject)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(account).transpose()
    }

    /// Lets somebody in whom a sign-in service vouches for. If their name is somebody else's here, theirs
    /// gets a number: an account is never taken over by its name.
    pub(in super::super) async fn add_identity(
        &self,
        of: Identity<'_>,
        (name, roles): (&AccountName, &Roles),
        now: i64,
        told: impl Fn(&AccountName) -> Record,
    ) -> Result<Account, AccessError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let name = self.free(&mut tx, name).await?;
        let record = told(&name);
        let new = NewAccount { name, roles: roles.clone(), patients: Vec::new() };
        let id = insert(&mut tx, &self.tenant, &new, now).await?;
        sqlx::query(
            "INSERT INTO identities (tenant, issuer, subject, account, made_at) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&self.tenant)
        .bind(of.issuer)
        .bind(of.subject)
        .bind(id)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        tell(&mut tx, &record).await?;
        tx.commit().await?;
        self.by_id(id).await?.ok_or(AccessError::Unknown)
    }

    /// The name, or the first of its kind that nobody has.
    async fn free(
        &self,
        db: &mut SqliteConnection,
        name: &AccountName,
    ) -> Result<AccountName, AccessError> {
        for number in 1..=NAMESAKES_MAX {
            let tried = if number == 1 { Some(name.clone()) } else { name.numbered(number) };
            let Some(tried) = tried else { break };
            let taken: Option<i64> =
                sqlx::query_scalar("SELECT id FROM accounts WHERE tenant = ? AND folded = ?")
                    .bind(&self.tenant)
                    .bind(tried.folded())
                    .fetch_optional(&mut *db)
                    .await?;
            if taken.is_none() {
                return Ok(tried);
            }
        }
        Err(AccessError::Taken)
    }
}
