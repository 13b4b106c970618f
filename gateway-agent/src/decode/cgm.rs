//! Continuous glucose monitors: 2AA7, 2AA8, 2AA9, 2AAA and 2AAC.

use gatt::bits::BitNames;
use gatt::cgm::{CAL_TEMP_BITS, STATUS_BITS, WARNING_BITS};
use gatt::cgm_session::{CgmOpsCode, FEATURE_BITS, SensorLocation};
use gatt::{
    CgmFeature, CgmMeasurement, CgmOpsResponse, CgmRecord, CgmSessionStart, CgmStatus, SampleType,
};

use super::fields::Fields;
use super::shapes::{Object, quantity, raw_bits, time};
use super::{Refused, Value};

pub(super) fn show_measurement(value: &CgmMeasurement) -> Value {
    let records: Vec<_> = value.records.iter().map(show_record).collect();
    Object::default().with("records", records).value()
}

fn show_record(record: &CgmRecord) -> Value {
    let octet = |raw: Option<u8>, table| raw.map(|raw| raw_bits(raw.into(), table));
    Object::default()
        .with("glucose", quantity(record.glucose.get(), 0, "mg/dL"))
        .with("offset_min", record.offset_min)
        .maybe("status", octet(record.status, STATUS_BITS))
        .maybe("cal_temp", octet(record.cal_temp, CAL_TEMP_BITS))
        .maybe("warning", octet(record.warning, WARNING_BITS))
        .maybe("trend", record.trend.map(|trend| quantity(trend.get(), 0, "mg/dL/min")))
        .maybe("quality", record.quality.map(|quality| quantity(quality.get(), 0, "%")))
        .value()
}

pub(super) fn read_measurement(fields: &mut Fields) -> Result<CgmMeasurement, Refused> {
    let objects = fields.need("records", Fields::objects)?;
    if objects.is_empty() {
        return Err(fields.refuse("records", "there must be at least one"));
    }
    let records = objects.into_iter().map(read_record).collect::<Result<_, _>>()?;
    Ok(CgmMeasurement { records })
}

fn read_record(mut fields: Fields) -> Result<CgmRecord, Refused> {
    let record = CgmRecord {
        glucose: fields.need("glucose", |it, key| it.sfloat(key, "mg/dL", 0))?,
        offset_min: fields.need("offset_min", Fields::integer)?,
        status: read_octet(&mut fields, "status", STATUS_BITS)?,
        cal_temp: read_octet(&mut fields, "cal_temp", CAL_TEMP_BITS)?,
        warning: read_octet(&mut fields, "warning", WARNING_BITS)?,
        trend: fields.sfloat("trend", "mg/dL/min", 0)?,
        quality: fields.sfloat("quality", "%", 0)?,
    };
    fields.finish()?;
    Ok(record)
}

fn read_octet(fields: &mut Fields, key: &str, table: &BitNames) -> Result<Option<u8>, Refused> {
    let octet = fields.raw_bits(key, table)?.map(u8::try_from).transpose();
    octet.map_err(|_| fields.refuse(key, "it has more than 8 bits"))
}

pub(super) fn show_feature(value: &CgmFeature) -> Value {
    Object::default()
        .with("features", raw_bits(value.features, FEATURE_BITS))
        .with("sample_type", value.sample_type.word())
        .with("sample_location", value.location.word())
        .value()
}

pub(super) fn read_feature(fields: &mut Fields) -> Result<CgmFeature, Refused> {
    let features = fields.need("features", |it, key| it.raw_bits(key, FEATURE_BITS))?;
    if features >= 1 << 24 {
        return Err(fields.refuse("features.raw", "it has more than 24 bits"));
    }
    Ok(CgmFeature {
        features,
        sample_type: fields
            .need("sample_type", |it, key| it.word(key, SampleType::ALL, SampleType::word))?,
        location: fields.need("sample_location", |it, key| {
            it.word(key, SensorLocation::ALL, SensorLocation::word)
        })?,
    })
}

pub(super) fn show_status(value: &CgmStatus) -> Value {
    Object::default()
        .with("offset_min", value.offset_min)
        .with("status", raw_bits(value.status.into(), STATUS_BITS))
        .with("cal_temp", raw_bits(value.cal_temp.into(), CAL_TEMP_BITS))
        .with("warning", raw_bits(value.warning.into(), WARNING_BITS))
        .value()
}

pub(super) fn read_status(fields: &mut Fields) -> Result<CgmStatus, Refused> {
    Ok(CgmStatus {
        offset_min: fields.need("offset_min", Fields::integer)?,
        status: read_octet(fields, "status", STATUS_BITS)?.unwrap_or(0),
        cal_temp: read_octet(fields, "cal_temp", CAL_TEMP_BITS)?.unwrap_or(0),
        warning: read_octet(fields, "warning", WARNING_BITS)?.unwrap_or(0),
    })
}

pub(super) fn show_session_start(value: &CgmSessionStart) -> Value {
    Object::default()
        .with("time", time(value.time))
        .with("tz_min", value.zone_min())
        .with("dst_min", value.dst_min())
        .value()
}

pub(super) fn read_session_start(fields: &mut Fields) -> Result<CgmSessionStart, Refused> {
    let zone = fields.integer_or_null("tz_min")?.flatten();
    let dst = fields.integer_or_null("dst_min")?.flatten();
    let zone_quarters = match zone {
        None => ZONE_UNKNOWN,
        Some(minutes) => i8::try_from(minutes / 15)
            .ok()
            .filter(|quarters| minutes % 15 == 0 && (-48..=56).contains(quarters))
            .ok_or_else(|| {
                fields.refuse("tz_min", "it must be quarters of an hour, -720 to 840")
            })?,
    };
    let dst = match dst {
        None => DST_UNKNOWN,
        Some(0) => 0,
        Some(30) => 2,
        Some(60) => 4,
        Some(120) => 8,
        Some(_) => return Err(fields.refuse("dst_min", "it must be 0, 30, 60 or 120")),
    };
    Ok(CgmSessionStart { time: fields.need("time", Fields::time)?, zone_quarters, dst })
}

pub(super) fn show_ops(value: &CgmOpsResponse) -> Value {
    Object::default()
        .with("kind", "response")
        .with("request_op", value.request)
        .with("code", value.code.word())
        .value()
}

pub(super) fn read_ops(fields: &mut Fields) -> Result<CgmOpsResponse, Refused> {
    fields.word("kind", &["response"], |word| word)?;
    Ok(CgmOpsResponse {
        request: fields.need("request_op", Fields::integer)?,
        code: fields.need("code", |it, key| it.word(key, CgmOpsCode::ALL, CgmOpsCode::word))?,
    })
}

const ZONE_UNKNOWN: i8 = -128;
const DST_UNKNOWN: u8 = 255;
