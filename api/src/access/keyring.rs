//! Passkeys of somebody who is signed in, and signing in by one.

use std::net::IpAddr;
use std::time::Instant;

use rand::{RngCore, SeedableRng};

use super::account::Account;
use super::audit::{Outcome, Record};
use super::pass::{Actor, Way};
use super::passkey::{self, Ceremony, Party, PasskeyError, Proof, Purpose};
use super::secret::Secret;
use super::service::{Access, Refused, now_ms};
use super::store::{AccessError, PasskeyRow};

/// What a browser needs to make a passkey.
pub(crate) struct NewPasskey {
    pub(crate) challenge: Secret,
    /// What the authenticator calls the account: no name.
    pub(crate) handle: Vec<u8>,
    /// Passkeys that the account has: a device that has one of them makes no second.
    pub(crate) known: Vec<Vec<u8>>,
}

impl Access {
    /// Somebody's passkeys.
    pub(crate) async fn passkeys(&self, account: i64) -> Result<Vec<PasskeyRow>, AccessError> {
        self.store.passkeys(account).await
    }

    /// Whether somebody may have passkeys here: whom a sign-in service vouches for signs in there, or who
    /// was taken out of its groups would still come in.
    pub(crate) async fn may_have_passkeys(&self, actor: &Actor) -> Result<bool, AccessError> {
        let is_session = matches!(actor.way, Way::Session(_));
        Ok(is_session && !self.store.is_elsewhere(actor.account).await?)
    }

    /// Begins to add a passkey.
    pub(crate) async fn begin_passkey(&self, actor: &Actor) -> Result<NewPasskey, Refused> {
        if !self.may_have_passkeys(actor).await? {
            return Err(Refused::Elsewhere);
        }
        let mut new = [0; 32];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut new);
        let (handle, known) = self.store.handle(actor.account, new).await?;
        let purpose = Purpose::Add(actor.account);
        let challenge = self.challenges().make(purpose, actor.from, Instant::now());
        Ok(NewPasskey { challenge, handle, known })
    }

    /// Adds a passkey to somebody who is signed in.
    pub(crate) async fn add_passkey(
        &self,
        actor: &Actor,
        party: &Party,
        name: &str,
        (client, attestation): (&[u8], &[u8]),
    ) -> Result<(), Refused> {
        if !self.may_have_passkeys(actor).await? {
            return Err(Refused::Elsewhere);
        }
        let challenge = passkey::answered(client, Ceremony::Add, party)?;
        let purpose = Purpose::Add(actor.account);
        if !self.challenges().take(&challenge, purpose, Instant::now()) {
            return Err(PasskeyError::Challenge.into());
        }
        let made = passkey::made(attestation, party)?;
        let told = told(actor, &format!("added a passkey: {name}"));
        self.store.add_passkey(actor.account, (&made, name), now_ms(), &told).await?;
        self.tell().await
    }

    /// Takes a passkey of one's own away.
    pub(crate) async fn remove_passkey(&self, actor: &Actor, id: i64) -> Result<(), Refused> {
        let told = |name: &str| told(actor, &format!("removed a passkey: {name}"));
        self.store.remove_passkey(actor.account, id, told).await?;
        self.tell().await
    }

    /// What somebody who isn't signed in has their passkey sign.
    pub(crate) fn begin_passkey_sign_in(&self, from: IpAddr) -> Result<Secret, Refused> {
        self.may_try(PASSKEYS, from)?;
        Ok(self.challenges().make(Purpose::SignIn, from, Instant::now()))
    }

    /// Signs somebody in by a passkey: whose it is, the passkey says.
    pub(crate) async fn sign_in_by_passkey(
        &self,
        party: &Party,
        proof: &Proof,
        from: IpAddr,
    ) -> Result<(Account, Secret), Refused> {
        self.may_try(PASSKEYS, from)?;
        let mut who = None;
        match self.of_proof(party, proof, &mut who).await {
            Ok(account) => {
                let secret = self.begin(&account, "signed in by a passkey", from).await?;
                Ok((account, secret))
            }
            Err(refused @ (Refused::Passkey(_) | Refused::Locked)) => {
                // Nobody guesses a signature: only the address waits, and late.
                self.delays().failed_link(from, Instant::now());
                let what = match &refused {
                    Refused::Passkey(PasskeyError::Counter) => {
                        "sign in by a passkey: its counter went back"
                    }
                    _ => "sign in by a passkey",
                };
                let who = who.as_deref().unwrap_or_default();
                let record = Record::of(now_ms(), who, what).from(from).with(Outcome::Denied);
                self.audit.refuse(&record).await?;
                Err(refused)
            }
            Err(refused) => Err(refused),
        }
    }

    /// Whose proof this is; `who` is told as soon as it is known.
    async fn of_proof(
        &self,
        party: &Party,
        proof: &Proof,
        who: &mut Option<String>,
    ) -> Result<Account, Refused> {
        let challenge = passkey::answered(&proof.client, Ceremony::SignIn, party)?;
        if !self.challenges().take(&challenge, Purpose::SignIn, Instant::now()) {
            return Err(PasskeyError::Challenge.into());
        }
        let known = self.store.of_passkey(&proof.credential).await?.ok_or(PasskeyError::Unknown)?;
        if known.handle.is_empty() || known.handle != proof.handle {
            return Err(PasskeyError::Owner.into());
        }
        let counter = passkey::proved(proof, &known.key, party)?;
        *who = Some(known.account.name.to_string());
        if known.account.locked_at.is_some() {
            return Err(Refused::Locked);
        }
        if !self.store.used_passkey(known.id, counter, now_ms()).await? {
            let (account, passkey) = (known.account.id, known.id);
            tracing::warn!(account, passkey, "a passkey's counter went back: there may be a copy");
            return Err(PasskeyError::Counter.into());
        }
        Ok(known.account)
    }
}

fn told(actor: &Actor, what: &str) -> Record {
    let mut record = Record::of(now_ms(), &actor.name, what).about(&actor.name).from(actor.from);
    record.account = Some(actor.account);
    record
}

/// Stands for the name where passkeys are tried.
const PASSKEYS: &str = "(passkeys)";
