//! What is done about accounts on the command line, beside a running server or before the first start.

use anyhow::{Context, Result, bail};

use super::account::{Invited, NewAccount};
use super::role::{Role, Roles};
use super::service::{self, COMMAND_LINE};
use super::store::Store;
use crate::config::Config;
use crate::server::make_private_folder;

/// Lets somebody in; gives what to show: a link that works once.
pub async fn add(
    config: &Config,
    name: &str,
    roles: &[Role],
    patients: &[String],
) -> Result<String> {
    let what = "roles are one of patient, carer and integrator, or some of clinician, care_manager and operator";
    let roles = Roles::of(roles.iter().copied()).context(what)?;
    let patients = patients.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
    let new = NewAccount::of(name.parse()?, roles, patients).map_err(anyhow::Error::msg)?;
    let store = open(config).await?;
    let account = service::add(&store, &new, COMMAND_LINE).await?;
    let invited = service::invite(&store, account, COMMAND_LINE).await?;
    store.close().await;
    told(config, &invited)
}

/// A new link for somebody; their password and sessions count no more.
pub async fn reset(config: &Config, name: &str) -> Result<String> {
    let store = open(config).await?;
    let account = service::account(&store, name).await?;
    let invited = service::invite(&store, account, COMMAND_LINE).await?;
    store.close().await;
    told(config, &invited)
}

/// Takes somebody out.
pub async fn remove(config: &Config, name: &str) -> Result<String> {
    let store = open(config).await?;
    let account = service::account(&store, name).await?;
    service::remove(&store, &account, COMMAND_LINE).await?;
    store.close().await;
    Ok(format!("{} can't sign in any more", account.name))
}

/// Everybody, a line each.
pub async fn list(config: &Config) -> Result<String> {
    let store = open(config).await?;
    let mut lines = Vec::new();
    for account in store.all().await? {
        let patients: Vec<&str> = account.patients.iter().map(|id| id.as_str()).collect();
        let state = if account.has_password || !account.roles.need_password() {
            ""
        } else {
            " (has not chosen a password yet)"
        };
        let state = if account.locked_at.is_some() { " (locked)" } else { state };
        let line = format!("{}: {} {}", account.name, account.roles.to_text(), patients.join(" "));
        lines.push(format!("{}{state}", line.trim_end()));
    }
    store.close().await;
    Ok(if lines.is_empty() { "nobody can sign in yet".into() } else { lines.join("\n") })
}

async fn open(config: &Config) -> Result<Store> {
    let folder = &config.data;
    make_private_folder(folder).with_context(|| format!("could not make {}", folder.display()))?;
    Ok(Store::open(folder, &config.tenant).await?)
}

fn told(config: &Config, invited: &Invited) -> Result<String> {
    let (name, roles) = (&invited.account.name, &invited.account.roles);
    if roles.are_for_programs() {
        return Ok(format!("{name} is there: an operator makes its token, POST /api/tokens"));
    }
    let base = config.access.public_url.clone();
    let base = base.unwrap_or_else(|| format!("http://localhost:{}", config.listen.port()));
    let link = format!("{base}/enter/{}", invited.secret.reveal());
    let Ok(code) = qrcode::QrCode::new(&link) else { bail!("the link is too long for a QR code") };
    let drawn = code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build();
    let time = if roles.are_for_patients() { "24 hours" } else { "60 minutes" };
    Ok(format!(
        "{link}\n{drawn}\nOnce, in the next {time}, this lets {name} in: {}",
        roles.to_text()
    ))
}
