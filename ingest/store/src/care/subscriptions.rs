//! What other systems want to be told of as it happens: events with numbers that have no gap, and how far each
//! subscription is. Nothing here knows what an event is about, or how it is sent.

use super::Care;
use super::db::{Row, query};
use super::error::{CareError, SavedError};
use super::read::get;
use super::write::column;

/// How a subscription stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Which.
    pub id: String,
    /// Which version of it this is about.
    pub version: u32,
    /// Its status, as a stable code.
    pub status: String,
    /// Journal entries before this are not told.
    pub since: u64,
    /// The number of its newest event; 0 if there is none.
    pub numbered: u64,
    /// Everything up to this number was taken.
    pub sent: u64,
    /// How often in a row it was tried in vain.
    pub failures: u32,
    /// Since when (wall, ms).
    pub failing_since: Option<i64>,
    /// Why the last time.
    pub failure: Option<String>,
}

/// An event that a subscription has to be told of; its number it gets when it is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// For which subscription.
    pub subscription: String,
    /// When it entered the journal, ms.
    pub at: i64,
    /// What it is about, as a reference.
    pub focus: String,
    /// The resource as it is then, if it is to be sent.
    pub body: Option<String>,
}

/// An event with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEvent {
    /// Counts a subscription's events, from 1, without a gap.
    pub number: u64,
    /// When it entered the journal, ms.
    pub at: i64,
    /// What it is about, as a reference.
    pub focus: String,
    /// The resource as it was then, if it is to be sent.
    pub body: Option<String>,
}

/// So many events that were taken are kept, to be asked for again.
pub const TAKEN_KEPT: u64 = 10_000;

const CURSOR: &str = "SELECT upto FROM subscription_cursor WHERE one = 1";

const CURSOR_SET: &str = "UPDATE subscription_cursor SET upto = $1 WHERE one = 1";

const ROWS: &str = "
    SELECT subscription, version, status, since, numbered, sent, failures, failing_since, failure
    FROM subscriptions ORDER BY subscription";

/// A newer version begins anew, and goes on counting.
const BEGIN: &str = "
    INSERT INTO subscriptions
        (subscription, version, status, since, numbered, sent, failures)
    VALUES ($1, $2, $3, $4, 0, 0, 0)
    ON CONFLICT (subscription) DO UPDATE SET version = excluded.version, status = excluded.status,
        failures = 0, failing_since = NULL, failure = NULL
    WHERE excluded.version > subscriptions.version";

const COUNT_UP: &str = "UPDATE subscriptions SET numbered = numbered + 1 WHERE subscription = $1";

const EVENT_PUT: &str = "
    INSERT INTO subscription_events (subscription, number, at, focus, body)
    SELECT $1, numbered, $2, $3, $4 FROM subscriptions WHERE subscription = $1";

const TAKEN: &str = "
    UPDATE subscriptions SET status = $3, sent = CASE WHEN sent < $4 THEN $4 ELSE sent END,
        failures = 0, failing_since = NULL, failure = NULL
    WHERE subscription = $1 AND version = $2";

const FORGET: &str = "DELETE FROM subscription_events WHERE subscription = $1 AND number <= $2";

const FAILED: &str = "
    UPDATE subscriptions SET status = $3, failures = failures + 1, failure = $4,
        failing_since = COALESCE(failing_since, $5)
    WHERE subscription = $1 AND version = $2";

const EVENTS: &str = "
    SELECT number, at, focus, body FROM subscription_events
    WHERE subscription = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4";

impl Care {
    /// How all subscriptions stand, by id.
    pub async fn subscriptions(&self) -> Result<Vec<SubscriptionRow>, CareError> {
        let rows = query(ROWS).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(row).collect()
    }

