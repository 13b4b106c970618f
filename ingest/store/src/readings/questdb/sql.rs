//! Statements to QuestDB's `/exec`, and what it answers.

use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tracing::warn;
use ureq::Agent;

use super::super::error::ReadingsError;
use super::server;
use super::settings::QuestDbSettings;

/// Where statements go.
#[derive(Debug)]
pub(super) struct Sql {
    agent: Agent,
    address: String,
    settings: QuestDbSettings,
}

/// What QuestDB says of a statement.
#[derive(Deserialize)]
struct Answer<Row> {
    error: Option<String>,
    #[serde(default = "Vec::new")]
    dataset: Vec<Row>,
}

/// QuestDB refuses a statement.
#[derive(Debug, thiserror::Error)]
#[error("QuestDB answers {status}: {error}")]
struct Refused {
    status: u16,
    error: String,
}

/// QuestDB takes rows and doesn't show them.
#[derive(Debug, thiserror::Error)]
#[error("QuestDB has not applied them in {} s", APPLY_WAIT.as_secs())]
struct Slow;

const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// A longer answer is an error: some four million rows.
const ANSWER_BYTES_MAX: u64 = 1 << 30;
/// What was taken is applied within this.
const APPLY_WAIT: Duration = Duration::from_secs(120);
const APPLY_PAUSE_MIN: Duration = Duration::from_micros(500);
const APPLY_PAUSE_MAX: Duration = Duration::from_millis(20);

impl Sql {
    /// Statements are given up after `wait`.
    pub(super) fn new(settings: &QuestDbSettings, wait: Duration) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_WAIT))
            .timeout_global(Some(wait))
            .build()
            .into();
        let address = format!("http://{}/exec", settings.address);
        Self { agent, address, settings: settings.clone() }
    }

    /// Does a statement that gives no rows.
    pub(super) fn run(&self, what: &'static str, statement: &str) -> Result<(), ReadingsError> {
        self.rows::<serde::de::IgnoredAny>(what, statement).map(|_| ())
    }

    /// The rows that a statement gives.
    pub(super) fn rows<Row: DeserializeOwned>(
        &self,
        what: &'static str,
        statement: &str,
    ) -> Result<Vec<Row>, ReadingsError> {
        let mut request = self.agent.get(&self.address).query("query", statement);
        if let Some(authorization) = &self.settings.authorization {
            request = request.header("Authorization", authorization.reveal());
        }
        let mut response = request.call().map_err(|source| server(what, source))?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let body = body.map_err(|source| server(what, source))?;
        let answer: Answer<Row> = match serde_json::from_slice(&body) {
            Ok(answer) => answer,
            // A proxy's page, or no answer to a statement at all.
            Err(_) if status != 200 => Answer { error: Some(String::new()), dataset: Vec::new() },
            // An empty body is what a statement without rows may get.
            Err(_) if body.is_empty() => Answer { error: None, dataset: Vec::new() },
            Err(source) => return Err(server(what, source)),
        };
        match answer.error {
            Some(error) => Err(server(what, Refused { status, error })),
            None => Ok(answer.dataset),
        }
    }

    /// The one number that a statement gives.
    pub(super) fn number(&self, statement: &str) -> Result<i64, ReadingsError> {
        const WHAT: &str = "ask QuestDB for a number";
        let rows: Vec<(i64,)> = self.rows(WHAT, statement)?;
        let number = rows.first().map(|(number,)| *number);
        number.ok_or_else(|| server(WHAT, "it gave none"))
    }

    /// How many rows a table has.
    pub(super) fn count(&self, table: &str) -> Result<u64, ReadingsError> {
        self.number(&format!("SELECT count() FROM '{table}'")).map(i64::unsigned_abs)
    }

    /// Waits until everything that a table has taken can be asked for.
    pub(super) fn applied(&self, table: &str) -> Result<(), ReadingsError> {
        let began = Instant::now();
        let mut pause = APPLY_PAUSE_MIN;
        let (mut state, mut goal) = (self.wal(table)?, None);
        loop {
            let (suspended, written, taken) = state;
            if suspended {
                return Err(ReadingsError::Suspended { table: table.into() });
            }
            // What others add meanwhile isn't waited for.
            if written >= *goal.get_or_insert(taken) {
                return Ok(());
            }
            if began.elapsed() > APPLY_WAIT {
                return Err(server("see the rows that were sent", Slow));
            }
            thread::sleep(pause);
            pause = (pause * 2).min(APPLY_PAUSE_MAX);
            state = self.wal(table)?;
        }
    }

    /// Lets a table go on that was suspended, once the cause is gone.
    pub(super) fn revive(&self, table: &str) -> Result<(), ReadingsError> {
        if !self.wal(table)?.0 {
            return Ok(());
        }
        warn!(table, "a table of QuestDB was suspended; it is told to go on");
        self.run("resume a suspended table", &format!("ALTER TABLE '{table}' RESUME WAL"))
    }

    /// Whether a table is suspended, what it has applied, and what it has taken.
    fn wal(&self, table: &str) -> Result<(bool, i64, i64), ReadingsError> {
        const WHAT: &str = "ask QuestDB how far a table is";
        let query = format!(
            "SELECT suspended, writerTxn, sequencerTxn FROM wal_tables() WHERE name = '{table}'"
        );
        let rows: Vec<(bool, i64, i64)> = self.rows(WHAT, &query)?;
        rows.first().copied().ok_or_else(|| server(WHAT, "it has no such table with a log"))
    }
}
