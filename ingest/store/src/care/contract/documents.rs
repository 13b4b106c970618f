//! Documents that another system sent.

use super::examples::{at, patient};
use crate::care::{Care, Change, DocumentRow};

fn row(id: &str, version: u32, offset: u64) -> DocumentRow {
    DocumentRow {
        kind: "Device".into(),
        id: id.into(),
        version,
        patient: None,
        key: Some(format!("urn:x|{id}")),
        at: at(offset as i64),
        happened_at: None,
        offset,
        index: None,
        by: "Home hub".into(),
        body: format!("{{\"n\":{version}}}"),
    }
}

pub(super) async fn each_version_of_a_document_is_kept(care: Care) {
    let (first, second, other) = (row("d-1", 1, 1), row("d-1", 2, 2), row("d-2", 1, 3));
    let note = DocumentRow {
        patient: Some(patient("ann")),
        happened_at: Some(9),
        key: None,
        ..row("n", 1, 3)
    };
    let found = DocumentRow { index: Some(4), ..note.clone() };
    let found = DocumentRow { id: "3-4".into(), ..found };
    let rows = [&first, &second, &other, &note, &found];
    for _ in 0..2 {
        care.commit(4, &rows.map(|row| Change::Documented(row.clone()))).await.expect("room");
    }
    let versions = care.document("Device", "d-1").await.expect("an answer");
    assert_eq!(versions, [second.clone(), first]);
    assert_eq!(care.document("Patient", "d-1").await.expect("an answer"), []);
    let of_key = care.document_by_key("Device", "urn:x|d-1").await.expect("an answer");
    assert_eq!(of_key, Some(second.clone()));
    assert_eq!(care.document_by_key("Device", "urn:y|1").await.expect("an answer"), None);
    let all = care.documents("Device", "", 9).await.expect("an answer");
    assert_eq!(all, [found, second.clone(), other.clone(), note.clone()]);
    assert_eq!(care.documents("Device", "d-1", 1).await.expect("an answer"), [other]);
    let of_ann = care.documents_of(&patient("ann"), "Device", 9).await.expect("an answer");
    assert_eq!(of_ann, [note], "what a reading was found in is with the readings");
}
