//! One statement, on SQLite or PostgreSQL: what either of sqlx's drivers needs, behind one form.
//!
//! `sqlx::Any` would lose the types of columns.

use std::borrow::Cow;

use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Postgres, Row as _, Sqlite, Transaction};

/// Connections to a database.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction. Dropping it takes back what was done in it.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A row of an answer.
#[derive(Debug)]
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What stands for one `$n` of a statement.
#[derive(Debug)]
pub(super) enum Value<'q> {
    Number(Option<i64>),
    Text(Option<Cow<'q, str>>),
    Truth(Option<bool>),
    Bytes(&'q [u8]),
}

/// A statement and what is bound to it.
#[derive(Debug)]
pub(super) struct Query<'q> {
    sql: &'static str,
    values: Vec<Value<'q>>,
}

/// A statement, to be bound.
pub(super) fn query<'q>(sql: &'static str) -> Query<'q> {
    Query { sql, values: Vec::new() }
}

/// The statement as one driver has it: which one, the caller's use of it says.
macro_rules! driven {
    ($query:expr, $text:expr) => {{
        let mut driven = sqlx::query($query.sql);
        for value in $query.values {
            driven = match value {
                Value::Number(number) => driven.bind(number),
                Value::Text(text) => driven.bind(text.map($text)),
                Value::Truth(truth) => driven.bind(truth),
                Value::Bytes(bytes) => driven.bind(bytes),
            };
        }
        driven
    }};
}

/// The same for each driver: what it gives is mapped with the second and third.
macro_rules! on_pool {
    ($query:expr, $pool:expr, $fetch:ident, $sqlite:expr, $postgres:expr) => {
        match $pool {
            Pool::Sqlite(pool) => driven!($query, plain).$fetch(pool).await.map($sqlite),
            Pool::Postgres(pool) => driven!($query, storable).$fetch(pool).await.map($postgres),
        }
    };
}
macro_rules! on_tx {
    ($query:expr, $tx:expr, $fetch:ident, $sqlite:expr, $postgres:expr) => {
        match $tx {
            Tx::Sqlite(tx) => driven!($query, plain).$fetch(&mut **tx).await.map($sqlite),
            Tx::Postgres(tx) => driven!($query, storable).$fetch(&mut **tx).await.map($postgres),
        }
    };
}

impl<'q> Query<'q> {
    /// Binds the next `$n`.
    pub(super) fn bind(mut self, value: impl Into<Value<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(super) async fn fetch_all(self, pool: &Pool) -> Result<Vec<Row>, sqlx::Error> {
        let sqlite = |rows: Vec<_>| rows.into_iter().map(Row::Sqlite).collect();
        let postgres = |rows: Vec<_>| rows.into_iter().map(Row::Postgres).collect();
        on_pool!(self, pool, fetch_all, sqlite, postgres)
    }

    pub(super) async fn fetch_optional(self, pool: &Pool) -> Result<Option<Row>, sqlx::Error> {
        let sqlite = |row: Option<_>| row.map(Row::Sqlite);
        on_pool!(self, pool, fetch_optional, sqlite, |row| row.map(Row::Postgres))
    }

    pub(super) async fn fetch_one(self, pool: &Pool) -> Result<Row, sqlx::Error> {
        on_pool!(self, pool, fetch_one, Row::Sqlite, Row::Postgres)
    }

    /// Does it by itself, in a transaction of its own.
    pub(super) async fn execute(self, pool: &Pool) -> Result<(), sqlx::Error> {
        on_pool!(self, pool, execute, |_| (), |_| ())
    }

    pub(super) async fn execute_in(self, tx: &mut Tx) -> Result<(), sqlx::Error> {
        on_tx!(self, tx, execute, |_| (), |_| ())
    }

    pub(super) async fn fetch_one_in(self, tx: &mut Tx) -> Result<Row, sqlx::Error> {
        on_tx!(self, tx, fetch_one, Row::Sqlite, Row::Postgres)
    }

    pub(super) async fn fetch_all_in(self, tx: &mut Tx) -> Result<Vec<Row>, sqlx::Error> {
        let sqlite = |rows: Vec<_>| rows.into_iter().map(Row::Sqlite).collect();
        let postgres = |rows: Vec<_>| rows.into_iter().map(Row::Postgres).collect();
        on_tx!(self, tx, fetch_all, sqlite, postgres)
    }
}

impl Pool {
    /// A transaction that will write.
    pub(super) async fn begin_write(&self) -> Result<Tx, sqlx::Error> {
        match self {
            // SQLite would otherwise find out too late that somebody else writes.
            Self::Sqlite(pool) => pool.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite),
            Self::Postgres(pool) => pool.begin().await.map(Tx::Postgres),
        }
    }

    /// A transaction whose questions are all answered as of one moment.
    pub(super) async fn begin_read(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => pool.begin().await.map(Tx::Sqlite),
            Self::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await.map(Tx::Postgres)
            }
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

impl Row {
    /// A column by its name, or its place in the answer.
    pub(super) fn get<'r, T, I>(&'r self, column: I) -> Result<T, sqlx::Error>
    where
        T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
        T: sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
        I: sqlx::ColumnIndex<SqliteRow> + sqlx::ColumnIndex<PgRow>,
    {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
    }
}

fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    text
}

/// PostgreSQL's texts can't hold U+0000. What somebody typed must not stop the projection.
fn storable(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}").into() } else { text }
}

/// How values of our types become what is bound.
macro_rules! values {
    ($($type:ty => |$value:ident| $made:expr),+ $(,)?) => {
        $(impl<'q> From<$type> for Value<'q> {
            fn from($value: $type) -> Self {
                $made
            }
        })+
    };
}

values! {
    i64 => |value| Self::Number(Some(value)),
    &'q i64 => |value| Self::Number(Some(*value)),
    Option<i64> => |value| Self::Number(value),
    bool => |value| Self::Truth(Some(value)),
    Option<bool> => |value| Self::Truth(value),
    &'q str => |value| Self::Text(Some(value.into())),
    &'q String => |value| Self::Text(Some(value.as_str().into())),
    String => |value| Self::Text(Some(value.into())),
    Option<&'q str> => |value| Self::Text(value.map(Into::into)),
    &'q Vec<u8> => |value| Self::Bytes(value),
}
