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
    /// Opens the store to read, whether a server runs or not; none if there is none.
    pub async fn open_to_read(&self, data: &Path) -> Result<Option<Care>, CareError> {
        let path = data.join("care.sqlite");
        match self {
            Self::Embedded if !path.exists() => Ok(None),
            Self::Embedded => Care::open_to_read(&path).await.map(Some),
            Self::Postgres(settings) => Care::open_postgres_to_read(settings).await.map(Some),
        }
    }

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
