//! Signing in and out: accounts, sessions, links and tokens together, each change in the trail.

use std::net::IpAddr;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context;

use super::account::{Account, Invited, NewAccount};
use super::audit::{Audit, Outcome, Record, Unwritten};
use super::delay::Delays;
use super::name::AccountName;
use super::openid::OpenId;
use super::pass::{Actor, Way};
use super::passkey::{Challenges, PasskeyError};
use super::password::{PasswordError, Passwords};
use super::right::Scope;
use super::seal::Seal;
use super::second::{Entered, Halfway};
use super::secret::{Secret, SecretHash};
use super::settings::{Settings, link_life, session_life};
use super::store::{AccessError, SessionRow, Store, TokenRow};
use crate::authority::unix_ms;
use crate::language::Language;

/// Everything about who may do what.
pub(crate) struct Access {
    pub(super) store: Store,
    pub(crate) audit: Audit,
    pub(super) openid: Option<OpenId>,
    passwords: Passwords,
    delays: Mutex<Delays>,
    challenges: Mutex<Challenges>,
    halfway: Mutex<Halfway>,
    pub(super) seal: Seal,
    /// Held while changes of accounts are taken into the trail, so that each is taken once.
    telling: tokio::sync::Mutex<()>,
    pub(crate) settings: Settings,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// Name or password; which, is not said.
    #[error("name or password is wrong")]
    Wrong,
    /// Too many wrong ones.
    #[error("too many wrong tries: wait {} s, then try again", .0.as_secs() + 1)]
    Wait(Duration),
    /// Whoever lets people in has locked them out.
    #[error("your account is locked: ask whoever lets people in")]
    Locked,
    /// The link.
    #[error("this link doesn't count any more: ask for a new one")]
    Link,
    /// The passkey.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// The code, of the app or for recovery.
    #[error("this code is wrong, or was used already")]
    Code,
    /// There is nobody halfway, or no longer.
    #[error("this took too long: begin again")]
    NotHalfway,
    /// The passkey is the second factor.
    #[error("your role needs a second factor: sign in by your passkey")]
    ByPasskey,
    /// Their role needs it.
    #[error("your role needs a second factor: add a passkey first")]
    Needed,
    /// It is settled where they sign in.
    #[error("you sign in by a sign-in service: it has passkeys and codes of its own")]
    Elsewhere,
    /// The password, or no time for it.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store.
    #[error("the server can't look up who you are: try again")]
    Store(#[from] AccessError),
    /// The trail.
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
}

/// A session is said to be alive no more often.
const SEEN_PAUSE_MS: i64 = 60_000;
/// What the command line and the server do themselves is done by these.
pub(super) const COMMAND_LINE: &str = "command line";

impl Access {
    /// Opens what a data folder holds of it.
    pub(crate) async fn open(
        data: &Path,
        tenant: &str,
        settings: Settings,
        master_key: &[u8; 32],
    ) -> anyhow::Result<Self> {
        let store = Store::open(data, tenant).await.context("could not open access.sqlite")?;
        let audit = Audit::open(data).context("could not open the audit trail")?;
        let passwords = tokio::task::spawn_blocking(Passwords::new).await?;
        let openid = settings.openid.clone().map(OpenId::new);
        Ok(Self {
            store,
            audit,
            openid,
            passwords,
            delays: Mutex::default(),
            challenges: Mutex::default(),
            halfway: Mutex::default(),
            seal: Seal::of(master_key),
            telling: tokio::sync::Mutex::default(),
            settings,
        })
    }

    /// Lets go of files; nobody is answered after it.
    pub(crate) async fn close(&self) {
        if let Err(error) = self.tell().await {
            tracing::warn!(%error, "changes of accounts wait for the audit trail until the next start");
        }
        self.audit.close().await;
        self.store.close().await;
    }

