//! Where the two stores are: in the data folder, or in a database that somebody runs.

use std::path::Path;

use store::care::{Care, CareError, PostgresSettings};
use store::readings::{
    EmbeddedOptions, EmbeddedReadings, QuestDbReadings, QuestDbSettings, Readings, ReadingsError,
};

/// Where the stores are.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The readings store.
    pub readings: ReadingsPlace,
    /// The care store.
    pub care: CarePlace,
}

/// Where the care store is.
#[derive(Debug, Clone, Default)]
pub enum CarePlace {
    /// In the data folder.
    #[default]
    Embedded,
    /// In a PostgreSQL. While it is down pages stand still, and the journal goes on.
    Postgres(PostgresSettings),
}

impl CarePlace {
    pub(crate) async fn open(&self, data: &Path) -> Result<Care, CareError> {
        match self {
            Self::Embedded => Care::open(&data.join("care.sqlite")).await,
            Self::Postgres(settings) => Care::open_postgres(settings).await,
        }
    }
}

/// Where the readings store is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReadingsPlace {
    /// In the data folder.
    #[default]
    Embedded,
    /// In a QuestDB. It may be down: nothing but charts waits for it.
    QuestDb(QuestDbSettings),
}

impl ReadingsPlace {
    pub(crate) fn open(&self, data: &Path) -> Result<Box<dyn Readings>, ReadingsError> {
        Ok(match self {
            Self::Embedded => {
                let options = EmbeddedOptions::default();
                Box::new(EmbeddedReadings::open(&data.join("readings"), options)?)
            }
            Self::QuestDb(settings) => Box::new(QuestDbReadings::new(settings.clone())),
        })
    }
}
