//! The bytes of a journal entry, version 1. Little-endian; a text is a u16 length and UTF-8.
//!
//! `version u8, tag u8, stored_at i64, body`. README lays the bodies out.

mod command;
mod contact;
mod deed;
mod delivery;
mod field;
mod gateway;
mod mend;
mod plan;
mod upload;

use std::sync::Arc;

use risk_engine::fact::Action;
use risk_engine::rota::Rota;
use risk_engine::rules::{RuleSet, RuleSetErrors};
use vitals::{StoredAt, TakenAt, UserSlot};
use wire::bytes::{Reader, put_i64};
use wire::{FrameError, WireReading};

use self::command::{
    put_acknowledgement, put_act, put_answers, put_withdrawal, take_acknowledgement, take_act,
    take_answers, take_withdrawal,
};
use self::contact::{put_contact, put_contact_withdrawal, take_contact, take_contact_withdrawal};
use self::deed::{
    DOSED_BEFORE, JOINED, LOCATED, REMINDED, STAYED, WROTE, put_by, put_deed, take_by, take_deed,
};
use self::delivery::{put_delivery, put_quarantined, take_delivery, take_quarantined};
use self::field::{
    parse, put_bytes, put_reading_id, put_text, take_bool, take_bytes, take_id, take_reading_id,
    take_text,
};
use self::gateway::{put_gateway, take_gateway};
use self::mend::{
    put_correction, put_replayed, put_wearing, take_correction, take_replayed, take_wearing,
};
use self::plan::{put_enrolment, put_plan, put_revision, take_enrolment, take_plan, take_revision};
use self::upload::{put_upload, take_upload};
use super::{Assignment, Attribution, Claim, Contact, Entry, Revision, Stamped, Trust};

const VERSION: u8 = 1;

/// Bytes that are not a journal entry of ours. The journal's checksum was right, so this is a fault
/// of the program that wrote them, or a newer one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// A version that this program doesn't know.
    #[error(
        "journal entry has version {0}, and this program reads version {VERSION}: use a newer one"
    )]
    FromTheFuture(u8),
    /// A field is cut short or means nothing.
    #[error("could not read a journal entry")]
    Malformed(#[from] FrameError),
    /// A rule set that was activated, and that this program doesn't accept any more: without it
    /// nobody knows what was decided since.
    #[error(
        "the rule set that was activated here can't be read by this program: use the version that \
         activated it"
    )]
    Rules(#[source] RuleSetErrors),
    /// A rota that was set, and that this program doesn't accept any more.
    #[error(
        "the rota that was set here can't be read by this program: use the version that set it: {0}"
    )]
    Rota(String),
}

const ENROLLED: u8 = 1;
const REGISTERED: u8 = 2;
const ASSIGNED: u8 = 3;
const DELIVERED: u8 = 4;
const REFUSED: u8 = 5;
const ACKNOWLEDGE: u8 = 6;
const TICK: u8 = 7;
const ENROLLED_WITH_PLAN: u8 = 8;
const PLANNED: u8 = 9;
const ANSWERED: u8 = 10;
const ACTED: u8 = 11;
const WITHDRAWN: u8 = 12;
const RESUMED: u8 = 13;
const RULES_ACTIVATED: u8 = 14;
const ROTA_SET: u8 = 15;
const CLAIMED: u8 = 16;
const ASSIGNED_SHARED: u8 = 17;
const DISCLAIMED: u8 = 18;
const ATTRIBUTED: u8 = 19;
const GATEWAY: u8 = 20;
const CONTACTED: u8 = 21;
const CONTACT_WITHDRAWN: u8 = 22;
const WORN: u8 = 23;
const CLOCK_CORRECTED: u8 = 24;
const REPLAYED: u8 = 25;
// 26 to 32, 34 and 35 are deeds: `deed.rs` has them.
const ANSWERED_BY: u8 = 33;
const INTERPRETED: u8 = 36;
const UPLOADED: u8 = 40;
const PLANNED_ANEW: u8 = 45;

/// The user index that stands for all users.
const NO_SLOT: u8 = 0xFF;

