//! Accounts of people whom a sign-in service vouches for: made at their first sign-in, with the roles that
//! their groups have today.

use std::net::IpAddr;

use super::account::Account;
use super::audit::{Outcome, Record};
use super::name::AccountName;
use super::openid::{OpenId, OpenIdError, Vouched};
use super::secret::Secret;
use super::service::{Access, Refused, now_ms};
use super::store::{Change, Identity};

/// Who makes accounts and changes roles of people who sign in elsewhere.
const SIGN_IN_SERVICE: &str = "sign-in service";

impl Access {
    /// The sign-in service, if there is one.
    pub(crate) fn openid(&self) -> Option<&OpenId> {
        self.openid.as_ref()
    }

    /// Lets in whom the sign-in service vouches for.
    pub(crate) async fn let_in(
        &self,
        vouched: &Vouched,
        from: IpAddr,
    ) -> Result<(Account, Secret), Refused> {
        let of = Identity { issuer: &vouched.issuer, subject: &vouched.subject };
        let account = match self.store.of_identity(of).await? {
            Some(account) if account.roles == vouched.roles => account,
            Some(account) => {
                let what = format!("changed roles: {}", vouched.roles.to_text());
                let told =
                    Record::of(now_ms(), SIGN_IN_SERVICE, &what).about(account.name.as_str());
                self.store.change(account.id, &Change::Roles(vouched.roles.clone()), &told).await?;
                Account { roles: vouched.roles.clone(), ..account }
            }
            None => {
                let name = AccountName::nearest(&vouched.name);
                let now = now_ms();
                let told = |name: &AccountName| {
                    let what = format!("added an account: {}", vouched.roles.to_text());
                    Record::of(now, SIGN_IN_SERVICE, &what).about(name.as_str())
                };
                self.store.add_identity(of, (&name, &vouched.roles), now, told).await?
            }
        };
        self.tell().await?;
        if account.locked_at.is_some() {
            let record = Record::of(now_ms(), account.name.as_str(), "sign in").from(from);
            self.audit.refuse(&record.with(Outcome::Denied)).await?;
            return Err(Refused::Locked);
        }
        let secret = self.begin(&account, "signed in by the sign-in service", from).await?;
        Ok((account, secret))
    }

    /// Writes down that somebody was not let in.
    pub(crate) async fn not_let_in(&self, why: &OpenIdError, from: IpAddr) -> Result<(), Refused> {
        let what = match why {
            // What the machine couldn't do, nobody did.
            OpenIdError::Provider(_) => return Ok(()),
            _ => "sign in by the sign-in service",
        };
        let record = Record::of(now_ms(), "", what).from(from).with(Outcome::Denied);
        Ok(self.audit.refuse(&record).await?)
    }

    /// Ends all sessions of somebody who has signed out there.
    pub(crate) async fn signed_out_elsewhere(&self, subject: &str) -> Result<(), Refused> {
        let Some(openid) = &self.openid else { return Ok(()) };
        let of = Identity { issuer: &openid.settings.issuer, subject };
        let Some(account) = self.store.of_identity(of).await? else { return Ok(()) };
        let told = Record::of(now_ms(), SIGN_IN_SERVICE, "signed out everywhere");
        let told = told.about(account.name.as_str());
        self.store.change(account.id, &Change::SignedOut, &told).await?;
        self.tell().await
    }
}