    /// Takes changes of accounts into the trail: those that the command line made, too.
    pub(crate) async fn tell(&self) -> Result<(), Refused> {
        let _one_at_a_time = self.telling.lock().await;
        loop {
            let told = self.store.told().await?;
            let Some((last, _)) = told.last() else { return Ok(()) };
            for (_, record) in &told {
                if let Some(record) = Record::of_bytes(record.as_bytes()) {
                    self.audit.write(&record).await?;
                }
            }
            self.store.taken(*last).await?;
        }
    }

    /// Who has this session; that they are there counts as a sign of life.
    pub(crate) async fn of_session(
        &self,
        secret: &str,
        from: IpAddr,
    ) -> Result<Option<Actor>, AccessError> {
        let Some(secret) = Secret::read(secret) else { return Ok(None) };
        let hash = secret.hash(SESSION);
        let account = self.alive(hash).await?;
        Ok(account.map(|account| actor(account, Way::Session(hash), from)))
    }

    /// Who has this token.
    pub(crate) async fn of_token(
        &self,
        secret: &str,
        from: IpAddr,
    ) -> Result<Option<Actor>, AccessError> {
        let Some(secret) = Secret::read(secret) else { return Ok(None) };
        let hash = secret.hash(TOKEN);
        let found = self.store.of_token(hash, now_ms()).await?;
        Ok(found.map(|(account, scopes)| actor(account, Way::Token(hash, scopes), from)))
    }

    /// Whether somebody is still let in as they were.
    pub(crate) async fn goes_on(&self, actor: &Actor) -> bool {
        let found = match &actor.way {
            Way::Session(hash) => self.alive(*hash).await,
            Way::Token(hash, _) => {
                let found = self.store.of_token(*hash, now_ms()).await;
                found.map(|found| found.map(|(account, _)| account))
            }
        };
        matches!(found, Ok(Some(account)) if account.roles == actor.roles && account.patients == actor.patients)
    }

    async fn alive(&self, hash: SecretHash) -> Result<Option<Account>, AccessError> {
        let now = now_ms();
        let Some((account, session)) = self.store.of_session(hash, now).await? else {
            return Ok(None);
        };
        if now - session.seen_at > SEEN_PAUSE_MS {
            self.store.seen(hash, now).await?;
        }
        Ok(Some(account))
    }

    /// Signs somebody in by name and password, or has them bring a code first.
    pub(crate) async fn sign_in(
        &self,
        name: &str,
        password: &str,
        from: IpAddr,
    ) -> Result<Entered, Refused> {
        let folded: String = name.trim().to_lowercase().chars().take(64).collect();
        if let Some(wait) = self.delays().wait(&folded, from, Instant::now()) {
            return Err(Refused::Wait(wait));
        }
        let found = match name.parse::<AccountName>() {
            Ok(name) => self.store.by_name(&name).await?,
            Err(_) => None,
        };
        let (account, kept) = found.map_or((None, None), |(account, kept)| (Some(account), kept));
        let is_right = self.passwords.check(password, kept).await?;
        // Who is locked out isn't told apart: whoever tries names would learn which there are.
        let account = account.filter(|account| is_right && account.locked_at.is_none());
        let Some(account) = account else {
            self.delays().failed(&folded, from, Instant::now());
            let record = Record::of(now_ms(), name.trim(), "sign in");
            self.audit.refuse(&record.from(from).with(Outcome::Denied)).await?;
            return Err(Refused::Wrong);
        };
        self.delays().succeeded(&folded, from);
        self.enter(account, "signed in", from).await
    }

    /// Begins a session for somebody whose name was proved elsewhere.
    pub(crate) async fn begin(
        &self,
        account: &Account,
        what: &str,
        from: IpAddr,
    ) -> Result<Secret, Refused> {
        let secret = Secret::make();
        self.audit.write(&record_of(account, what, from)).await?;
        self.store.begin(account.id, (secret.hash(SESSION), session(account))).await?;
        Ok(secret)
    }