impl Stamped {
    /// The bytes for the journal.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(160);
        self.encode_onto(&mut out);
        out
    }

    /// Appends what [`Self::encode`] gives.
    pub fn encode_onto(&self, out: &mut Vec<u8>) {
        out.extend([VERSION, tag(&self.entry)]);
        put_i64(out, self.stored_at.unix_ms());
        put_entry(out, &self.entry);
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut reader = Reader::new(bytes, 0);
        let version = reader.u8("version")?;
        if version != VERSION {
            return Err(EntryError::FromTheFuture(version));
        }
        let tag = reader.u8("tag")?;
        let stored_at = StoredAt::from_unix_ms(reader.i64("time stored")?);
        let entry = take_entry(&mut reader, tag)?;
        reader.end()?;
        Ok(Self { stored_at, entry })
    }
}

fn tag(entry: &Entry) -> u8 {
    match entry {
        Entry::Enrolled(enrolment) if enrolment.has_base_plan() => ENROLLED,
        Entry::Enrolled(_) => ENROLLED_WITH_PLAN,
        Entry::Registered { .. } => REGISTERED,
        Entry::Assigned(assignment) if assignment.shared => ASSIGNED_SHARED,
        Entry::Assigned(_) => ASSIGNED,
        Entry::Delivered(_) => DELIVERED,
        Entry::Refused { .. } => REFUSED,
        Entry::Tick => TICK,
        Entry::Planned { revision: None, .. } => PLANNED,
        Entry::Planned { revision: Some(_), .. } => PLANNED_ANEW,
        Entry::Answered { by: None, .. } => ANSWERED,
        Entry::Answered { by: Some(_), .. } => ANSWERED_BY,
        Entry::Acted { act, .. } if matches!(act.action, Action::Acknowledge(_)) => ACKNOWLEDGE,
        Entry::Acted { .. } => ACTED,
        Entry::Withdrawn { .. } => WITHDRAWN,
        Entry::Resumed { .. } => RESUMED,
        Entry::RulesActivated { .. } => RULES_ACTIVATED,
        Entry::RotaSet { .. } => ROTA_SET,
        Entry::Claimed(_) => CLAIMED,
        Entry::Disclaimed { .. } => DISCLAIMED,
        Entry::Attributed(_) => ATTRIBUTED,
        Entry::Gateway(_) => GATEWAY,
        Entry::Contacted { contact, .. } if contact.interpretation => INTERPRETED,
        Entry::Contacted { .. } => CONTACTED,
        Entry::ContactWithdrawn(_) => CONTACT_WITHDRAWN,
        Entry::Worn(_) => WORN,
        Entry::ClockCorrected(_) => CLOCK_CORRECTED,
        Entry::Replayed(_) => REPLAYED,
        Entry::Uploaded(_) => UPLOADED,
        Entry::Deed(deed) => deed::tag(&deed.done),
    }
}

fn put_entry(out: &mut Vec<u8>, entry: &Entry) {
    match entry {
        Entry::Enrolled(enrolment) => {
            put_enrolment(out, enrolment);
            if !enrolment.has_base_plan() {
                put_plan(out, &enrolment.plan);
            }
        }
        Entry::Registered { gateway, trust } => {
            put_text(out, gateway.as_str());
            out.push(u8::from(*trust == Trust::Topic));
        }
        Entry::Assigned(assignment) => put_assignment(out, assignment),
        Entry::Delivered(delivery) => put_delivery(out, delivery),
        Entry::Refused { gateway, quarantined } => {
            put_text(out, gateway.as_ref().map_or("", |gateway| gateway.as_str()));
            put_quarantined(out, quarantined);
        }
        Entry::Tick => {}
        Entry::Planned { patient, plan, by, revision } => {
            put_text(out, patient.as_str());
            put_text(out, by);
            put_plan(out, plan);
            if let Some(revision) = revision {
                put_revision(out, revision);
            }
        }
        Entry::Answered { patient, answers, by } => {
            put_text(out, patient.as_str());
            if let Some(by) = by {
                put_by(out, by);
            }
            put_answers(out, answers);
        }
        Entry::Acted { patient, act } => {
            put_text(out, patient.as_str());
            match &act.action {
                Action::Acknowledge(next) => put_acknowledgement(out, act, *next),
                _ => put_act(out, act),
            }
        }
        Entry::Withdrawn { patient, withdrawal } => {
            put_text(out, patient.as_str());
            put_withdrawal(out, withdrawal);
        }
        Entry::Resumed { patient, by } => {
            put_text(out, patient.as_str());
            put_text(out, by);
        }
        Entry::RulesActivated { rules, by, report } => {
            put_text(out, by);
            put_text(out, report);
            put_bytes(out, rules.text().as_bytes());
        }
        Entry::RotaSet { rota, by } => {
            put_text(out, by);
            put_bytes(out, rota.to_text().as_bytes());
        }
        Entry::Claimed(claim) => put_claim(out, claim),
        Entry::Disclaimed { original, patient, by } => {
            put_reading_id(out, *original);
            put_text(out, patient.as_str());
            put_text(out, by);
        }
        Entry::Attributed(attribution) => put_attribution(out, attribution),
        Entry::Gateway(fact) => put_gateway(out, fact),
        Entry::Contacted { patient, contact } => {
            put_text(out, patient.as_str());
            put_contact(out, contact);
        }
        Entry::ContactWithdrawn(withdrawal) => put_contact_withdrawal(out, withdrawal),
        Entry::Worn(wearing) => put_wearing(out, wearing),
        Entry::ClockCorrected(correction) => put_correction(out, correction),
        Entry::Replayed(replayed) => put_replayed(out, replayed),
        Entry::Uploaded(upload) => put_upload(out, upload),
        Entry::Deed(deed) => put_deed(out, deed),
    }
}

