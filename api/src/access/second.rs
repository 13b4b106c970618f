//! A second factor for those who sign in by a password: codes from an app, and recovery codes. A passkey is
//! two factors by itself.

mod halfway;
mod recovery;
mod rule;
mod totp;

use std::net::IpAddr;
use std::time::Instant;

pub(crate) use self::halfway::Half;
pub(super) use self::halfway::Halfway;
use self::halfway::Waiter;
pub(crate) use self::recovery::RecoveryCode;
pub(crate) use self::rule::Has;
use self::rule::Left;
pub(crate) use self::totp::TotpSecret;
use super::account::Account;
use super::audit::{Outcome, Record};
use super::pass::Actor;
use super::secret::{Secret, SecretHash};
use super::service::{Access, Refused, now_ms};
use super::store::{AccessError, CodesRow, NewCodes};

/// What came of a right password.
pub(crate) enum Entered {
    /// They are signed in: the session's secret.
    Whole(Account, Secret),
    /// A code is missing: the secret of who is halfway.
    Half(Secret),
}

/// How somebody's second factor stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Codes {
    pub(crate) has: Has,
    pub(crate) made_at: Option<i64>,
    /// Recovery codes that are left.
    pub(crate) recovery: usize,
}

/// Whoever is halfway, as their page shows them.
pub(crate) struct Waiting {
    pub(crate) account: Account,
    pub(crate) half: Half,
}

impl Access {
    /// How somebody's second factor stands.
    pub(crate) async fn codes(&self, of: &Account) -> Result<Codes, AccessError> {
        let row = self.store.codes(of.id).await?;
        let passkey = !self.store.passkeys(of.id).await?.is_empty();
        let required = rule::is_required(&of.roles, &self.settings.second_factor);
        let has = Has { codes: row.is_some(), passkey, required };
        let recovery = row.as_ref().map_or(0, |row| row.recovery);
        Ok(Codes { has, made_at: row.map(|row| row.made_at), recovery })
    }

    /// Lets in whose password was right, or has them bring a code first.
    pub(super) async fn enter(
        &self,
        account: Account,
        what: &str,
        from: IpAddr,
    ) -> Result<Entered, Refused> {
        let half = match self.codes(&account).await?.has.left_after_password() {
            Left::Nothing => {
                let secret = self.begin(&account, what, from).await?;
                return Ok(Entered::Whole(account, secret));
            }
            Left::Passkey => return Err(Refused::ByPasskey),
            Left::Code => Half::Code,
            Left::SetUp => Half::SetUp(TotpSecret::make()),
        };
        let secret = Secret::make();
        let who = (account.id, self.password_of(account.id).await?);
        self.halfway().begin(secret.hash(HALFWAY), who, half, Instant::now());
        Ok(Entered::Half(secret))
    }

    /// Who is halfway with this secret.
    pub(crate) async fn waiting(&self, secret: &str) -> Result<Option<Waiting>, AccessError> {
        let key = Secret::read(secret).map(|secret| secret.hash(HALFWAY));
        let waiter = key.and_then(|key| self.halfway().get(key, Instant::now()));
        let Some(Waiter { account, half, password, .. }) = waiter else { return Ok(None) };
        // Whoever was locked out, taken out or given a new link meanwhile is halfway to nowhere.
        let is_same = password.is_some() && self.password_of(account).await? == password;
        let account = self.store.by_id(account).await?;
        let account = account.filter(|account| is_same && account.locked_at.is_none());
        Ok(account.map(|account| Waiting { account, half }))
    }

    /// Signs in who brings the code that was missing; with codes that are new, gives their recovery codes.
    pub(crate) async fn finish(
        &self,
        secret: &str,
        typed: &str,
        from: IpAddr,
    ) -> Result<(Account, Secret, Vec<RecoveryCode>), Refused> {
        let Waiting { account, half } = self.waiting(secret).await?.ok_or(Refused::NotHalfway)?;
        let key = Secret::read(secret).ok_or(Refused::NotHalfway)?.hash(HALFWAY);
        let (what, recovery) = match half {
            Half::Code => (self.use_code(key, &account, typed, from).await?, Vec::new()),
            Half::SetUp(new) => {
                // Nobody who only has the password puts codes in the place of others.
                if self.codes(&account).await?.has.left_after_password() != Left::SetUp {
                    return Err(Refused::NotHalfway);
                }
                let recovery = self.set_up(key, &account, (&new, typed), from).await?;
                ("signed in, and set up codes", recovery)
            }
        };
        self.halfway().end(key);
        let session = self.begin(&account, what, from).await?;
        Ok((account, session, recovery))
    }

    /// Begins to set codes up for somebody who is signed in; who has codes brings one.
    pub(crate) async fn begin_codes(
        &self,
        actor: &Actor,
        typed: &str,
    ) -> Result<TotpSecret, Refused> {
        let (account, codes) = self.own_codes(actor).await?;
        let key = actor.way.hash();
        if codes.has.codes {
            self.use_code(key, &account, typed, actor.from).await?;
        }
        let new = TotpSecret::make();
        let who = (account.id, None);
        self.halfway().begin(key, who, Half::SetUp(new.clone()), Instant::now());
        Ok(new)
    }

