//! People and their care plans as bytes.

use std::sync::Arc;

use risk_engine::fact::{CarePlan, PersonalLimit, Scheduled, Spo2Scale};
use risk_engine::held::SIGNS;
use vitals::{Private, StoredAt, TakenAt};
use wire::FrameError;
use wire::bytes::{Reader, put_i32, put_u16, put_u32};

use super::field::{
    put_choice, put_list, put_text, put_time, take_bool, take_choice, take_id, take_list,
    take_name, take_text, take_time,
};
use crate::entry::{Enrolment, Revision, base_plan};

pub(super) fn put_enrolment(out: &mut Vec<u8>, enrolment: &Enrolment) {
    put_text(out, enrolment.patient.as_str());
    put_text(out, enrolment.name.reveal());
    put_text(out, enrolment.born.reveal());
    put_text(out, &enrolment.sex);
    put_text(out, &enrolment.zone);
    put_list(out, enrolment.conditions.iter(), |out, condition| put_text(out, condition));
    put_oxygen(out, &enrolment.plan);
}

/// An enrolment with the plan that follows from it.
pub(super) fn take_enrolment(reader: &mut Reader<'_>) -> Result<Enrolment, FrameError> {
    let patient = take_id(reader, "patient")?;
    let name = Private::hide(take_text(reader, "name")?);
    let born = Private::hide(take_text(reader, "date of birth")?);
    let sex = take_text(reader, "sex")?;
    let zone = take_text(reader, "time zone")?;
    let conditions: Vec<String> =
        take_list(reader, "number of conditions", |reader| take_text(reader, "condition"))?;
    let (spo2_scale, oxygen) = take_oxygen(reader)?;
    let plan = Arc::new(base_plan(born.reveal(), &conditions, spo2_scale, oxygen));
    Ok(Enrolment { patient, name, born, sex, conditions, zone, plan })
}

/// Saturation scale and oxygen, as version 1 has always had them.
fn put_oxygen(out: &mut Vec<u8>, plan: &CarePlan) {
    out.push(u8::from(plan.spo2_scale == Spo2Scale::Two));
    out.push(match plan.supplemental_oxygen {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    });
}

fn take_oxygen(reader: &mut Reader<'_>) -> Result<(Spo2Scale, Option<bool>), FrameError> {
    let spo2_scale =
        if reader.u8("saturation scale")? == 1 { Spo2Scale::Two } else { Spo2Scale::One };
    let oxygen = match reader.u8("oxygen")? {
        1 => Some(false),
        2 => Some(true),
        _ => None,
    };
    Ok((spo2_scale, oxygen))
}

pub(super) fn put_plan(out: &mut Vec<u8>, plan: &CarePlan) {
    put_oxygen(out, plan);
    out.push(u8::from(plan.born_day.is_some()));
    if let Some(day) = plan.born_day {
        put_i32(out, day);
    }
    out.push(u8::from(plan.pregnant));
    put_list(out, plan.conditions.iter(), |out, word| put_text(out, word));
    put_list(out, plan.medicines.iter(), |out, word| put_text(out, word));
    put_time(out, plan.discharged_at.map(TakenAt::unix_ms));
    put_list(out, plan.schedule.iter(), |out, scheduled| {
        put_choice(out, &SIGNS, &scheduled.sign);
        put_u16(out, scheduled.every_hours);
    });
    put_list(out, plan.limits.iter(), put_limit);
    put_list(out, plan.paused.iter(), |out, pathway| put_text(out, pathway));
    out.push(u8::from(plan.priority_off));
}

pub(super) fn take_plan(reader: &mut Reader<'_>) -> Result<CarePlan, FrameError> {
    let (spo2_scale, supplemental_oxygen) = take_oxygen(reader)?;
    Ok(CarePlan {
        spo2_scale,
        supplemental_oxygen,
        born_day: if take_bool(reader, "born")? { Some(reader.i32("day born")?) } else { None },
        pregnant: take_bool(reader, "pregnant")?,
        conditions: take_list(reader, "conditions", |reader| take_name(reader, "condition"))?,
        medicines: take_list(reader, "medicines", |reader| take_name(reader, "medicine"))?,
        discharged_at: take_time(reader, "discharge")?.map(TakenAt::from_unix_ms),
        schedule: take_list(reader, "schedule", |reader| {
            let sign = take_choice(reader, &SIGNS, "scheduled sign")?;
            Ok(Scheduled { sign, every_hours: reader.u16("hours")? })
        })?,
        limits: take_list(reader, "limits", take_limit)?,
        paused: take_list(reader, "paused pathways", |reader| take_name(reader, "pathway"))?,
        priority_off: take_bool(reader, "priority")?,
    })
}

/// 0 stands for no change that is taken back: versions begin with 1.
pub(super) fn put_revision(out: &mut Vec<u8>, revision: &Revision) {
    put_u32(out, revision.version);
    put_u32(out, revision.reverts.unwrap_or(0));
    put_text(out, &revision.why);
    put_plan(out, &revision.before);
}

pub(super) fn take_revision(reader: &mut Reader<'_>) -> Result<Revision, FrameError> {
    Ok(Revision {
        version: reader.u32("version")?,
        reverts: Some(reader.u32("version taken back")?).filter(|version| *version > 0),
        why: take_text(reader, "reason")?,
        before: Arc::new(take_plan(reader)?),
    })
}

fn put_limit(out: &mut Vec<u8>, limit: &PersonalLimit) {
    put_text(out, &limit.rule);
    put_text(out, &limit.name);
    put_i32(out, limit.milli);
    put_text(out, &limit.by);
    put_text(out, &limit.reason);
    put_time(out, limit.until.map(StoredAt::unix_ms));
}

fn take_limit(reader: &mut Reader<'_>) -> Result<PersonalLimit, FrameError> {
    Ok(PersonalLimit {
        rule: take_name(reader, "limit's rule")?,
        name: take_name(reader, "limit's name")?,
        milli: reader.i32("limit")?,
        by: take_name(reader, "limit's author")?,
        reason: take_name(reader, "limit's reason")?,
        until: take_time(reader, "limit's end")?.map(StoredAt::from_unix_ms),
    })
}
