//! One-time codes, kept as files: the command line makes them beside a running server.
//!
//! A file holds the HMAC of the secret, never the secret. A code is for one gateway, counts for a
//! quarter of an hour, and belongs to the first key that comes with it: the same key may come again,
//! because an answer can get lost.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gateway_agent::identity::{IdentityError, RequestedKey, write_privately};
use hmac::{Hmac, Mac};
use rand::{RngCore, SeedableRng};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use vitals::GatewayId;
use wire::EnrolmentCode;

use crate::authority::Authority;
use crate::json::hex;

/// A code counts for so long.
pub const CODE_LIFE: Duration = Duration::from_secs(15 * 60);

/// What goes wrong with codes.
#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    /// Their folder.
    #[error("could not read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that can't be written.
    #[error("could not keep a code")]
    Keep(#[from] IdentityError),
    /// A gateway can't be called like this.
    #[error("{0} is a name of the server's own: choose another for the gateway")]
    Reserved(GatewayId),
}

/// What a code lets somebody become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which gateway.
    pub gateway: GatewayId,
    /// In which shard.
    pub shard: u32,
    /// Who made the code.
    pub by: String,
}

/// A code's file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    gateway: String,
    shard: u32,
    by: String,
    expires_at: i64,
    /// HMAC-SHA256 of the secret, in hexadecimal digits.
    hash: String,
    /// The key that used it, hashed in the same way.
    used_by: Option<String>,
}

/// The codes of one server.
#[derive(Debug, Clone)]
pub struct Codes {
    folder: PathBuf,
    key: [u8; 32],
}

impl Codes {
    /// Those in this data folder.
    pub fn of(data: &Path, master_key: &[u8; 32]) -> Self {
        Self { folder: data.join("codes"), key: *master_key }
    }

    /// Makes a code for a gateway, which counts from now on (Unix ms). An earlier one of this gateway
    /// counts no more. Gives the code, and when it ends.
    pub fn make(
        &self,
        authority: &Authority,
        grant: &Grant,
        now: i64,
    ) -> Result<(EnrolmentCode, i64), CodesError> {
        // The server's own clients at the broker, and the gateways of synthetic patients.
        if grant.gateway.as_str().starts_with(RESERVED) || grant.gateway.is_synthetic() {
            return Err(CodesError::Reserved(grant.gateway.clone()));
        }
        for (path, kept) in self.kept()? {
            if kept.expires_at <= now || kept.gateway == grant.gateway.as_str() {
                // Left over, it is too old or is looked at once more.
                let _ = std::fs::remove_file(path);
            }
        }
        let (mut secret, mut name) = ([0; 8], [0; 8]);
        let mut random = rand::rngs::StdRng::from_os_rng();
        random.fill_bytes(&mut secret);
        random.fill_bytes(&mut name);
        let code = EnrolmentCode::new(authority.der(), secret);
        let expires_at = now + i64::try_from(CODE_LIFE.as_millis()).unwrap_or(0);
        let kept = Kept {
            gateway: grant.gateway.to_string(),
            shard: grant.shard,
            by: grant.by.clone(),
            expires_at,
            hash: hex(&self.hash(b"code", &secret).finalize().into_bytes()),
            used_by: None,
        };
        self.keep(&self.folder.join(format!("{}.toml", hex(&name))), &kept)?;
        Ok((code, expires_at))
    }

    /// Uses up the code with this secret (hexadecimal digits), for this key. `None` if there is no such
    /// code, it is too old, or another key has used it.
    pub fn take(
        &self,
        secret: &str,
        key: &RequestedKey,
        now: i64,
    ) -> Result<Option<Grant>, CodesError> {
        let Some(secret) = from_hex(secret) else { return Ok(None) };
        let used_by = self.hash(b"key", key.der());
        // All are looked at, and each comparison takes as long as any other.
        let mut found = None;
        for (path, kept) in self.kept()? {
            let is_it = from_hex(&kept.hash)
                .is_some_and(|hash| self.hash(b"code", &secret).verify_slice(&hash).is_ok());
            if is_it && now < kept.expires_at {
                found = Some((path, kept));
            }
        }
        let Some((path, mut kept)) = found else { return Ok(None) };
        match kept.used_by.as_deref().map(from_hex) {
            None => {
                kept.used_by = Some(hex(&used_by.finalize().into_bytes()));
                self.keep(&path, &kept)?;
            }
            Some(Some(user)) if used_by.verify_slice(&user).is_ok() => {}
            Some(_) => return Ok(None),
        }
        let gateway = kept.gateway.parse().ok();
        Ok(gateway.map(|gateway| Grant { gateway, shard: kept.shard, by: kept.by }))
    }

