//! A frame: a run of readings from one gateway, with the identity that makes their transport
//! exactly-once.

use vitals::GatewayId;

use crate::bytes::{Reader, put_id, put_u16, put_u64, put_u128};
use crate::envelope::{self, FrameError, HEADER_BYTES, Kind};
use crate::{GatewayKey, Incarnation, WireReading};

/// Consecutive readings of one gateway: `readings[i]` has the sequence number `first_seq + i`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Who sends.
    pub gateway: GatewayId,
    /// In which life of its spool.
    pub incarnation: Incarnation,
    /// Sequence number of the first reading; the first ever is 1.
    pub first_seq: u64,
    /// One to [`Frame::MAX_READINGS`] readings.
    pub readings: Vec<WireReading>,
}

/// What bytes seem to say: see [`Frame::peek`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peeked {
    /// Who is said to have sent it.
    pub gateway: Option<GatewayId>,
    /// In which life of its spool.
    pub incarnation: Option<Incarnation>,
    /// Sequence number of the first reading.
    pub first_seq: Option<u64>,
    /// How many readings it says that it holds.
    pub count: Option<u16>,
    /// Those that can be read.
    pub readings: Vec<WireReading>,
    /// Why no more can be read; none if all could.
    pub stopped: Option<FrameError>,
}

impl Peeked {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), FrameError> {
        self.gateway = Some(reader.id("gateway")?);
        self.incarnation = Some(Incarnation(reader.u128("incarnation")?));
        self.first_seq = Some(reader.u64("first sequence number")?);
        let count = reader.u16("count")?;
        self.count = Some(count);
        for _ in 0..count {
            self.readings.push(WireReading::take(reader)?);
        }
        Ok(())
    }
}

impl Frame {
    /// The most readings that a frame holds.
    pub const MAX_READINGS: usize = 1_000;

    /// The bytes to send.
    ///
    /// A frame without readings, with more than [`Frame::MAX_READINGS`], or over
    /// [`crate::MAX_BODY_BYTES`] encodes to bytes that [`Frame::decode`] refuses.
    pub fn encode(&self, key: &GatewayKey) -> Vec<u8> {
        let mut body = Vec::with_capacity(64 + 96 * self.readings.len());
        put_id(&mut body, self.gateway.as_str());
        put_u128(&mut body, self.incarnation.0);
        put_u64(&mut body, self.first_seq);
        put_u16(&mut body, u16::try_from(self.readings.len()).unwrap_or(u16::MAX));
        for reading in &self.readings {
            reading.encode_onto(&mut body);
        }
        envelope::seal(Kind::Frame, &body, key)
    }

    /// Reads what was sent; refuses whatever this gateway did not make.
    pub fn decode(bytes: &[u8], key: &GatewayKey) -> Result<Self, FrameError> {
        let body = envelope::open(Kind::Frame, bytes, key)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let gateway = reader.id("gateway")?;
        let incarnation = Incarnation(reader.u128("incarnation")?);
        let first_seq = reader.u64("first sequence number")?;
        let count = reader.u16("count")?;
        let countable = (1..=Self::MAX_READINGS).contains(&usize::from(count));
        if !countable {
            return Err(reader.malformed_before(2, "count"));
        }
        if first_seq == 0 || first_seq.checked_add(u64::from(count)).is_none() {
            return Err(reader.malformed_before(10, "first sequence number"));
        }
        let mut readings = Vec::new();
        for _ in 0..count {
            readings.push(WireReading::take(&mut reader)?);
        }
        reader.end()?;
        Ok(Self { gateway, incarnation, first_seq, readings })
    }

    /// Who claims to have sent these bytes, so that the right key can be fetched. Only
    /// [`Frame::decode`] proves it.
    pub fn peek_gateway(bytes: &[u8]) -> Result<GatewayId, FrameError> {
        let body = envelope::body(Kind::Frame, bytes)?;
        Reader::new(body, HEADER_BYTES).id("gateway")
    }

    /// What bytes seem to say, as far as they can be read, whoever made them: for somebody who looks at
    /// what was refused. Nothing in it is proven.
    pub fn peek(bytes: &[u8]) -> Peeked {
        let mut peeked = Peeked::default();
        let body = match envelope::body(Kind::Frame, bytes) {
            Ok(body) => body,
            // Cut off, or of another length: what is there is read all the same.
            Err(error @ (FrameError::WrongLength { .. } | FrameError::TooShort { .. }))
                if bytes.starts_with(b"HW") && bytes.len() > HEADER_BYTES =>
            {
                peeked.stopped = Some(error);
                &bytes[HEADER_BYTES..]
            }
            Err(error) => return Peeked { stopped: Some(error), ..peeked },
        };
        let stopped = peeked.read(&mut Reader::new(body, HEADER_BYTES)).err();
        peeked.stopped = peeked.stopped.or(stopped);
        peeked
    }

    /// Sequence number of the last reading.
    pub fn last_seq(&self) -> u64 {
        (self.first_seq + self.readings.len() as u64).saturating_sub(1)
    }
}
