//! Commands: what the server asks of a gateway, and what the gateway answers. Authentic both ways.

use vitals::{DeviceId, GatewayId};

use crate::GatewayKey;
use crate::bytes::{Reader, put_i64, put_id, put_u16, put_u64};
use crate::envelope::{self, FrameError, HEADER_BYTES, Kind};

/// The longest text in a command or an answer, in bytes.
pub const COMMAND_TEXT_BYTES_MAX: usize = 4096;

/// Something that a gateway is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Who is asked.
    pub gateway: GatewayId,
    /// Grows with each command for this gateway, so that none counts twice.
    pub number: u64,
    /// When it was asked, Unix ms by the server's clock.
    pub asked_at: i64,
    /// After this nobody wants it any more.
    pub expires_at: i64,
    /// What is asked.
    pub order: Order,
}

/// What a gateway can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Show which gateway you are.
    Identify,
    /// Set your monitors' clocks.
    SetClock,
    /// Ask the person to measure again.
    Prompt {
        /// With which device, if it matters.
        device: Option<DeviceId>,
        /// In these words.
        text: String,
    },
    /// Change your configuration.
    Configure(Settings),
    /// Have a new certificate made.
    RotateCertificate,
    /// Say how you are.
    Report,
}

/// What can be changed from afar. `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Seconds of silence after which the two ask whether they are still there.
    pub keep_alive_s: Option<u16>,
    /// Which monitors are heard, as in the configuration.
    pub monitors: Option<String>,
    /// Whether monitors are told to forget what is saved.
    pub delete_records: Option<bool>,
}

/// What a gateway answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandAnswer {
    /// Who answers.
    pub gateway: GatewayId,
    /// To which command.
    pub number: u64,
    /// What came of it.
    pub state: CommandState,
    /// In words, or as JSON for a report.
    pub detail: String,
}

/// What came of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandState {
    /// It is done.
    Done,
    /// It isn't, for a reason.
    Refused,
    /// It came too late, and wasn't done.
    Expired,
    /// The gateway stopped in the middle: it may be done.
    Interrupted,
}

const IDENTIFY: u8 = 1;
const SET_CLOCK: u8 = 2;
const PROMPT: u8 = 3;
const CONFIGURE: u8 = 4;
const ROTATE_CERTIFICATE: u8 = 5;
const REPORT: u8 = 6;

impl Order {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::SetClock => "set_clock",
            Self::Prompt { .. } => "prompt",
            Self::Configure(_) => "configure",
            Self::RotateCertificate => "rotate_certificate",
            Self::Report => "report",
        }
    }

    /// Writes it; the journal keeps it in this form, too.
    pub fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Identify => out.push(IDENTIFY),
            Self::SetClock => out.push(SET_CLOCK),
            Self::Prompt { device, text } => {
                out.push(PROMPT);
                put_id(out, device.as_ref().map_or("", |device| device.as_str()));
                put_text(out, text);
            }
            Self::Configure(settings) => {
                out.push(CONFIGURE);
                settings.put(out);
            }
            Self::RotateCertificate => out.push(ROTATE_CERTIFICATE),
            Self::Report => out.push(REPORT),
        }
    }

    /// Reads what [`Self::put`] wrote.
    pub fn take(reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        Ok(match reader.u8("order")? {
            IDENTIFY => Self::Identify,
            SET_CLOCK => Self::SetClock,
            PROMPT => Self::Prompt { device: take_device(reader)?, text: take_text(reader)? },
            CONFIGURE => Self::Configure(Settings::take(reader)?),
            ROTATE_CERTIFICATE => Self::RotateCertificate,
            REPORT => Self::Report,
            _ => return Err(reader.malformed_before(1, "order")),
        })
    }
}

/// Which settings are there, as bits; then each in this order.
const KEEP_ALIVE: u8 = 1;
const MONITORS: u8 = 2;
const DELETE_RECORDS: u8 = 4;
const DELETE_RECORDS_TRUE: u8 = 8;