    /// The secret that somebody who is signed in is about to set up.
    pub(crate) fn new_codes(&self, actor: &Actor) -> Option<TotpSecret> {
        let waiter = self.halfway().get(actor.way.hash(), Instant::now())?;
        match waiter.half {
            Half::SetUp(new) if waiter.account == actor.account => Some(new),
            _ => None,
        }
    }

    /// Sets codes up: the first one proves that the app has the secret.
    pub(crate) async fn finish_codes(
        &self,
        actor: &Actor,
        typed: &str,
    ) -> Result<Vec<RecoveryCode>, Refused> {
        let new = self.new_codes(actor).ok_or(Refused::NotHalfway)?;
        let (account, _) = self.own_codes(actor).await?;
        let key = actor.way.hash();
        let recovery = self.set_up(key, &account, (&new, typed), actor.from).await?;
        self.halfway().end(key);
        Ok(recovery)
    }

    /// Takes one's own codes away, with a code.
    pub(crate) async fn remove_codes(&self, actor: &Actor, typed: &str) -> Result<(), Refused> {
        let (account, codes) = self.own_codes(actor).await?;
        if !codes.has.may_drop_codes() {
            return Err(Refused::Needed);
        }
        self.use_code(actor.way.hash(), &account, typed, actor.from).await?;
        let told = told(&account, "removed their codes", actor.from);
        self.store.remove_codes(account.id, &told).await?;
        self.tell().await
    }

    async fn password_of(&self, account: i64) -> Result<Option<SecretHash>, AccessError> {
        let kept = self.store.password_of(account).await?;
        Ok(kept.map(|kept| SecretHash::of("password", &kept)))
    }

    async fn own_codes(&self, actor: &Actor) -> Result<(Account, Codes), Refused> {
        let account = self.store.by_id(actor.account).await?.ok_or(AccessError::Unknown)?;
        if !account.has_password {
            return Err(Refused::Elsewhere);
        }
        let codes = self.codes(&account).await?;
        Ok((account, codes))
    }

    /// Keeps new codes, if the one that was typed is the app's.
    async fn set_up(
        &self,
        key: SecretHash,
        account: &Account,
        (new, typed): (&TotpSecret, &str),
        from: IpAddr,
    ) -> Result<Vec<RecoveryCode>, Refused> {
        let name = tried(account);
        self.may_try(&name, from)?;
        let Some(step) = new.step_of(typed, now_ms() / 1000, 0) else {
            return self.wrong_code(key, account, from).await;
        };
        let recovery = RecoveryCode::make_all();
        let kept = NewCodes {
            sealed: self.seal.close(account.id, new.as_bytes()),
            step,
            recovery: recovery.iter().map(|code| code.hash(account.id)).collect(),
            made_at: now_ms(),
        };
        self.store.set_codes(account.id, &kept, &told(account, "set up codes", from)).await?;
        self.tell().await?;
        self.delays().succeeded(&name, from);
        Ok(recovery)
    }

    /// Uses a code, or a recovery code; gives what to write down of it.
    async fn use_code(
        &self,
        key: SecretHash,
        account: &Account,
        typed: &str,
        from: IpAddr,
    ) -> Result<&'static str, Refused> {
        let name = tried(account);
        self.may_try(&name, from)?;
        let row = self.store.codes(account.id).await?.ok_or(Refused::NotHalfway)?;
        let what = if totp::is_code(typed) {
            let step = self.secret_of(account, &row)?.step_of(typed, now_ms() / 1000, row.step);
            match step {
                Some(step) if self.store.use_code(account.id, step).await? => {
                    "signed in with a code"
                }
                _ => return self.wrong_code(key, account, from).await,
            }
        } else {
            let hash = RecoveryCode::read(typed).map(|code| code.hash(account.id));
            match hash {
                Some(hash) if self.store.use_recovery_code(account.id, hash).await? => {
                    "signed in with a recovery code"
                }
                _ => return self.wrong_code(key, account, from).await,
            }
        };
        self.delays().succeeded(&name, from);
        Ok(what)
    }

    fn secret_of(&self, account: &Account, row: &CodesRow) -> Result<TotpSecret, Refused> {
        let plain = self.seal.open(account.id, &row.sealed);
        let secret = plain.and_then(|plain| TotpSecret::of_bytes(&plain));
        // Sealed with another master key, or changed: an operator's link lets them begin anew.
        let name = || AccessError::Damaged(account.name.to_string());
        Ok(secret.ok_or_else(name)?)
    }

    async fn wrong_code<T>(
        &self,
        key: SecretHash,
        account: &Account,
        from: IpAddr,
    ) -> Result<T, Refused> {
        self.halfway().failed(key);
        self.delays().failed(&tried(account), from, Instant::now());
        let record = told(account, "wrong code", from).with(Outcome::Denied);
        self.audit.refuse(&record).await?;
        Err(Refused::Code)
    }
}

/// Stands for the name where somebody's codes are tried: who guesses them has the password already.
fn tried(account: &Account) -> String {
    format!("(code of) {}", account.name.folded())
}

fn told(account: &Account, what: &str, from: IpAddr) -> Record {
    let name = account.name.as_str();
    let mut record = Record::of(now_ms(), name, what).about(name).from(from);
    record.account = Some(account.id);
    record
}

const HALFWAY: &str = "halfway";