    /// Whom a link would let in.
    pub(crate) async fn of_link(&self, secret: &str, from: IpAddr) -> Result<Account, Refused> {
        if let Some(wait) = self.delays().wait(LINKS, from, Instant::now()) {
            return Err(Refused::Wait(wait));
        }
        let found = match Secret::read(secret) {
            Some(secret) => self.store.of_link(secret.hash(LINK), now_ms()).await?,
            None => None,
        };
        if found.is_none() {
            self.delays().failed_link(from, Instant::now());
        }
        found.ok_or(Refused::Link)
    }

    /// Uses a link up. Staff choose a password with it, and go on as if they had typed it.
    pub(crate) async fn use_link(
        &self,
        secret: &str,
        password: Option<&str>,
        from: IpAddr,
    ) -> Result<Entered, Refused> {
        let account = self.of_link(secret, from).await?;
        let hash = match password.filter(|_| account.roles.need_password()) {
            Some(password) => Some(self.passwords.hash(password, account.name.as_str()).await?),
            None if account.roles.need_password() => return Err(PasswordError::Weak.into()),
            None => None,
        };
        // It was read a moment ago.
        let link = Secret::read(secret).ok_or(Refused::Link)?.hash(LINK);
        let new = Secret::make();
        let begun = hash.is_none().then(|| (new.hash(SESSION), session(&account)));
        let used = self.store.use_link(link, account.id, hash.as_deref(), begun, now_ms()).await?;
        if !used {
            return Err(Refused::Link);
        }
        if hash.is_some() {
            self.audit.write(&record_of(&account, "chose a password", from)).await?;
            return self.enter(account, "signed in by a link", from).await;
        }
        self.audit.write(&record_of(&account, "signed in by a link", from)).await?;
        Ok(Entered::Whole(account, new))
    }

    /// Ends this sign-in, or all that the account has.
    pub(crate) async fn sign_out(&self, actor: &Actor, everywhere: bool) -> Result<(), Refused> {
        let what = if everywhere { "signed out everywhere" } else { "signed out" };
        if everywhere {
            self.store.end_all(actor.account).await?;
        } else {
            self.store.end(actor.way.hash()).await?;
        }
        let mut record = Record::of(now_ms(), &actor.name, what).from(actor.from);
        record.account = Some(actor.account);
        Ok(self.audit.write(&record).await?)
    }

    /// Lets somebody new in, by a link.
    pub(crate) async fn add(&self, new: &NewAccount, by: &str) -> Result<Invited, Refused> {
        let account = add(&self.store, new, by).await?;
        let invited = invite(&self.store, account, by).await?;
        self.tell().await?;
        Ok(invited)
    }

    /// A new link for somebody; what they had counts no more.
    pub(crate) async fn reset(&self, account: Account, by: &str) -> Result<Invited, Refused> {
        let invited = invite(&self.store, account, by).await?;
        self.tell().await?;
        Ok(invited)
    }

    /// Takes somebody out.
    pub(crate) async fn remove(&self, account: &Account, by: &str) -> Result<(), Refused> {
        remove(&self.store, account, by).await?;
        self.tell().await
    }

    /// Somebody by name.
    pub(crate) async fn account(&self, name: &str) -> Result<Account, AccessError> {
        account(&self.store, name).await
    }

    /// Keeps the language that somebody chose, for whatever browser they sign in with.
    pub(crate) async fn choose_language(
        &self,
        account: i64,
        language: Language,
    ) -> Result<(), AccessError> {
        self.store.choose_language(account, language).await
    }

    /// Everybody who can sign in.
    pub(crate) async fn accounts(&self) -> Result<Vec<Account>, AccessError> {
        self.store.all().await
    }

    /// Makes a token for a program. The secret is given once.
    pub(crate) async fn add_token(
        &self,
        account: &Account,
        label: &str,
        scopes: &[Scope],
        life: Duration,
        by: &str,
    ) -> Result<(i64, Secret, i64), Refused> {
        let (secret, now) = (Secret::make(), now_ms());
        let ends_at = now + ms(life);
        let what = format!("made a token for {}: {}", Scope::to_text(scopes), label);
        let record = Record::of(now, by, &what).about(account.name.as_str());
        let hash = secret.hash(TOKEN);
        let id = self.store.add_token(account, hash, (label, scopes), (now, ends_at), &record);
        let id = id.await?;
        self.tell().await?;
        Ok((id, secret, ends_at))
    }