impl Settings {
    fn put(&self, out: &mut Vec<u8>) {
        let bit = |there: bool, bit: u8| if there { bit } else { 0 };
        out.push(
            bit(self.keep_alive_s.is_some(), KEEP_ALIVE)
                | bit(self.monitors.is_some(), MONITORS)
                | bit(self.delete_records.is_some(), DELETE_RECORDS)
                | bit(self.delete_records == Some(true), DELETE_RECORDS_TRUE),
        );
        if let Some(seconds) = self.keep_alive_s {
            put_u16(out, seconds);
        }
        if let Some(monitors) = &self.monitors {
            put_text(out, monitors);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        let bits = reader.u8("settings")?;
        let has = |bit: u8| bits & bit != 0;
        let known = KEEP_ALIVE | MONITORS | DELETE_RECORDS | DELETE_RECORDS_TRUE;
        if bits & !known != 0 || (has(DELETE_RECORDS_TRUE) && !has(DELETE_RECORDS)) {
            return Err(reader.malformed_before(1, "settings"));
        }
        Ok(Self {
            keep_alive_s: has(KEEP_ALIVE).then(|| reader.u16("keep-alive")).transpose()?,
            monitors: has(MONITORS).then(|| take_text(reader)).transpose()?,
            delete_records: has(DELETE_RECORDS).then_some(has(DELETE_RECORDS_TRUE)),
        })
    }
}

impl Command {
    /// The bytes to send.
    pub fn encode(&self, key: &GatewayKey) -> Vec<u8> {
        let mut body = Vec::new();
        put_id(&mut body, self.gateway.as_str());
        put_u64(&mut body, self.number);
        put_i64(&mut body, self.asked_at);
        put_i64(&mut body, self.expires_at);
        self.order.put(&mut body);
        envelope::seal(Kind::Command, &body, key)
    }

    /// Reads what was sent; refuses whatever this gateway's server did not make.
    pub fn decode(bytes: &[u8], key: &GatewayKey) -> Result<Self, FrameError> {
        let mut reader = Reader::new(envelope::open(Kind::Command, bytes, key)?, HEADER_BYTES);
        let command = Self {
            gateway: reader.id("gateway")?,
            number: reader.u64("number")?,
            asked_at: reader.i64("time asked")?,
            expires_at: reader.i64("time of expiry")?,
            order: Order::take(&mut reader)?,
        };
        reader.end()?;
        Ok(command)
    }
}

impl CommandState {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Done, "done"),
        (Self::Refused, "refused"),
        (Self::Expired, "expired"),
        (Self::Interrupted, "interrupted"),
    ];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Its code: its place, added to at the end only.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The state with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).map(|(state, _)| *state)
    }
}

impl CommandAnswer {
    /// The bytes to send.
    pub fn encode(&self, key: &GatewayKey) -> Vec<u8> {
        let mut body = Vec::new();
        put_id(&mut body, self.gateway.as_str());
        put_u64(&mut body, self.number);
        body.push(self.state.code());
        put_text(&mut body, &self.detail);
        envelope::seal(Kind::Answer, &body, key)
    }

    /// Reads what was sent; refuses whatever this gateway did not make.
    pub fn decode(bytes: &[u8], key: &GatewayKey) -> Result<Self, FrameError> {
        let mut reader = Reader::new(envelope::open(Kind::Answer, bytes, key)?, HEADER_BYTES);
        let (gateway, number) = (reader.id("gateway")?, reader.u64("number")?);
        let state = CommandState::from_code(reader.u8("state")?);
        let answer = Self {
            gateway,
            number,
            state: state.ok_or_else(|| reader.malformed_before(1, "state"))?,
            detail: take_text(&mut reader)?,
        };
        reader.end()?;
        Ok(answer)
    }
}

