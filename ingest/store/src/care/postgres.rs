//! The care store in PostgreSQL: opening it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Row};
use tracing::{debug, info};

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
        let writer = writer().connect_with(options.clone()).await;
        let writer = match writer {
            Ok(writer) => writer,
            Err(source) if is_taken(&options).await => {
                debug!(%source, "the database's lock is somebody else's");
                return Err(CareError::Taken);
            }
            Err(source) => return Err(failed(source)),
        };
        let tables = steps_in(in_postgres).run(&writer).await;
        tables.map_err(|source| CareError::MigrateServer { source })?;
        let readers = pool(READERS).connect_with(options).await.map_err(failed)?;
        info!(?settings, "care store opened");
        Ok(Self { writer: Pool::Postgres(writer), readers: Pool::Postgres(readers) })
    }

    /// Opens the store in a database to read: a server may be writing it. Its tables stay as they are.
    pub async fn open_postgres_to_read(settings: &PostgresSettings) -> Result<Self, CareError> {
        let options = (*settings.0).clone().options([("default_transaction_read_only", "on")]);
        let readers = pool(1).connect_with(options).await;
        let readers = Pool::Postgres(readers.map_err(|source| CareError::Connect { source })?);
        Ok(Self { writer: readers.clone(), readers })
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

/// The one writing connection. It holds the database's lock, which goes with it however it ends: a second
/// server gets none, and a server that was killed leaves nothing behind.
fn writer() -> PgPoolOptions {
    // A connection that is renewed now and then would let go of the lock for a moment.
    pool(1).max_lifetime(None).idle_timeout(None).after_connect(|connection, _| {
        Box::pin(async move {
            let query = sqlx::query("SELECT pg_try_advisory_lock($1)").bind(LOCK);
            let is_ours: bool = query.fetch_one(connection).await?.try_get(0)?;
            let taken = || sqlx::Error::Configuration("another server holds its lock".into());
            if is_ours { Ok(()) } else { Err(taken()) }
        })
    })
}

/// Whether somebody holds the database's lock.
async fn is_taken(options: &PgConnectOptions) -> bool {
    let Ok(mut connection) = options.connect().await else { return false };
    let query = sqlx::query(
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE l.locktype = 'advisory' AND d.datname = current_database()
             AND (l.classid::bigint << 32) | l.objid::bigint = $1",
    );
    let row = query.bind(LOCK).fetch_one(&mut connection).await;
    row.and_then(|row| row.try_get::<i64, _>(0)).is_ok_and(|count| count > 0)
}

/// "hearthwa", as a number.
const LOCK: i64 = i64::from_be_bytes(*b"hearthwa");

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_WAIT)
}