    /// All tokens.
    pub(crate) async fn tokens(&self) -> Result<Vec<TokenRow>, AccessError> {
        self.store.tokens().await
    }

    /// A token counts no more.
    pub(crate) async fn revoke(&self, id: i64, by: &str) -> Result<(), Refused> {
        let record = Record::of(now_ms(), by, &format!("revoked token {id}"));
        self.store.revoke(id, &record).await?;
        self.tell().await
    }

    /// Whether whoever tries this from there may do so now.
    pub(super) fn may_try(&self, what: &str, from: IpAddr) -> Result<(), Refused> {
        match self.delays().wait(what, from, Instant::now()) {
            Some(wait) => Err(Refused::Wait(wait)),
            None => Ok(()),
        }
    }

    pub(super) fn challenges(&self) -> std::sync::MutexGuard<'_, Challenges> {
        self.challenges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn halfway(&self) -> std::sync::MutexGuard<'_, Halfway> {
        self.halfway.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn delays(&self) -> std::sync::MutexGuard<'_, Delays> {
        self.delays.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn add(store: &Store, new: &NewAccount, by: &str) -> Result<Account, AccessError> {
    let now = now_ms();
    let patients: Vec<&str> = new.patients.iter().map(|patient| patient.as_str()).collect();
    let what = format!("added an account: {} {}", new.roles.to_text(), patients.join(" "));
    let mut record = Record::of(now, by, what.trim_end()).about(new.name.as_str());
    record.patient = patients.first().map(ToString::to_string);
    store.add(new, now, &record).await
}

pub(super) async fn invite(
    store: &Store,
    account: Account,
    by: &str,
) -> Result<Invited, AccessError> {
    let (secret, now) = (Secret::make(), now_ms());
    let ends_at = now + ms(link_life(&account.roles));
    let record = Record::of(now, by, "made a link").about(account.name.as_str());
    store.reset(account.id, secret.hash(LINK), ends_at, &record).await?;
    Ok(Invited { account, secret, ends_at })
}

pub(super) async fn remove(store: &Store, account: &Account, by: &str) -> Result<(), AccessError> {
    let record = Record::of(now_ms(), by, "removed an account").about(account.name.as_str());
    store.remove(account.id, &record).await
}

pub(super) async fn account(store: &Store, name: &str) -> Result<Account, AccessError> {
    let name: AccountName = name.parse().map_err(|_| AccessError::Unknown)?;
    let found = store.by_name(&name).await?;
    found.map(|(account, _)| account).ok_or(AccessError::Unknown)
}

fn actor(account: Account, way: Way, from: IpAddr) -> Actor {
    Actor {
        account: account.id,
        name: account.name.as_str().into(),
        roles: account.roles,
        patients: account.patients,
        way,
        from,
        language: account.language,
    }
}

fn session(account: &Account) -> SessionRow {
    let (now, (idle, life)) = (now_ms(), session_life(&account.roles));
    SessionRow { seen_at: now, idle_ms: ms(idle), ends_at: now + ms(life) }
}

fn record_of(account: &Account, what: &str, from: IpAddr) -> Record {
    let mut record = Record::of(now_ms(), account.name.as_str(), what).from(from);
    record.account = Some(account.id);
    record.role = Some(account.roles.to_text());
    record
}

/// The wall's clock: sign-ins end by it, whatever a demo's clock says.
pub(crate) fn now_ms() -> i64 {
    unix_ms(SystemTime::now())
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

const SESSION: &str = "session";
const LINK: &str = "link";
const TOKEN: &str = "token";
/// Stands for the name where links are tried.
const LINKS: &str = "(links)";