/// A length of two bytes and UTF-8; what is over the limit is cut.
fn put_text(out: &mut Vec<u8>, text: &str) {
    let text = &text[..text.floor_char_boundary(COMMAND_TEXT_BYTES_MAX)];
    // The limit fits two bytes.
    put_u16(out, text.len() as u16);
    out.extend_from_slice(text.as_bytes());
}

fn take_text(reader: &mut Reader<'_>) -> Result<String, FrameError> {
    let length = usize::from(reader.u16("length of a text")?);
    if length > COMMAND_TEXT_BYTES_MAX {
        return Err(reader.malformed_before(2, "length of a text"));
    }
    let bytes = reader.take(length, "text")?;
    let text = std::str::from_utf8(bytes).map_err(|_| reader.malformed_before(length, "text"))?;
    Ok(text.to_owned())
}

/// A device, or an empty id for none.
fn take_device(reader: &mut Reader<'_>) -> Result<Option<DeviceId>, FrameError> {
    let length = usize::from(reader.u8("device")?);
    let bytes = reader.take(length, "device")?;
    let text = std::str::from_utf8(bytes).ok();
    let device = match text {
        Some("") => Some(None),
        text => text.and_then(|text| text.parse().ok()).map(Some),
    };
    device.ok_or_else(|| reader.malformed_before(length + 1, "device"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> GatewayKey {
        GatewayKey::from_bytes([3; 32])
    }

    fn command(order: Order) -> Command {
        let gateway = "gw-1".parse().unwrap();
        Command { gateway, number: 7, asked_at: 1, expires_at: 2, order }
    }

    fn orders() -> [Order; 8] {
        let configure = |delete_records| {
            Order::Configure(Settings {
                keep_alive_s: Some(30),
                monitors: Some("any".into()),
                delete_records,
            })
        };
        [
            Order::Identify,
            Order::SetClock,
            Order::Prompt { device: Some("cuff-1".parse().unwrap()), text: "Again, please".into() },
            Order::Prompt { device: None, text: String::new() },
            configure(Some(true)),
            Order::Configure(Settings { delete_records: Some(false), ..Settings::default() }),
            Order::RotateCertificate,
            Order::Report,
        ]
    }

    #[test]
    fn each_command_comes_back_out_of_its_bytes() {
        for command in orders().map(command) {
            assert_eq!(Command::decode(&command.encode(&key()), &key()), Ok(command));
        }
    }

    #[test]
    fn another_key_s_command_and_a_ledger_in_its_place_are_refused() {
        let bytes = command(Order::Identify).encode(&key());
        let other = GatewayKey::from_bytes([4; 32]);
        assert_eq!(Command::decode(&bytes, &other), Err(FrameError::Mac));
        let wrong = CommandAnswer::decode(&bytes, &key());
        assert_eq!(wrong, Err(FrameError::WrongKind { found: 3, expected: 4 }));
    }

    #[test]
    fn each_answer_comes_back_out_of_its_bytes_and_is_cut_at_the_limit() {
        for (state, _) in CommandState::ALL {
            let gateway = "gw-1".parse().unwrap();
            let answer = CommandAnswer { gateway, number: 7, state, detail: "é".repeat(4096) };
            let read = CommandAnswer::decode(&answer.encode(&key()), &key()).unwrap();
            assert_eq!((read.state, read.detail), (state, "é".repeat(2048)));
        }
    }

    proptest! {
        #[test]
        fn bytes_are_a_command_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = envelope::seal(Kind::Command, &body, &key());
            if let Ok(command) = Command::decode(&bytes, &key()) {
                prop_assert_eq!(command.encode(&key()), bytes);
            }
        }

        #[test]
        fn an_order_is_its_bytes_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = Reader::new(&body, 0);
            if let Ok(order) = Order::take(&mut reader) {
                let mut out = Vec::new();
                order.put(&mut out);
                prop_assert_eq!(&out[..], &body[..reader.offset()]);
            }
        }
    }
}