fn take_entry(reader: &mut Reader<'_>, tag: u8) -> Result<Entry, EntryError> {
    Ok(match tag {
        ENROLLED => Entry::Enrolled(take_enrolment(reader)?),
        ENROLLED_WITH_PLAN => {
            let mut enrolment = take_enrolment(reader)?;
            enrolment.plan = Arc::new(take_plan(reader)?);
            Entry::Enrolled(enrolment)
        }
        REGISTERED => {
            let gateway = take_id(reader, "gateway")?;
            let trust = if reader.u8("trust")? == 1 { Trust::Topic } else { Trust::Authenticated };
            Entry::Registered { gateway, trust }
        }
        ASSIGNED => Entry::Assigned(take_assignment(reader)?),
        DELIVERED => Entry::Delivered(take_delivery(reader)?),
        REFUSED => {
            let gateway = take_text(reader, "gateway")?;
            let gateway =
                if gateway.is_empty() { None } else { Some(parse(reader, &gateway, "gateway")?) };
            Entry::Refused { gateway, quarantined: take_quarantined(reader)? }
        }
        ACKNOWLEDGE => Entry::Acted {
            patient: take_id(reader, "patient")?,
            act: take_acknowledgement(reader)?,
        },
        TICK => Entry::Tick,
        PLANNED => take_planned(reader, |_| Ok(None))?,
        PLANNED_ANEW => take_planned(reader, |reader| take_revision(reader).map(Some))?,
        ANSWERED => {
            let (patient, answers) = (take_id(reader, "patient")?, take_answers(reader)?);
            Entry::Answered { patient, answers, by: None }
        }
        ANSWERED_BY => {
            let (patient, by) = (take_id(reader, "patient")?, take_by(reader)?);
            Entry::Answered { patient, answers: take_answers(reader)?, by: Some(by) }
        }
        WROTE..=REMINDED | STAYED..=JOINED | LOCATED | DOSED_BEFORE => {
            Entry::Deed(Box::new(take_deed(reader, tag)?))
        }
        ACTED => Entry::Acted { patient: take_id(reader, "patient")?, act: take_act(reader)? },
        WITHDRAWN => Entry::Withdrawn {
            patient: take_id(reader, "patient")?,
            withdrawal: take_withdrawal(reader)?,
        },
        RESUMED => {
            Entry::Resumed { patient: take_id(reader, "patient")?, by: take_text(reader, "name")? }
        }
        RULES_ACTIVATED => Entry::RulesActivated {
            by: take_text(reader, "name")?,
            report: take_text(reader, "report")?,
            rules: Arc::new(take_rules(reader)?),
        },
        ROTA_SET => {
            Entry::RotaSet { by: take_text(reader, "name")?, rota: Arc::new(take_rota(reader)?) }
        }
        CLAIMED => Entry::Claimed(take_claim(reader)?),
        ASSIGNED_SHARED => Entry::Assigned(Assignment { shared: true, ..take_assignment(reader)? }),
        DISCLAIMED => Entry::Disclaimed {
            original: take_reading_id(reader)?,
            patient: take_id(reader, "patient")?,
            by: take_text(reader, "name")?,
        },
        ATTRIBUTED => Entry::Attributed(Box::new(take_attribution(reader)?)),
        GATEWAY => Entry::Gateway(take_gateway(reader)?),
        CONTACTED => Entry::Contacted {
            patient: take_id(reader, "patient")?,
            contact: take_contact(reader)?,
        },
        INTERPRETED => Entry::Contacted {
            patient: take_id(reader, "patient")?,
            contact: Contact { interpretation: true, ..take_contact(reader)? },
        },
        CONTACT_WITHDRAWN => Entry::ContactWithdrawn(take_contact_withdrawal(reader)?),
        WORN => Entry::Worn(take_wearing(reader)?),
        CLOCK_CORRECTED => Entry::ClockCorrected(take_correction(reader)?),
        REPLAYED => Entry::Replayed(Box::new(take_replayed(reader)?)),
        UPLOADED => Entry::Uploaded(take_upload(reader)?),
        _ => return Err(reader.malformed_before(9, "tag").into()),
    })
}

