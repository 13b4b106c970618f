//! Another system's documents, as bytes.

use wire::FrameError;
use wire::bytes::{Reader, put_u16, put_u32};

use super::delivery::{put_delivery, take_delivery};
use super::field::{
    parse, put_bytes, put_list, put_text, put_time, take_bytes, take_list, take_text, take_time,
};
use crate::entry::{DocumentId, ForeignDocument, Upload};

const NAMED: u8 = 1;
const OF_READING: u8 = 2;

pub(super) fn put_upload(out: &mut Vec<u8>, upload: &Upload) {
    put_text(out, &upload.by);
    put_delivery(out, &upload.delivery);
    put_list(out, upload.documents.iter(), put_document);
}

pub(super) fn take_upload(reader: &mut Reader<'_>) -> Result<Upload, FrameError> {
    Ok(Upload {
        by: take_text(reader, "sender")?,
        delivery: take_delivery(reader)?,
        documents: take_list(reader, "number of documents", take_document)?,
    })
}

fn put_document(out: &mut Vec<u8>, document: &ForeignDocument) {
    put_text(out, &document.kind);
    match &document.id {
        DocumentId::Named(name) => {
            out.push(NAMED);
            put_text(out, name);
        }
        DocumentId::Of(index) => {
            out.push(OF_READING);
            put_u16(out, *index);
        }
    }
    put_u32(out, document.version);
    put_text(out, document.patient.as_ref().map_or("", |patient| patient.as_str()));
    put_text(out, document.key.as_deref().unwrap_or_default());
    put_time(out, document.at_ms);
    put_bytes(out, document.body.as_bytes());
}

fn take_document(reader: &mut Reader<'_>) -> Result<ForeignDocument, FrameError> {
    let kind = take_text(reader, "kind")?;
    let id = match reader.u8("sort of id")? {
        NAMED => DocumentId::Named(take_text(reader, "id")?),
        OF_READING => DocumentId::Of(reader.u16("reading's place")?),
        _ => return Err(reader.malformed_before(1, "sort of id")),
    };
    let version = reader.u32("version")?;
    let patient = take_text(reader, "patient")?;
    let patient = if patient.is_empty() { None } else { Some(parse(reader, &patient, "patient")?) };
    let key = Some(take_text(reader, "key")?).filter(|key| !key.is_empty());
    let at_ms = take_time(reader, "time")?;
    let bytes = take_bytes(reader, "document")?;
    let body = String::from_utf8(bytes.to_vec());
    let body = body.map_err(|_| reader.malformed_before(bytes.len(), "document"))?;
    Ok(ForeignDocument { kind, id, version, patient, key, at_ms, body })
}
