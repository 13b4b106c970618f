//! Documents that another system sent, each version as it wrote it.

use std::fmt;

use vitals::{PatientId, StoredAt};

use super::Care;
use super::db::{Row, Tx, query};
use super::error::{CareError, SavedError};
use super::read::get;
use super::write::column;

/// One version of a document.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Which kind, in the words of the interface that it came through.
    pub kind: String,
    /// Which of its kind.
    pub id: String,
    /// Counts what was sent of it, from 1.
    pub version: u32,
    /// Whom it is about.
    pub patient: Option<PatientId>,
    /// What its sender knows it by.
    pub key: Option<String>,
    /// When it entered the journal.
    pub at: StoredAt,
    /// When what it tells of happened, ms since 1970.
    pub happened_at: Option<i64>,
    /// Where it stands in the journal.
    pub offset: u64,
    /// The reading that was found in it: its place in that entry.
    pub index: Option<u16>,
    /// Who sent it.
    pub by: String,
    /// The document.
    pub body: String,
}

/// Prints no document: it tells what ails somebody.
impl fmt::Debug for DocumentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, version, .. } = self;
        f.debug_struct("DocumentRow")
            .field("kind", kind)
            .field("id", id)
            .field("version", version)
            .finish_non_exhaustive()
    }
}

const PUT: &str = "
    INSERT INTO documents
        (kind, id, version, patient, key, at, happened_at, entry_offset, entry_index, by_whom, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (kind, id, version) DO NOTHING";

const VERSIONS: &str = "
    SELECT kind, id, version, patient, key, at, happened_at, entry_offset, entry_index, by_whom, body
    FROM documents WHERE kind = $1 AND id = $2 ORDER BY version DESC";

/// The newest version of what the first document with this key is.
const BY_KEY: &str = "
    SELECT kind, id, version, patient, key, at, happened_at, entry_offset, entry_index, by_whom, body
    FROM documents WHERE kind = $1 AND id = (
        SELECT id FROM documents WHERE kind = $1 AND key = $2 ORDER BY at, id LIMIT 1)
    ORDER BY version DESC LIMIT 1";

const OF_PATIENT: &str = "
    SELECT kind, id, version, patient, key, at, happened_at, entry_offset, entry_index, by_whom, body
    FROM documents d WHERE patient = $1 AND kind = $2 AND entry_index IS NULL
        AND version = (SELECT MAX(version) FROM documents n WHERE n.kind = d.kind AND n.id = d.id)
    ORDER BY happened_at DESC, id LIMIT $3";

const OF_KIND: &str = "
    SELECT kind, id, version, patient, key, at, happened_at, entry_offset, entry_index, by_whom, body
    FROM documents d WHERE kind = $1 AND id > $2
        AND version = (SELECT MAX(version) FROM documents n WHERE n.kind = d.kind AND n.id = d.id)
    ORDER BY id LIMIT $3";

impl Care {
    /// Every version of a document, newest first.
    pub async fn document(&self, kind: &str, id: &str) -> Result<Vec<DocumentRow>, CareError> {
        let asked = query(VERSIONS).bind(kind).bind(id);
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(document).collect()
    }

    /// The newest version of the document that its sender knows by this.
    pub async fn document_by_key(
        &self,
        kind: &str,
        key: &str,
    ) -> Result<Option<DocumentRow>, CareError> {
        let asked = query(BY_KEY).bind(kind).bind(key);
        let row = asked.fetch_optional(&self.readers).await.map_err(failed)?;
        row.as_ref().map(document).transpose()
    }

    /// The documents about a person in which no reading was found, as they are now, newest first.
    pub async fn documents_of(
        &self,
        patient: &PatientId,
        kind: &str,
        limit: u32,
    ) -> Result<Vec<DocumentRow>, CareError> {
        let asked = query(OF_PATIENT).bind(patient.as_str()).bind(kind).bind(i64::from(limit));
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(document).collect()
    }

    /// All documents of a kind as they are now, by id, after one id.
    pub async fn documents(
        &self,
        kind: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<DocumentRow>, CareError> {
        let asked = query(OF_KIND).bind(kind).bind(after).bind(i64::from(limit));
        let rows = asked.fetch_all(&self.readers).await.map_err(failed)?;
        rows.iter().map(document).collect()
    }
}

fn failed(source: sqlx::Error) -> CareError {
    CareError::Read { what: "the documents of other systems", source }
}

pub(super) async fn put(tx: &mut Tx, upto: u64, row: &DocumentRow) -> Result<(), CareError> {
    let put = query(PUT)
        .bind(&row.kind)
        .bind(&row.id)
        .bind(i64::from(row.version))
        .bind(row.patient.as_ref().map(|patient| patient.as_str()))
        .bind(row.key.as_deref())
        .bind(row.at.unix_ms())
        .bind(row.happened_at)
        .bind(column("journal offset", row.offset)?)
        .bind(row.index.map(i64::from))
        .bind(&row.by)
        .bind(&row.body);
    put.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

fn document(row: &Row) -> Result<DocumentRow, CareError> {
    let (kind, id): (String, String) = (get(row, "kind")?, get(row, "id")?);
    let (version, at): (i64, i64) = (get(row, "version")?, get(row, "at")?);
    let patient: Option<String> = get(row, "patient")?;
    let (offset, index): (i64, Option<i64>) = (get(row, "entry_offset")?, get(row, "entry_index")?);
    let (key, happened_at) = (get(row, "key")?, get(row, "happened_at")?);
    let (by, body) = (get(row, "by_whom")?, get(row, "body")?);
    let made = || -> Result<DocumentRow, SavedError> {
        Ok(DocumentRow {
            version: version.try_into()?,
            patient: patient.map(|patient| patient.parse()).transpose()?,
            offset: offset.try_into()?,
            index: index.map(u16::try_from).transpose()?,
            at: StoredAt::from_unix_ms(at),
            kind: kind.clone(),
            id: id.clone(),
            key,
            happened_at,
            by,
            body,
        })
    };
    made().map_err(|source| CareError::Damaged {
        table: "documents",
        key: format!("{kind}/{id}"),
        source,
    })
}
