//! Record Access Control Point (0x2A52): what a monitor answers when asked for stored records.

use crate::DecodeError;
use crate::reader::Reader;
use crate::words::words;

/// An answer of the monitor.
///
/// Source: Bluetooth GATT Specification Supplement, Record Access Control Point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordAccess {
    /// So many records are stored.
    Count(u16),
    /// How a request went. [`ResponseCode::NoRecordsFound`] is not an error.
    Response {
        /// What was asked.
        request: Request,
        /// How it went.
        code: ResponseCode,
    },
}

words!(
    /// What can be asked.
    Request {
        Report = 1 "report",
        Delete = 2 "delete",
        Abort = 3 "abort",
        Count = 4 "count",
    }
);

words!(
    /// How a request went.
    ResponseCode {
        Success = 1 "success",
        OpCodeNotSupported = 2 "op_code_not_supported",
        InvalidOperator = 3 "invalid_operator",
        OperatorNotSupported = 4 "operator_not_supported",
        InvalidOperand = 5 "invalid_operand",
        NoRecordsFound = 6 "no_records_found",
        AbortUnsuccessful = 7 "abort_unsuccessful",
        ProcedureNotCompleted = 8 "procedure_not_completed",
        OperandNotSupported = 9 "operand_not_supported",
        ServerBusy = 10 "server_busy",
    }
);

impl RecordAccess {
    /// Reads one answer; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let op_code = reader.u8("op code")?;
        if op_code != COUNT && op_code != RESPONSE {
            let reason = "an answer is 5, a count, or 6, a response";
            return Err(DecodeError::Malformed { field: "op code", at: 0, got: op_code, reason });
        }
        // The operator of an answer is Null, and says nothing.
        reader.u8("operator")?;
        if op_code == COUNT {
            return reader.u16("number of records").map(Self::Count);
        }
        let request = Request::from_code(reader.u8("request op code")?);
        Ok(Self::Response { request, code: ResponseCode::from_code(reader.u8("response code")?) })
    }

    /// The octets of this answer.
    pub fn encode(&self) -> Vec<u8> {
        match *self {
            Self::Count(count) => {
                let [low, high] = count.to_le_bytes();
                vec![COUNT, 0, low, high]
            }
            Self::Response { request, code } => vec![RESPONSE, 0, request.code(), code.code()],
        }
    }
}

const COUNT: u8 = 5;
const RESPONSE: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{bytes, check_cuts};

    fn check(hex: &str, want: RecordAccess) {
        assert_eq!(RecordAccess::decode(&bytes(hex)), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), RecordAccess::decode);
    }

    #[test]
    fn an_answer_is_a_count_or_a_response() {
        check("05 00 F401", RecordAccess::Count(500));
        let report = Request::Report;
        check(
            "06 00 01 01",
            RecordAccess::Response { request: report, code: ResponseCode::Success },
        );
        check(
            "06 00 01 06",
            RecordAccess::Response { request: report, code: ResponseCode::NoRecordsFound },
        );
        let abort = Request::Abort;
        check(
            "06 00 03 07",
            RecordAccess::Response { request: abort, code: ResponseCode::AbortUnsuccessful },
        );
    }

    #[test]
    fn a_request_is_no_answer() {
        let error = RecordAccess::decode(&bytes("01 01")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "op code at byte 0 can't be 1: an answer is 5, a count, or 6, a response"
        );
    }
}
