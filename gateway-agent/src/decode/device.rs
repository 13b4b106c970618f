//! The monitor itself: 2A52, 2A19, 2A2B, 2A08, 2A50, 2A23, 2A9A, 2A9F and the texts 2A24 to 2A29.

use gatt::clock::ADJUST_BITS;
use gatt::device::VendorSource;
use gatt::record_access::{Request, ResponseCode};
use gatt::user::{UserRequest, UserResponse};
use gatt::{Battery, CurrentTime, DateTime, PnpId, RecordAccess, SystemId, UserControl, UserIndex};

use super::fields::Fields;
use super::shapes::{Object, bit_list, steps, time};
use super::{Refused, Value};

pub(super) fn show_record_access(value: &RecordAccess) -> Value {
    match *value {
        RecordAccess::Count(count) => Object::default().with("kind", "count").with("count", count),
        RecordAccess::Response { request, code } => Object::default()
            .with("kind", "response")
            .with("request", request.word())
            .with("code", code.word()),
    }
    .value()
}

pub(super) fn read_record_access(fields: &mut Fields) -> Result<RecordAccess, Refused> {
    let kind = fields.need("kind", |it, key| it.word(key, &["count", "response"], |word| word))?;
    if kind == "count" {
        return fields.need("count", Fields::integer).map(RecordAccess::Count);
    }
    Ok(RecordAccess::Response {
        request: fields.need("request", |it, key| it.word(key, Request::ALL, Request::word))?,
        code: fields.need("code", |it, key| it.word(key, ResponseCode::ALL, ResponseCode::word))?,
    })
}

pub(super) fn show_battery(value: &Battery) -> Value {
    Object::default().with("battery", steps(value.percent.into(), 0, "%")).value()
}

pub(super) fn read_battery(fields: &mut Fields) -> Result<Battery, Refused> {
    let percent = fields.need("battery", |it, key| it.steps(key, "%", 0))?;
    let octet = u8::try_from(percent);
    Ok(Battery { percent: octet.map_err(|_| fields.refuse("battery", "it must be 0 to 255"))? })
}

pub(super) fn show_current_time(value: &CurrentTime) -> Value {
    Object::default()
        .with("time", time(value.time))
        .with("day_of_week", value.day_of_week)
        .with("fraction_256", value.fraction_256)
        .with("adjust", bit_list(value.adjust.into(), ADJUST_BITS))
        .value()
}

pub(super) fn read_current_time(fields: &mut Fields) -> Result<CurrentTime, Refused> {
    let adjust = fields.bit_list("adjust", ADJUST_BITS)?.unwrap_or(0);
    Ok(CurrentTime {
        time: fields.need("time", Fields::time)?,
        day_of_week: fields.integer("day_of_week")?.unwrap_or(0),
        fraction_256: fields.integer("fraction_256")?.unwrap_or(0),
        // The highest name is of bit 3.
        adjust: adjust as u8,
    })
}

pub(super) fn show_date_time(value: DateTime) -> Value {
    Object::default().with("time", time(value)).value()
}

pub(super) fn read_date_time(fields: &mut Fields) -> Result<DateTime, Refused> {
    fields.need("time", Fields::time)
}

pub(super) fn show_pnp_id(value: &PnpId) -> Value {
    Object::default()
        .with("vendor_source", value.vendor_source.word())
        .with("vendor", value.vendor)
        .with("product", value.product)
        .with("version", value.version)
        .value()
}

pub(super) fn read_pnp_id(fields: &mut Fields) -> Result<PnpId, Refused> {
    Ok(PnpId {
        vendor_source: fields
            .need("vendor_source", |it, key| it.word(key, VendorSource::ALL, VendorSource::word))?,
        vendor: fields.need("vendor", Fields::integer)?,
        product: fields.need("product", Fields::integer)?,
        version: fields.need("version", Fields::integer)?,
    })
}

pub(super) fn show_system_id(value: &SystemId) -> Value {
    Object::default()
        .with("manufacturer", value.manufacturer)
        .with("organization", value.organization)
        .value()
}

pub(super) fn read_system_id(fields: &mut Fields) -> Result<SystemId, Refused> {
    let manufacturer: u64 = fields.need("manufacturer", Fields::integer)?;
    let organization: u32 = fields.need("organization", Fields::integer)?;
    if manufacturer >> 40 != 0 {
        return Err(fields.refuse("manufacturer", "it has at most 40 bits"));
    }
    if organization >> 24 != 0 {
        return Err(fields.refuse("organization", "it has at most 24 bits"));
    }
    Ok(SystemId { manufacturer, organization })
}

pub(super) fn show_user_index(value: UserIndex) -> Value {
    Object::default().with("user_index", value.index).value()
}

pub(super) fn read_user_index(fields: &mut Fields) -> Result<UserIndex, Refused> {
    fields.need("user_index", Fields::integer).map(|index| UserIndex { index })
}

pub(super) fn show_user_control(value: &UserControl) -> Value {
    Object::default()
        .with("request", value.request.word())
        .with("code", value.code.word())
        .maybe("user_index", value.index)
        .value()
}

pub(super) fn read_user_control(fields: &mut Fields) -> Result<UserControl, Refused> {
    Ok(UserControl {
        request: fields
            .need("request", |it, key| it.word(key, UserRequest::ALL, UserRequest::word))?,
        code: fields.need("code", |it, key| it.word(key, UserResponse::ALL, UserResponse::word))?,
        index: fields.integer("user_index")?,
    })
}

pub(super) fn show_text(text: &str) -> Value {
    Object::default().with("text", text).value()
}

pub(super) fn read_text(fields: &mut Fields) -> Result<String, Refused> {
    fields.need("text", Fields::text)
}
