//! Which of a monitor's users: User Index (0x2A9A) and User Control Point (0x2A9F).
//!
//! Many scales say nothing until somebody has consented for a user with the code that the scale
//! showed when the user was set up.

use crate::DecodeError;
use crate::reader::Reader;
use crate::words::words;

/// The user that a monitor is set to.
///
/// Source: Bluetooth GATT Specification Supplement, User Index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserIndex {
    /// 0 to 254; 255 is not known.
    pub index: u8,
}

/// The wish to see a user's data.
///
/// Source: Bluetooth User Data Service 1.1, User Control Point, op code 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Whose data.
    pub index: u8,
    /// What the scale showed, 0 to 9999.
    pub code: u16,
}

/// How a request went.
///
/// Source: Bluetooth User Data Service 1.1, User Control Point, op code 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserControl {
    /// What was asked.
    pub request: UserRequest,
    /// How it went.
    pub code: UserResponse,
    /// The index of a user that was registered.
    pub index: Option<u8>,
}

words!(
    /// What can be asked about users.
    UserRequest {
        Register = 1 "register",
        Consent = 2 "consent",
        DeleteData = 3 "delete_data",
        List = 4 "list",
        Delete = 5 "delete",
    }
);

words!(
    /// How a request about users went.
    UserResponse {
        Success = 1 "success",
        OpCodeNotSupported = 2 "op_code_not_supported",
        InvalidParameter = 3 "invalid_parameter",
        OperationFailed = 4 "operation_failed",
        NotAuthorized = 5 "not_authorized",
    }
);

impl UserIndex {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self { index: Reader::new(bytes).u8("user index")? })
    }

    /// The octet of this value.
    pub fn encode(&self) -> Vec<u8> {
        vec![self.index]
    }
}

impl Consent {
    /// Reads one request; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        op_code(&mut reader, CONSENT, "consent is 2")?;
        Ok(Self { index: reader.u8("user index")?, code: reader.u16("consent code")? })
    }

    /// The octets of this request.
    pub fn encode(&self) -> Vec<u8> {
        let [low, high] = self.code.to_le_bytes();
        vec![CONSENT, self.index, low, high]
    }
}

impl UserControl {
    /// Reads one answer; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        op_code(&mut reader, RESPONSE, "an answer is 32")?;
        let request = UserRequest::from_code(reader.u8("request op code")?);
        let code = UserResponse::from_code(reader.u8("response code")?);
        let registered = request == UserRequest::Register && code == UserResponse::Success;
        Ok(Self { request, code, index: reader.when(registered, |it| it.u8("user index"))? })
    }

    /// The octets of this answer.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![RESPONSE, self.request.code(), self.code.code()];
        bytes.extend(self.index);
        bytes
    }
}

fn op_code(reader: &mut Reader, want: u8, reason: &'static str) -> Result<(), DecodeError> {
    let got = reader.u8("op code")?;
    if got == want {
        return Ok(());
    }
    Err(DecodeError::Malformed { field: "op code", at: 0, got, reason })
}

const CONSENT: u8 = 2;
const RESPONSE: u8 = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{bytes, check_cuts};

    #[track_caller]
    fn check(hex: &str, request: UserRequest, code: UserResponse, index: Option<u8>) {
        let want = UserControl { request, code, index };
        assert_eq!(UserControl::decode(&bytes(hex)), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), UserControl::decode);
    }

    #[test]
    fn an_answer_says_how_a_request_went() {
        check("20 02 01", UserRequest::Consent, UserResponse::Success, None);
        check("20 02 05", UserRequest::Consent, UserResponse::NotAuthorized, None);
        check("20 01 01 07", UserRequest::Register, UserResponse::Success, Some(7));
        check("20 01 04", UserRequest::Register, UserResponse::OperationFailed, None);
        assert!(UserControl::decode(&bytes("02 01 0102")).is_err());
    }

    #[test]
    fn consent_is_a_user_and_the_code_that_the_scale_showed() {
        let want = Consent { index: 1, code: 1234 };
        assert_eq!(want.encode(), bytes("02 01 D204"));
        assert_eq!(Consent::decode(&bytes("02 01 D204")), Ok(want));
        check_cuts(&want.encode(), Consent::decode);
        assert!(Consent::decode(&bytes("20 02 01")).is_err());
    }

    #[test]
    fn a_user_index_is_one_octet() {
        assert_eq!(UserIndex::decode(&[255]), Ok(UserIndex { index: 255 }));
        assert_eq!(UserIndex { index: 3 }.encode(), [3]);
        check_cuts(&[3], UserIndex::decode);
    }
}
