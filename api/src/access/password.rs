//! Passwords: argon2id, a few at a time, as slow for a name that doesn't exist as for one that does.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::{RngCore, SeedableRng};
use tokio::sync::Semaphore;

/// So long at least: a sentence is easy to keep in mind.
pub(super) const CHARS_MIN: usize = 12;
/// So long at most, so that nobody has megabytes hashed.
const CHARS_MAX: usize = 200;
/// So many hashes are made at once: each takes 19 MiB.
const AT_ONCE: usize = 2;
/// So many more may wait.
const WAITING_MAX: usize = 30;

/// Makes and checks hashes of passwords.
pub(super) struct Passwords {
    at_once: Semaphore,
    waiting: Semaphore,
    /// Checked in the place of one that isn't there, so that names can't be told by the time it takes.
    nobody: Arc<str>,
}

/// A password that can't be one, or no time for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordError {
    /// Too short, too long, or too easy.
    #[error(
        "a password has at least {CHARS_MIN} characters, more than five different ones, and not your name in it"
    )]
    Weak,
    /// Too many ask at once.
    #[error("too many people sign in at once: try again in a moment")]
    Busy,
}

impl PasswordError {
    /// So many characters are enough.
    pub(crate) const CHARS_MIN: usize = CHARS_MIN;
}

impl Passwords {
    pub(super) fn new() -> Self {
        let nobody = hash("nobody has this password").into();
        Self { at_once: Semaphore::new(AT_ONCE), waiting: Semaphore::new(WAITING_MAX), nobody }
    }

    /// Whether this is the password of this hash; always false without a hash, after the same work.
    pub(super) async fn check(
        &self,
        password: &str,
        kept: Option<String>,
    ) -> Result<bool, PasswordError> {
        let exists = kept.is_some();
        let kept: Arc<str> = kept.map_or_else(|| self.nobody.clone(), Into::into);
        // Longer ones are nobody's; they take as long as others.
        let password: String = password.chars().take(CHARS_MAX).collect();
        let is_it = self.at_work(move || verify(&password, &kept)).await?;
        Ok(is_it && exists)
    }

    /// The hash of a new password of somebody.
    pub(super) async fn hash(&self, password: &str, name: &str) -> Result<String, PasswordError> {
        if !is_fit(password, name) {
            return Err(PasswordError::Weak);
        }
        let password = password.to_owned();
        self.at_work(move || hash(&password)).await
    }

    async fn at_work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _waiting = self.waiting.try_acquire().map_err(|_| PasswordError::Busy)?;
        let _turn = self.at_once.acquire().await.map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| PasswordError::Busy)
    }
}

fn is_fit(password: &str, name: &str) -> bool {
    let chars = password.chars().count();
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    let lower = password.to_lowercase();
    let holds_name =
        name.to_lowercase().split(' ').any(|part| part.len() > 2 && lower.contains(part));
    (CHARS_MIN..=CHARS_MAX).contains(&chars) && different.len() > 5 && !holds_name
}

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str) -> String {
    let mut salt = [0; 16];
    rand::rngs::StdRng::from_os_rng().fill_bytes(&mut salt);
    // 16 bytes are a salt, and these parameters fit each other.
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
    let hashed = argon2().hash_password(password.as_bytes(), &salt);
    hashed.expect("the parameters are right").to_string()
}

fn verify(password: &str, kept: &str) -> bool {
    let Ok(kept) = PasswordHash::new(kept) else { return false };
    argon2().verify_password(password.as_bytes(), &kept).is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_password_is_long_varied_and_not_the_name() {
        let check = |password: &str, fits: bool| {
            assert_eq!(is_fit(password, "Ann Moss"), fits, "{password:?}");
        };
        check("correct horse battery", true);
        check("äöüßéèàçñøåœ", true);
        check("short one", false);
        check("aaaaaaaaaaaaaaaa", false);
        check("hello ann moss 1", false);
        check(&"ab cdefgh".repeat(30), false);
    }

    #[tokio::test]
    async fn only_the_right_password_of_somebody_who_has_one_is_right() {
        let passwords = Passwords::new();
        let kept = passwords.hash("correct horse battery", "Ann").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(passwords.check("correct horse battery", Some(kept.clone())).await, Ok(true));
        assert_eq!(passwords.check("correct horse batterz", Some(kept.clone())).await, Ok(false));
        assert_eq!(passwords.check("correct horse battery", None).await, Ok(false));
        assert_eq!(passwords.check("nobody has this password", None).await, Ok(false));
        assert_eq!(passwords.check("", Some("no hash".into())).await, Ok(false));
    }

    #[tokio::test]
    async fn a_name_that_does_not_exist_takes_as_long_as_one_that_does() {
        let passwords = Passwords::new();
        let kept = passwords.hash("correct horse battery", "Ann").await.unwrap();
        let parameters = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(parameters(&passwords.nobody), parameters(&kept), "the same work");
        let mut times = [Duration::MAX; 2];
        for _ in 0..5 {
            for (time, kept) in times.iter_mut().zip([Some(kept.clone()), None]) {
                let began = Instant::now();
                passwords.check("a wrong password", kept).await.unwrap();
                *time = (*time).min(began.elapsed());
            }
        }
        // A machine that is busy makes either of them slow; without the work it would be thousands of times.
        let [known, unknown] = times;
        assert!(unknown * 10 > known && known * 10 > unknown, "{known:?} and {unknown:?}");
    }
}
