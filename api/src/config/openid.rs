//! `[openid]`: who vouches for staff, and what its groups are here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Mistake, mistake};
use crate::access::{OpenIdSettings, Role, Roles};
use crate::notify;

/// The table as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Written {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    name: Option<String>,
    scopes: Option<String>,
    claim: Option<String>,
    roles: BTreeMap<String, Vec<String>>,
    ca_file: Option<PathBuf>,
}

/// The settings; none if the table isn't there, or is wrong.
pub(super) fn settings(
    written: Option<&Written>,
    environment: impl Fn(&str) -> Option<String>,
    mistakes: &mut Vec<Mistake>,
) -> Option<OpenIdSettings> {
    let written = written?;
    let before = mistakes.len();
    let mut needed = |key: &str, value: &Option<String>| {
        let value = value.clone().filter(|value| !value.trim().is_empty());
        if value.is_none() {
            mistakes.push(mistake(&format!("openid.{key}"), "is needed"));
        }
        value.unwrap_or_default()
    };
    let issuer = needed("issuer", &written.issuer);
    let client_id = needed("client_id", &written.client_id);
    if !issuer.is_empty()
        && let Err(why) = notify::address(&issuer)
    {
        mistakes.push(mistake("openid.issuer", why));
    }
    let roles = roles(written, mistakes);
    let tls = notify::client_tls("openid.ca_file", written.ca_file.as_deref(), mistakes)?;
    let host = issuer.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default().to_owned();
    let secret = environment("HEARTHWATCH_OPENID_CLIENT_SECRET");
    let settings = OpenIdSettings {
        client_id,
        client_secret: secret.or_else(|| written.client_secret.clone()),
        name: written.name.clone().unwrap_or(host),
        scopes: written.scopes.clone().unwrap_or_else(|| "openid profile email".to_owned()),
        claim: written.claim.clone().unwrap_or_else(|| "groups".to_owned()),
        roles,
        tls,
        issuer,
    };
    (mistakes.len() == before).then_some(settings)
}

fn roles(written: &Written, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Vec<Role>> {
    if written.roles.is_empty() {
        let what =
            "is needed: which group is which roles, such as \"ward-nurses\" = [\"clinician\"]";
        mistakes.push(mistake("openid.roles", what));
    }
    let mut all = BTreeMap::new();
    for (group, keys) in &written.roles {
        let roles: Option<Vec<Role>> = keys.iter().map(|key| key.parse().ok()).collect();
        let staff = roles.filter(|roles| {
            Roles::of(roles.iter().copied()).is_some_and(|roles| roles.need_password())
        });
        match staff {
            Some(roles) => {
                all.insert(group.clone(), roles);
            }
            None => mistakes.push(mistake(
                &format!("openid.roles.{group}"),
                "must be some of clinician, care_manager and operator",
            )),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::testing::check;

    const RIGHT: &str =
        "[openid]\nissuer = \"https://id.example/realms/ward\"\nclient_id = \"watch\"\n";

    #[test]
    fn a_sign_in_service_has_an_address_a_client_and_roles_of_staff() {
        check(&format!("{RIGHT}roles = {{ nurses = [\"clinician\"] }}"), &[]);
        check("[openid]", &["openid.issuer", "openid.client_id", "openid.roles"]);
        check(RIGHT, &["openid.roles"]);
        check(&format!("{RIGHT}roles = {{ all = [\"patient\"] }}"), &["openid.roles.all"]);
        check(&format!("{RIGHT}roles = {{ all = [\"root\"] }}"), &["openid.roles.all"]);
        let plain = RIGHT.replace("https", "http");
        check(&format!("{plain}roles = {{ nurses = [\"clinician\"] }}"), &["openid.issuer"]);
        check(&format!("{RIGHT}rolls = 1"), &["openid"]);
    }

    #[test]
    fn a_secret_comes_from_the_environment_first() {
        let text = format!("{RIGHT}client_secret = \"file\"\nroles = {{ n = [\"operator\"] }}");
        let secret = |environment: Option<&str>| {
            let environment = environment.map(str::to_owned);
            let config = Config::parse(&text, |key| {
                environment.clone().filter(|_| key == "HEARTHWATCH_OPENID_CLIENT_SECRET")
            });
            config.unwrap().access.openid.unwrap().client_secret
        };
        assert_eq!(secret(None).as_deref(), Some("file"));
        assert_eq!(secret(Some("env")).as_deref(), Some("env"));
    }
}
