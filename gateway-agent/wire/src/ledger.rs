//! The ledger: how far the server holds a gateway's readings. Only this lets a gateway forget.

use vitals::GatewayId;

use crate::bytes::{Reader, put_id, put_u64, put_u128};
use crate::envelope::{self, FrameError, HEADER_BYTES, Kind};
use crate::{GatewayKey, Incarnation, StoreEpoch};

/// "Everything of this incarnation up to and including `stored` is on my disk."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Whose readings.
    pub gateway: GatewayId,
    /// Of which life of its spool.
    pub incarnation: Incarnation,
    /// The highest sequence number below which nothing is missing; 0 when nothing is held.
    pub stored: u64,
    /// The life of the store that says so.
    pub epoch: StoreEpoch,
}

impl Ledger {
    /// The bytes to send.
    pub fn encode(&self, key: &GatewayKey) -> Vec<u8> {
        let mut body = Vec::with_capacity(105);
        put_id(&mut body, self.gateway.as_str());
        put_u128(&mut body, self.incarnation.0);
        put_u64(&mut body, self.stored);
        put_u128(&mut body, self.epoch.0);
        envelope::seal(Kind::Ledger, &body, key)
    }

    /// Reads what was sent; refuses whatever this gateway's server did not make.
    pub fn decode(bytes: &[u8], key: &GatewayKey) -> Result<Self, FrameError> {
        let body = envelope::open(Kind::Ledger, bytes, key)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let ledger = Self {
            gateway: reader.id("gateway")?,
            incarnation: Incarnation(reader.u128("incarnation")?),
            stored: reader.u64("stored mark")?,
            epoch: StoreEpoch(reader.u128("store epoch")?),
        };
        reader.end()?;
        Ok(ledger)
    }
}
