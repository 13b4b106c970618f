//! The care store in PostgreSQL: opening it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tracing::info;

use super::Care;
use super::db::Pool;
use super::error::CareError;
use super::store::steps_in;

/// Connections for questions.
const READERS: u32 = 4;
/// How long a question or a commit waits for a connection. The projection tries again by itself.
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// Which PostgreSQL, as `postgres://user:password@host:port/database`.
#[derive(Clone)]
pub struct PostgresSettings(Box<PgConnectOptions>);

/// Prints no password.
impl fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.0.get_database().unwrap_or_default();
        write!(f, "PostgresSettings({}:{}/{database})", self.0.get_host(), self.0.get_port())
    }
}

impl FromStr for PostgresSettings {
    type Err = CareError;

    fn from_str(written: &str) -> Result<Self, CareError> {
        let options = PgConnectOptions::from_str(written);
        let options = options.map_err(|source| CareError::Address { source })?;
        let options = options.application_name("hearthwatch").disable_statement_logging();
        Ok(Self(Box::new(options)))
    }
}

impl Care {
    /// Opens the store in a database that is there, and brings its tables up to date.
    pub async fn open_postgres(settings: &PostgresSettings) -> Result<Self, CareError> {
        let failed = |source| CareError::Connect { source };
        // What was committed must be on the server's disk, whatever its administrator has set.
        let options = (*settings.0).clone().options([("synchronous_commit", "on")]);
        let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
        let tables = steps_in(in_postgres).run(&writer).await;
        tables.map_err(|source| CareError::MigrateServer { source })?;
        let readers = pool(READERS).connect_with(options).await.map_err(failed)?;
        info!(?settings, "care store opened");
        Ok(Self { writer: Pool::Postgres(writer), readers: Pool::Postgres(readers) })
    }
}

/// A step of the tables in PostgreSQL's words. Texts are ordered by their bytes, as in SQLite and in the
/// engine: the order of outcomes must not depend on a server's language.
fn in_postgres(sql: &str) -> String {
    let word = |line: &str| line.replace(" TEXT", " TEXT COLLATE \"C\"").replace(" BLOB", " BYTEA");
    // Comments name the types, too.
    let lines =
        sql.lines().map(|line| if line.starts_with("--") { line.into() } else { word(line) });
    lines.collect::<Vec<String>>().join("\n")
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_WAIT)
}
