//! What a monitor says of itself: Battery Level (0x2A19), PnP ID (0x2A50), System ID (0x2A23) and the
//! strings of the Device Information Service.

use crate::DecodeError;
use crate::reader::Reader;
use crate::words::words;

/// Charge of the battery.
///
/// Source: Bluetooth GATT Specification Supplement, Battery Level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Battery {
    /// 0 to 100; other numbers are sent by monitors that do not know, and are kept as sent.
    pub percent: u8,
}

/// Who made the monitor, and which it is.
///
/// Source: Bluetooth GATT Specification Supplement, PnP ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnpId {
    /// Whose list `vendor` is from.
    pub vendor_source: VendorSource,
    /// The maker.
    pub vendor: u16,
    /// The maker's number for the product.
    pub product: u16,
    /// The maker's number for the version.
    pub version: u16,
}

/// A number that no other monitor has.
///
/// Source: Bluetooth GATT Specification Supplement, System ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemId {
    /// What the maker gave it: 40 bits.
    pub manufacturer: u64,
    /// The maker: 24 bits of the IEEE's list.
    pub organization: u32,
}

words!(
    /// Whose list of makers.
    VendorSource {
        BluetoothSig = 1 "bluetooth_sig",
        UsbIf = 2 "usb_if",
    }
);

impl Battery {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { percent: Reader::new(bytes).u8("battery level")? })
    }

    /// The octet of this value.
    pub fn encode(&self) -> Vec<u8> {
        vec![self.percent]
    }
}

impl PnpId {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        Ok(Self {
            vendor_source: VendorSource::from_code(reader.u8("vendor id source")?),
            vendor: reader.u16("vendor id")?,
            product: reader.u16("product id")?,
            version: reader.u16("product version")?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.vendor_source.code()];
        bytes.extend(
            [self.vendor, self.product, self.version].into_iter().flat_map(u16::to_le_bytes),
        );
        bytes
    }
}

impl SystemId {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let (low, high) = (reader.u24("manufacturer id")?, reader.u16("manufacturer id")?);
        Ok(Self {
            manufacturer: u64::from(high) << 24 | u64::from(low),
            organization: reader.u24("organization id")?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.manufacturer.to_le_bytes()[..5].to_vec();
        bytes.extend(&self.organization.to_le_bytes()[..3]);
        bytes
    }
}

/// Reads a string of the Device Information Service; zeros at its end are padding.
///
/// Source: Bluetooth Device Information Service 1.1: UTF-8.
pub fn decode_text(bytes: &[u8]) -> Result<String, DecodeError> {
    let padding = bytes.iter().rev().take_while(|octet| **octet == 0).count();
    let text = &bytes[..bytes.len() - padding];
    match std::str::from_utf8(text) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let at = error.valid_up_to();
            // There is an octet at `at`, or the text would be valid.
            Err(DecodeError::Malformed {
                field: "text",
                at,
                got: text[at],
                reason: "it is not UTF-8",
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{bytes, check_cuts};

    #[test]
    fn a_battery_is_one_octet() {
        assert_eq!(Battery::decode(&[87]), Ok(Battery { percent: 87 }));
        assert_eq!(Battery { percent: 87 }.encode(), [87]);
        check_cuts(&[87], Battery::decode);
    }

    #[test]
    fn a_pnp_id_is_four_numbers() {
        let vendor_source = VendorSource::BluetoothSig;
        let want = PnpId { vendor_source, vendor: 0x020E, product: 1, version: 0x0100 };
        assert_eq!(PnpId::decode(&bytes("01 0E02 0100 0001")), Ok(want));
        assert_eq!(want.encode(), bytes("01 0E02 0100 0001"));
        check_cuts(&want.encode(), PnpId::decode);
    }

    #[test]
    fn a_system_id_is_a_number_and_its_maker() {
        let want = SystemId { manufacturer: 0x12_3456_789A, organization: 0xBC_DEF0 };
        assert_eq!(SystemId::decode(&bytes("9A78563412 F0DEBC")), Ok(want));
        assert_eq!(want.encode(), bytes("9A78563412 F0DEBC"));
        check_cuts(&want.encode(), SystemId::decode);
    }

    #[test]
    fn text_ends_before_its_padding_and_is_utf_8() {
        assert_eq!(decode_text(b"A&D Medical\0\0").as_deref(), Ok("A&D Medical"));
        assert_eq!(decode_text(b"").as_deref(), Ok(""));
        let error = decode_text(b"A\xFFB").unwrap_err();
        assert_eq!(error.to_string(), "text at byte 1 can't be 255: it is not UTF-8");
        assert!(decode_text("é".as_bytes().split_at(1).0).is_err());
    }
}