    fn kept(&self) -> Result<Vec<(PathBuf, Kept)>, CodesError> {
        let read = |source| CodesError::Read { path: self.folder.clone(), source };
        let files = match std::fs::read_dir(&self.folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(read(error)),
        };
        let mut kept = Vec::new();
        for file in files {
            let path = file.map_err(read)?.path();
            // One that vanishes meanwhile was too old; an unfinished one is no code yet.
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            if path.extension().is_some_and(|it| it == "toml")
                && let Ok(code) = toml::from_str(&text)
            {
                kept.push((path, code));
            }
        }
        Ok(kept)
    }

    fn keep(&self, path: &Path, kept: &Kept) -> Result<(), CodesError> {
        // Plain texts and numbers always have a form in TOML.
        let text = toml::to_string(kept).expect("plain data is TOML");
        Ok(write_privately(path, text.as_bytes())?)
    }

    fn hash(&self, what: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
        // HMAC takes a key of any length.
        let keyed = Hmac::<Sha256>::new_from_slice(&self.key).expect("32 bytes are a key");
        keyed.chain_update(b"hearthwatch enrolment ").chain_update(what).chain_update(bytes)
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|it| u8::try_from(it).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

const RESERVED: &str = "hearthwatch-";

#[cfg(test)]
mod tests {
    use gateway_agent::identity::{Applicant, read_request};

    use super::*;

    fn key() -> RequestedKey {
        read_request(&Applicant::generate().unwrap().request("any").unwrap()).unwrap()
    }

    fn grant(gateway: &str) -> Grant {
        Grant { gateway: gateway.parse().unwrap(), shard: 0, by: "Sian".into() }
    }

    struct Site {
        authority: Authority,
        codes: Codes,
        _dir: tempfile::TempDir,
    }

    impl Site {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let authority = Authority::open(dir.path()).unwrap();
            let codes = Codes::of(dir.path(), &[7; 32]);
            Self { authority, codes, _dir: dir }
        }

        /// The secret of a code for this gateway, made at that moment.
        fn code(&self, gateway: &str, now: i64) -> String {
            hex(&self.codes.make(&self.authority, &grant(gateway), now).unwrap().0.secret())
        }

        #[track_caller]
        fn check(&self, secret: &str, key: &RequestedKey, now: i64, gateway: Option<&str>) {
            assert_eq!(self.codes.take(secret, key, now).unwrap(), gateway.map(grant));
        }
    }

    #[test]
    fn a_code_counts_once_and_for_a_quarter_of_an_hour() {
        let (site, mine, theirs) = (Site::new(), key(), key());
        let (first, second) = (site.code("gw-1", 0), site.code("gw-2", 0));
        site.check(&first, &mine, 899_999, Some("gw-1"));
        site.check(&first, &mine, 899_999, Some("gw-1"));
        site.check(&first, &theirs, 899_999, None);
        site.check(&second, &mine, 900_000, None);
        site.check("0011223344556677", &mine, 0, None);
        site.check("no digits", &mine, 0, None);
        site.check("", &mine, 0, None);
    }

    #[test]
    fn a_new_code_takes_the_place_of_the_old_one_of_its_gateway() {
        let (site, key) = (Site::new(), key());
        let (old, other) = (site.code("gw-1", 0), site.code("gw-2", 0));
        let new = site.code("gw-1", 1);
        site.check(&old, &key, 2, None);
        site.check(&new, &key, 2, Some("gw-1"));
        site.check(&other, &key, 2, Some("gw-2"));
        site.code("gw-3", 10_000_000);
        assert_eq!(site.codes.kept().unwrap().len(), 1, "old codes are swept out");
    }

    #[test]
    fn the_secret_is_nowhere_on_the_disk_and_no_gateway_takes_the_server_s_name() {
        let site = Site::new();
        let secret = site.code("gw-1", 0);
        for (path, _) in site.codes.kept().unwrap() {
            assert!(!std::fs::read_to_string(path).unwrap().contains(&secret));
        }
        for name in ["hearthwatch-ingest-home-0", "canary:0"] {
            let reserved = site.codes.make(&site.authority, &grant(name), 0);
            assert!(matches!(reserved, Err(CodesError::Reserved(_))), "{name}");
        }
    }
}