    /// Begins a version of a subscription, which is told of what comes from this journal entry on; a newer
    /// version goes on where the one before it was. One that has begun already stays as it is.
    pub async fn begin_subscription(
        &self,
        id: &str,
        version: u32,
        status: &str,
        since: u64,
    ) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "begin a subscription", source };
        let begin = query(BEGIN).bind(id).bind(i64::from(version)).bind(status);
        let begin = begin.bind(column("journal offset", since)?);
        begin.execute(&self.writer).await.map_err(failed)
    }

    /// The journal offset up to which events were numbered.
    pub async fn numbered_upto(&self) -> Result<u64, CareError> {
        let row = query(CURSOR).fetch_one(&self.readers).await.map_err(failed)?;
        let upto: i64 = get(&row, "upto")?;
        unsigned("cursor", upto)
    }

    /// Numbers the events of the journal entries in `from..upto`, in this order, and moves on; or does neither.
    /// False if somebody else has moved on from there.
    pub async fn number_events(
        &self,
        from: u64,
        upto: u64,
        events: &[NewEvent],
    ) -> Result<bool, CareError> {
        let failed = |source| CareError::Outbox { what: "number events", source };
        let mut tx = self.writer.begin_write().await.map_err(failed)?;
        let row = query(CURSOR).fetch_one_in(&mut tx).await.map_err(failed)?;
        if unsigned("cursor", get(&row, "upto")?)? != from {
            return Ok(false);
        }
        for event in events {
            let count = query(COUNT_UP).bind(&event.subscription);
            count.execute_in(&mut tx).await.map_err(failed)?;
            let put = query(EVENT_PUT).bind(&event.subscription).bind(event.at);
            let put = put.bind(&event.focus).bind(event.body.as_deref());
            put.execute_in(&mut tx).await.map_err(failed)?;
        }
        let set = query(CURSOR_SET).bind(column("journal offset", upto)?);
        set.execute_in(&mut tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(true)
    }

    /// A subscription's events in `after+1..=until`, by number, at most `limit`.
    pub async fn events_numbered(
        &self,
        id: &str,
        after: u64,
        until: u64,
        limit: u32,
    ) -> Result<Vec<NumberedEvent>, CareError> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let asked = query(EVENTS).bind(id).bind(number(after)).bind(number(until));
        let rows = asked.bind(i64::from(limit)).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(event).collect()
    }

    /// Notes that the endpoint of a version has taken everything up to a number. What was taken long ago is
    /// forgotten.
    pub async fn subscription_taken(
        &self,
        id: &str,
        version: u32,
        status: &str,
        upto: u64,
    ) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "note what was taken", source };
        let upto = column("event number", upto)?;
        let mut tx = self.writer.begin_write().await.map_err(failed)?;
        let taken = query(TAKEN).bind(id).bind(i64::from(version)).bind(status).bind(upto);
        taken.execute_in(&mut tx).await.map_err(failed)?;
        let old = upto.saturating_sub(column("event number", TAKEN_KEPT)?);
        query(FORGET).bind(id).bind(old).execute_in(&mut tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Notes that the endpoint of a version took nothing, at `now_ms` by the wall.
    pub async fn subscription_failed(
        &self,
        id: &str,
        version: u32,
        status: &str,
        why: &str,
        now_ms: i64,
    ) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "note what was not taken", source };
        let tried = query(FAILED).bind(id).bind(i64::from(version)).bind(status);
        tried.bind(why).bind(now_ms).execute(&self.writer).await.map_err(failed)
    }
}

fn failed(source: sqlx::Error) -> CareError {
    CareError::Read { what: "the subscriptions of other systems", source }
}

fn row(row: &Row) -> Result<SubscriptionRow, CareError> {
    let id: String = get(row, "subscription")?;
    let number = |name| get::<i64>(row, name);
    let small = |name| -> Result<u32, CareError> {
        let damaged = |source| damaged(&id, source);
        number(name)?.try_into().map_err(|source| damaged(SavedError::Number(source)))
    };
    Ok(SubscriptionRow {
        version: small("version")?,
        status: get(row, "status")?,
        since: unsigned(&id, number("since")?)?,
        numbered: unsigned(&id, number("numbered")?)?,
        sent: unsigned(&id, number("sent")?)?,
        failures: small("failures")?,
        failing_since: get(row, "failing_since")?,
        failure: get(row, "failure")?,
        id,
    })
}

fn event(row: &Row) -> Result<NumberedEvent, CareError> {
    let focus: String = get(row, "focus")?;
    Ok(NumberedEvent {
        number: unsigned(&focus, get(row, "number")?)?,
        at: get(row, "at")?,
        body: get(row, "body")?,
        focus,
    })
}

fn unsigned(key: &str, number: i64) -> Result<u64, CareError> {
    number.try_into().map_err(|source| damaged(key, SavedError::Number(source)))
}

fn damaged(key: &str, source: SavedError) -> CareError {
    CareError::Damaged { table: "subscriptions", key: key.to_owned(), source }
}
