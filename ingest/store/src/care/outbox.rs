//! The outbox: what people and programs outside have to be told, until they were told.
//!
//! A notice comes in with the outcome that it is about ([`super::Change::Noticed`]), is routed to channels
//! once, and each delivery stays until its channel has taken it. Nothing here knows how a channel sends.

mod rows;
mod sql;

use risk_engine::outcome::Severity;
use vitals::{AlertId, PatientId, ReadingId, StoredAt};

use super::Care;
use super::EventRow;
use super::db::query;
use super::error::CareError;
use super::read::event;
use super::write::column;
pub(super) use rows::put;

/// Something that has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same for the same outcome, however often it is told; never used for another.
    pub id: String,
    /// The fact behind the outcome. Notices of one alert are told in this order.
    pub cause: ReadingId,
    /// The outcome's place among those of its cause and person.
    pub place: u16,
    /// When the cause entered the journal.
    pub at: StoredAt,
    /// What happened, as a stable code such as `alert.raised`.
    pub kind: String,
    /// To which alert.
    pub alert: AlertId,
    /// Whose.
    pub patient: PatientId,
    /// What is wrong, as a stable code.
    pub problem: String,
    /// How grave it is.
    pub severity: Severity,
    /// The alert's version then.
    pub version: u32,
    /// How often it had been escalated.
    pub level: u8,
    /// Until when somebody has to act.
    pub due_at: Option<StoredAt>,
    /// For whom above all: whom it was escalated or assigned to.
    pub person: Option<String>,
}

/// A notice that a channel should send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What.
    pub notice: Notice,
    /// How often it was tried before.
    pub attempts: u32,
}

/// What came of trying to send a notice on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which notice.
    pub notice: String,
    /// Nothing if the channel has taken it, else why not, and when to try again (wall, ms).
    pub failure: Option<(String, i64)>,
}

/// How one channel's part of the outbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxFigures {
    /// The channel.
    pub channel: String,
    /// How many notices wait.
    pub waiting: u64,
    /// How many of them were tried in vain.
    pub failing: u64,
    /// Since when the oldest has waited (wall, ms).
    pub oldest_since: Option<i64>,
    /// What went wrong with the one that failed most often.
    pub failure: Option<String>,
}

/// No pause between two attempts is longer, ms: a next attempt beyond it comes of a clock that was set
/// back, and is due.
pub const PAUSE_MAX_MS: i64 = 60_000;

impl Care {
    /// Puts in something that has to be told and comes of no entry.
    pub async fn notice(&self, notice: &Notice) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "put in a notice", source };
        rows::put(notice)?.execute(&self.writer).await.map_err(failed)
    }

    /// Notices that no channel was chosen for yet, oldest first, at most `limit`.
    pub async fn unrouted(&self, limit: u32) -> Result<Vec<Notice>, CareError> {
        let failed = |source| CareError::Read { what: "the unrouted notices", source };
        let query = query(sql::UNROUTED).bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(rows::notice).collect()
    }

    /// Puts notices before the channels chosen for them, at `now_ms` by the wall. A notice without a
    /// channel is done.
    pub async fn route(
        &self,
        chosen: &[(Notice, Vec<&str>)],
        now_ms: i64,
    ) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "route notices", source };
        let mut tx = self.writer.begin_write().await.map_err(failed)?;
        for (notice, channels) in chosen {
            for channel in channels {
                rows::delivery(notice, channel, now_ms)?
                    .execute_in(&mut tx)
                    .await
                    .map_err(failed)?;
            }
            let routed = query(sql::ROUTED).bind(&notice.id);
            routed.execute_in(&mut tx).await.map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    /// What a channel should send now: of each alert the oldest that waits, if its time has come; the
    /// gravest first, at most `limit`.
    pub async fn due(
        &self,
        channel: &str,
        now_ms: i64,
        limit: u32,
    ) -> Result<Vec<Delivery>, CareError> {
        let failed = |source| CareError::Read { what: "what is due", source };
        let query = query(sql::DUE)
            .bind(channel)
            .bind(now_ms)
            .bind(now_ms.saturating_add(PAUSE_MAX_MS))
            .bind(i64::from(limit));
        let rows = query.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(rows::due).collect()
    }

    /// When a channel has something to try next (wall, ms); none if nothing waits.
    pub async fn next_due(&self, channel: &str) -> Result<Option<i64>, CareError> {
        let failed = |source| CareError::Read { what: "the next attempt", source };
        let query = query(sql::NEXT_DUE).bind(channel);
        query.fetch_one(&self.readers).await.map_err(failed)?.get(0).map_err(failed)
    }

    /// Notes what came of trying, at `now_ms` by the wall.
    pub async fn tried(
        &self,
        channel: &str,
        attempts: &[Attempt],
        now_ms: i64,
    ) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "note what was sent", source };
        let mut tx = self.writer.begin_write().await.map_err(failed)?;
        for Attempt { notice, failure } in attempts {
            let query = match failure {
                None => query(sql::SENT).bind(notice).bind(channel).bind(now_ms),
                Some((why, next_at)) => {
                    query(sql::FAILED).bind(notice).bind(channel).bind(next_at).bind(why)
                }
            };
            query.execute_in(&mut tx).await.map_err(failed)?;
        }
        tx.commit().await.map_err(failed)
    }

    /// Makes everything due that waits for a channel: it works again.
    pub async fn hurry(&self, channel: &str, now_ms: i64) -> Result<(), CareError> {
        let failed = |source| CareError::Outbox { what: "hurry a channel", source };
        let query = query(sql::HURRY).bind(channel).bind(now_ms);
        query.execute(&self.writer).await.map_err(failed)
    }

    /// The outcome that a notice is about, as it was stored.
    pub async fn event_of(&self, notice: &Notice) -> Result<Option<EventRow>, CareError> {
        let failed = |source| CareError::Read { what: "a notice's outcome", source };
        let query = query(sql::EVENT)
            .bind(column("journal offset", notice.cause.offset)?)
            .bind(i64::from(notice.cause.index))
            .bind(notice.patient.as_str())
            .bind(i64::from(notice.place));
        let row = query.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(event).transpose()
    }

    /// Gives up what waits for channels that are not among these any more, and says how many of each.
    pub async fn keep_channels(&self, channels: &[&str]) -> Result<Vec<(String, u64)>, CareError> {
        let failed = |source| CareError::Outbox { what: "close channels", source };
        let gone: Vec<(String, u64)> = self
            .outbox()
            .await?
            .into_iter()
            .filter(|figures| !channels.contains(&figures.channel.as_str()))
            .map(|figures| (figures.channel, figures.waiting))
            .collect();
        for (channel, _) in &gone {
            let query = query(sql::GIVE_UP).bind(channel);
            query.execute(&self.writer).await.map_err(failed)?;
        }
        Ok(gone)
    }

    /// How each channel stands for which something waits, by name.
    pub async fn outbox(&self) -> Result<Vec<OutboxFigures>, CareError> {
        let failed = |source| CareError::Read { what: "the outbox's figures", source };
        let rows = query(sql::FIGURES).fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(rows::figures).collect()
    }
}
