//! What happened to a gateway, as bytes.

use wire::bytes::{Reader, put_i64, put_u64};
use wire::{CommandState, FrameError, Order};

use super::field::{put_text, take_bool, take_id, take_text};
use crate::entry::{GatewayChange, GatewayFact, Serial};

const CERTIFIED: u8 = 1;
const SHUT_OUT: u8 = 2;
const ASKED: u8 = 3;
const ANSWERED: u8 = 4;

pub(super) fn put_gateway(out: &mut Vec<u8>, fact: &GatewayFact) {
    put_text(out, fact.gateway.as_str());
    match &fact.change {
        GatewayChange::Certified { serial, not_after, by } => {
            out.push(CERTIFIED);
            out.extend_from_slice(&serial.0);
            put_i64(out, *not_after);
            out.push(u8::from(by.is_some()));
            if let Some(by) = by {
                put_text(out, by);
            }
        }
        GatewayChange::ShutOut { upto, by, reason } => {
            out.push(SHUT_OUT);
            put_i64(out, *upto);
            put_text(out, by);
            put_text(out, reason);
        }
        GatewayChange::Asked { number, asked_at, expires_at, order, by } => {
            out.push(ASKED);
            put_u64(out, *number);
            put_i64(out, *asked_at);
            put_i64(out, *expires_at);
            order.put(out);
            put_text(out, by);
        }
        GatewayChange::Answered { number, at, state, detail } => {
            out.push(ANSWERED);
            put_u64(out, *number);
            put_i64(out, *at);
            out.push(state.code());
            put_text(out, detail);
        }
    }
}

pub(super) fn take_gateway(reader: &mut Reader<'_>) -> Result<GatewayFact, FrameError> {
    let gateway = take_id(reader, "gateway")?;
    let change = match reader.u8("what happened to a gateway")? {
        CERTIFIED => {
            let mut serial = [0; 16];
            serial.copy_from_slice(reader.take(16, "serial")?);
            let not_after = reader.i64("end of a certificate")?;
            let by_code = take_bool(reader, "whether there was a code")?;
            let by = by_code.then(|| take_text(reader, "name")).transpose()?;
            GatewayChange::Certified { serial: Serial(serial), not_after, by }
        }
        SHUT_OUT => GatewayChange::ShutOut {
            upto: reader.i64("end of belief")?,
            by: take_text(reader, "name")?,
            reason: take_text(reader, "reason")?,
        },
        ASKED => GatewayChange::Asked {
            number: reader.u64("number")?,
            asked_at: reader.i64("time asked")?,
            expires_at: reader.i64("time of expiry")?,
            order: Order::take(reader)?,
            by: take_text(reader, "name")?,
        },
        ANSWERED => {
            let (number, at) = (reader.u64("number")?, reader.i64("time answered")?);
            let state = CommandState::from_code(reader.u8("state")?);
            let state = state.ok_or_else(|| reader.malformed_before(1, "state"))?;
            GatewayChange::Answered { number, at, state, detail: take_text(reader, "answer")? }
        }
        _ => return Err(reader.malformed_before(1, "what happened to a gateway")),
    };
    Ok(GatewayFact { gateway, change })
}