fn take_planned(
    reader: &mut Reader<'_>,
    revision: impl FnOnce(&mut Reader<'_>) -> Result<Option<Revision>, FrameError>,
) -> Result<Entry, FrameError> {
    Ok(Entry::Planned {
        patient: take_id(reader, "patient")?,
        by: take_text(reader, "name")?,
        plan: Arc::new(take_plan(reader)?),
        revision: revision(reader)?,
    })
}

fn put_assignment(out: &mut Vec<u8>, assignment: &Assignment) {
    put_text(out, assignment.device.as_str());
    out.push(assignment.slot.map_or(NO_SLOT, UserSlot::index));
    put_text(out, assignment.patient.as_str());
    put_i64(out, assignment.from.unix_ms());
}

fn take_assignment(reader: &mut Reader<'_>) -> Result<Assignment, FrameError> {
    Ok(Assignment {
        device: take_id(reader, "device")?,
        slot: UserSlot::from_index(reader.u8("user slot")?),
        patient: take_id(reader, "patient")?,
        from: TakenAt::from_unix_ms(reader.i64("start")?),
        shared: false,
    })
}

fn put_claim(out: &mut Vec<u8>, claim: &Claim) {
    put_reading_id(out, claim.original);
    put_text(out, claim.patient.as_str());
    put_text(out, &claim.by);
    out.push(claim.confidence_percent);
    put_bytes(out, &claim.reading.encode());
}

fn take_claim(reader: &mut Reader<'_>) -> Result<Claim, FrameError> {
    Ok(Claim {
        original: take_reading_id(reader)?,
        patient: take_id(reader, "patient")?,
        by: take_text(reader, "name")?,
        confidence_percent: reader.u8("confidence")?,
        reading: WireReading::decode(take_bytes(reader, "reading")?)?,
    })
}

fn put_attribution(out: &mut Vec<u8>, attribution: &Attribution) {
    put_claim(out, &attribution.claim);
    out.push(u8::from(attribution.from.is_some()));
    if let Some((patient, reading)) = &attribution.from {
        put_text(out, patient.as_str());
        put_reading_id(out, *reading);
    }
    put_text(out, &attribution.why);
}

fn take_attribution(reader: &mut Reader<'_>) -> Result<Attribution, FrameError> {
    let claim = take_claim(reader)?;
    let from = if take_bool(reader, "whether it is taken from somebody")? {
        Some((take_id(reader, "patient")?, take_reading_id(reader)?))
    } else {
        None
    };
    Ok(Attribution { claim, from, why: take_text(reader, "reason")? })
}

fn take_rules(reader: &mut Reader<'_>) -> Result<RuleSet, EntryError> {
    RuleSet::from_toml(take_document(reader, "rule set")?).map_err(EntryError::Rules)
}

fn take_rota(reader: &mut Reader<'_>) -> Result<Rota, EntryError> {
    Rota::parse(take_document(reader, "rota")?).map_err(|mistakes| {
        let mistakes: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        EntryError::Rota(mistakes.join("; "))
    })
}

fn take_document<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<&'a str, FrameError> {
    let bytes = take_bytes(reader, what)?;
    std::str::from_utf8(bytes).map_err(|_| reader.malformed_before(bytes.len(), what))
}

#[cfg(test)]
mod tests;
