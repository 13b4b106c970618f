//! Where the two stores are: in the data folder, or in a database that somebody runs.

use std::path::Path;

use store::readings::{
    EmbeddedOptions, EmbeddedReadings, QuestDbReadings, QuestDbSettings, Readings, ReadingsError,
};

/// Where the stores are.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The readings store.
    pub readings: ReadingsPlace,
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
