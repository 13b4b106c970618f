//! The keys about certificates.

use std::path::PathBuf;

use super::fields::Fields;
use super::read_bytes;
use crate::enrol::{self, Renewals};
use crate::identity::{Folder, Identity};
use crate::uplink::Tls;

/// A file and what is in it.
type Read = (PathBuf, Vec<u8>);

/// How the broker is reached, and how the gateway's certificate is renewed.
pub(super) fn security(fields: &mut Fields, encrypted: bool) -> (Option<Tls>, Option<Renewals>) {
    let authority = fields.optional("ca_file", read);
    let certificate = fields.optional("cert_file", read);
    let key = fields.optional("cert_key_file", read);
    let server = fields.optional("server", |text| {
        let refused = || format!("{text:?} is not a server such as hearthwatch.example:8884");
        enrol::address(text).ok_or_else(refused)
    });
    if !encrypted {
        for (name, given) in [
            ("ca_file", authority.is_some()),
            ("cert_file", certificate.is_some()),
            ("cert_key_file", key.is_some()),
            ("server", server.is_some()),
        ] {
            if given {
                fields.problem::<()>(name, "needs a broker that begins with mqtts://");
            }
        }
        return (None, None);
    }
    let own = identity(fields, certificate, key);
    let authority = match authority {
        Some((_, authority)) => Some(authority),
        None if fields.failed("ca_file") => None,
        None => fields.problem("ca_file", "is missing: who signed the broker's certificate?"),
    };
    let Some(authority) = authority else { return (None, None) };
    let renewals = server.and_then(|server| match &own {
        Some((identity, Some(file))) => Some(Renewals {
            server,
            authority: authority.clone(),
            identity: identity.clone(),
            folder: Folder::of(file),
        }),
        _ => fields.problem("server", "needs cert_file and cert_key_file, and one file as both"),
    });
    (Some(Tls { authority, own: own.map(|(identity, _)| identity) }), renewals)
}

/// The gateway's certificate and key, with the file if they lie in one.
fn identity(
    fields: &mut Fields,
    certificate: Option<Read>,
    key: Option<Read>,
) -> Option<(Identity, Option<PathBuf>)> {
    match (certificate, key) {
        (Some((file, both)), Some((other, _))) if file == other => {
            Some((Identity::new(both), Some(file)))
        }
        // Each is found by its label.
        (Some((_, certificate)), Some((_, key))) => {
            Some((Identity::new([&certificate[..], b"\n", &key].concat()), None))
        }
        (None, None) => None,
        (Some(_), None) => fields.problem("cert_key_file", "is missing beside cert_file"),
        (None, Some(_)) => fields.problem("cert_file", "is missing beside cert_key_file"),
    }
}

fn read(path: &str) -> Result<Read, String> {
    Ok((PathBuf::from(path), read_bytes(path)?))
}
