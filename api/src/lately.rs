//! What people did about alerts in the last moments: until when it can be taken back, and who was first if
//! somebody else did something since. By the wall's clock, as people wait: a demo's minute is a second. A
//! server that has just started knows nothing, and then it is too late.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use risk_engine::outcome::Alert;
use vitals::AlertId;

/// So long the page offers to take something back, and a moment for the way here.
const UNDO: Duration = Duration::from_secs(10);
const GRACE: Duration = Duration::from_secs(2);
/// So long it is known who was first.
const KNOWN: Duration = Duration::from_secs(60);

/// The last thing that was done about each alert.
#[derive(Debug, Default)]
pub(crate) struct Lately(Mutex<HashMap<AlertId, Last>>);

#[derive(Debug)]
struct Last {
    by: Arc<str>,
    /// The version that it made.
    version: u32,
    at: Instant,
}

/// Why something can't be taken back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Too long ago.
    Late,
    /// This person has done something since.
    First(Arc<str>),
}

impl Lately {
    /// Notes what somebody has just done.
    pub(crate) fn note(&self, alert: &Alert, by: &Arc<str>, now: Instant) {
        let mut all = self.all();
        all.retain(|_, last| now.duration_since(last.at) < KNOWN);
        let last = Last { by: by.clone(), version: alert.version, at: now };
        match all.get(&alert.id) {
            // Two at once may come here in another order than in the journal.
            Some(known) if known.version > last.version => {}
            _ => drop(all.insert(alert.id.clone(), last)),
        }
    }

    /// Whether what somebody did, and made this version, can still be taken back.
    pub(crate) fn may_undo(
        &self,
        alert: &AlertId,
        version: u32,
        by: &str,
        now: Instant,
    ) -> Result<(), Gone> {
        let all = self.all();
        let last = all.get(alert).ok_or(Gone::Late)?;
        if last.version > version && *last.by != *by {
            return Err(Gone::First(last.by.clone()));
        }
        let is_late = now.duration_since(last.at) > UNDO + GRACE;
        if is_late { Err(Gone::Late) } else { Ok(()) }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<AlertId, Last>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use store::care::contract::alert;

    use super::*;

    #[test]
    fn it_can_be_taken_back_for_ten_seconds_unless_somebody_else_did_something_since() {
        let (lately, start) = (Lately::default(), Instant::now());
        let (ann, ben): (Arc<str>, Arc<str>) = ("Ann".into(), "Ben".into());
        let seconds = |count| start + Duration::from_secs(count);
        let of = |version| Alert { version, ..alert("a-1") };
        let id = of(2).id;
        assert_eq!(lately.may_undo(&id, 2, "Ann", start), Err(Gone::Late), "nothing was done");
        lately.note(&of(2), &ann, start);
        assert_eq!(lately.may_undo(&id, 2, "Ann", seconds(12)), Ok(()));
        assert_eq!(lately.may_undo(&id, 2, "Ann", seconds(13)), Err(Gone::Late));
        lately.note(&of(3), &ben, seconds(3));
        lately.note(&of(2), &ann, seconds(4));
        let first = Err(Gone::First(ben.clone()));
        assert_eq!(lately.may_undo(&id, 2, "Ann", seconds(5)), first);
        assert_eq!(lately.may_undo(&id, 3, "Ben", seconds(5)), Ok(()));
        lately.note(&Alert { version: 9, ..alert("a-2") }, &ann, seconds(70));
        assert_eq!(lately.may_undo(&id, 3, "Ben", seconds(70)), Err(Gone::Late));
    }
}
