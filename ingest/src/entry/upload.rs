//! Documents that another system sends: as it wrote them, beside the readings that were found in them.

use vitals::PatientId;

use super::Delivery;

/// What came in at once: all of it is there, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Who sent it.
    pub by: String,
    /// The readings that count, or that are kept apart.
    pub delivery: Delivery,
    /// The documents.
    pub documents: Vec<ForeignDocument>,
}

/// One document as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignDocument {
    /// Which kind, in the words of the interface that it came through.
    pub kind: String,
    /// Which of its kind.
    pub id: DocumentId,
    /// Counts what was sent of it, from 1.
    pub version: u32,
    /// Whom it is about.
    pub patient: Option<PatientId>,
    /// What its sender knows it by: the same name is never taken twice.
    pub key: Option<String>,
    /// When what it tells of happened, ms since 1970.
    pub at_ms: Option<i64>,
    /// The document.
    pub body: String,
}

/// Which document of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentId {
    /// The one with this name.
    Named(String),
    /// The one that a reading was found in: it has the reading's id. This is the reading's place in
    /// the delivery.
    Of(u16),
}

impl DocumentId {
    /// The name of the document of an entry.
    pub fn name(&self, offset: u64) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::Of(index) => format!("{offset}-{index}"),
        }
    }

    /// The place of the reading that was found in it.
    pub fn index(&self) -> Option<u16> {
        match self {
            Self::Named(_) => None,
            Self::Of(index) => Some(*index),
        }
    }
}
