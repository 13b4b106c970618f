//! How many files and connections this process may have open at once.

use anyhow::{Result, bail};

/// Raises the limit as far as this process may by itself; gives what it is now, if the system has one.
pub fn raise() -> Option<u64> {
    // Where it can't be raised it stays as it is: whoever needs more says so.
    rlimit::increase_nofile_limit(u64::MAX).ok()
}

/// A simulated home has its spool and its end of a connection, the broker the other end.
const BY_HOME: u64 = 2;
/// The server's own files, and those of some browsers.
const OTHERS: u64 = 250;

/// An error that says what to do, if so many simulated homes are more than the limit.
pub(crate) fn suffice(limit: Option<u64>, homes: usize) -> Result<()> {
    let needed = homes as u64 * BY_HOME + OTHERS;
    let Some(limit) = limit.filter(|limit| *limit < needed) else { return Ok(()) };
    let most = limit.saturating_sub(OTHERS) / BY_HOME;
    bail!(
        "{homes} homes need {needed} open files, and this process may open {limit}: raise the limit (as root: \
         ulimit -Hn {needed}), or show at most {most} homes"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_that_can_t_open_enough_says_how_many_homes_it_can_show() {
        assert!(suffice(None, 1_000_000).is_ok());
        assert!(suffice(Some(1024), 300).is_ok());
        let refused = suffice(Some(20_000), 10_000).unwrap_err().to_string();
        assert!(refused.starts_with("10000 homes need 20250 open files"), "{refused}");
        assert!(refused.ends_with("show at most 9875 homes"), "{refused}");
    }

    #[test]
    fn the_limit_is_raised_and_then_stays() {
        let limit = raise();
        assert_eq!(raise(), limit);
    }
}
