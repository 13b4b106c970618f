//! Record Access Control Point (0x2A52): asking a monitor for stored records, and what it answers.

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

/// What is asked of the monitor.
///
/// Records are told apart by their sequence number; a continuous glucose monitor takes minutes since
/// the start of its session in its place.
///
/// Source: Bluetooth GATT Specification Supplement, Record Access Control Point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordRequest {
    /// Send these.
    Report(Records),
    /// Say how many there are.
    Count(Records),
    /// Forget these. The monitor has no second copy.
    Delete(Records),
    /// Stop what you are doing.
    Abort,
}

/// Which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// All of them.
    All,
    /// Those up to and including this number.
    UpTo(u16),
    /// Those from this number on.
    From(u16),
    /// Those from the first to the second number.
    Within(u16, u16),
    /// The oldest.
    First,
    /// The newest.
    Last,
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

impl RecordRequest {
    /// Reads one request; says what is missing or wrong, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let op_code = reader.u8("op code")?;
        Ok(match Request::from_code(op_code) {
            Request::Report => Self::Report(Records::read(&mut reader)?),
            Request::Delete => Self::Delete(Records::read(&mut reader)?),
            Request::Count => Self::Count(Records::read(&mut reader)?),
            Request::Abort => {
                reader.u8("operator")?;
                Self::Abort
            }
            Request::Reserved => {
                let reason = "a request is 1 to 4";
                return Err(DecodeError::Malformed {
                    field: "op code",
                    at: 0,
                    got: op_code,
                    reason,
                });
            }
        })
    }

    /// The octets of this request.
    pub fn encode(&self) -> Vec<u8> {
        let (request, records) = match *self {
            Self::Report(records) => (Request::Report, records),
            Self::Count(records) => (Request::Count, records),
            Self::Delete(records) => (Request::Delete, records),
            Self::Abort => return vec![Request::Abort.code(), 0],
        };
        let mut bytes = vec![request.code()];
        records.put(&mut bytes);
        bytes
    }
}

impl Records {
    fn read(reader: &mut Reader) -> Result<Self, DecodeError> {
        let at = reader.at();
        let operator = reader.u8("operator")?;
        Ok(match operator {
            1 => Self::All,
            2 => Self::UpTo(Self::number(reader)?),
            3 => Self::From(Self::number(reader)?),
            4 => Self::Within(Self::number(reader)?, reader.u16("sequence number")?),
            5 => Self::First,
            6 => Self::Last,
            got => {
                let reason = "an operator is 1 to 6";
                return Err(DecodeError::Malformed { field: "operator", at, got, reason });
            }
        })
    }

    /// The first number of an operand, after the kind of number that it is.
    fn number(reader: &mut Reader) -> Result<u16, DecodeError> {
        let (at, got) = (reader.at(), reader.u8("filter type")?);
        if got != BY_NUMBER {
            let reason = "only numbers, 1, are asked for here";
            return Err(DecodeError::Malformed { field: "filter type", at, got, reason });
        }
        reader.u16("sequence number")
    }

    fn put(self, bytes: &mut Vec<u8>) {
        let (operator, numbers) = match self {
            Self::All => (1, [None, None]),
            Self::UpTo(last) => (2, [Some(last), None]),
            Self::From(first) => (3, [Some(first), None]),
            Self::Within(first, last) => (4, [Some(first), Some(last)]),
            Self::First => (5, [None, None]),
            Self::Last => (6, [None, None]),
        };
        bytes.push(operator);
        if numbers[0].is_some() {
            bytes.push(BY_NUMBER);
        }
        bytes.extend(numbers.into_iter().flatten().flat_map(u16::to_le_bytes));
    }
}

/// Records are chosen by their number, not by their time.
const BY_NUMBER: u8 = 1;
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

    #[track_caller]
    fn check_request(hex: &str, want: RecordRequest) {
        assert_eq!(RecordRequest::decode(&bytes(hex)), Ok(want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
        check_cuts(&bytes(hex), RecordRequest::decode);
    }

    #[test]
    fn a_request_names_records() {
        use super::RecordRequest::{Abort, Count, Delete, Report};
        check_request("01 01", Report(Records::All));
        check_request("04 01", Count(Records::All));
        check_request("04 03 01 0A00", Count(Records::From(10)));
        check_request("01 03 01 0A00", Report(Records::From(10)));
        check_request("01 04 01 0A00 0B01", Report(Records::Within(10, 267)));
        check_request("01 05", Report(Records::First));
        check_request("01 06", Report(Records::Last));
        check_request("02 02 01 FFFF", Delete(Records::UpTo(u16::MAX)));
        check_request("03 00", Abort);
    }

    #[test]
    fn an_answer_is_no_request_and_times_are_not_numbers() {
        for (hex, want) in [
            ("05 00 0100", "op code at byte 0 can't be 5: a request is 1 to 4"),
            ("01 07", "operator at byte 1 can't be 7: an operator is 1 to 6"),
            (
                "01 03 02 EA07010100",
                "filter type at byte 2 can't be 2: only numbers, 1, are asked for here",
            ),
        ] {
            assert_eq!(RecordRequest::decode(&bytes(hex)).unwrap_err().to_string(), want, "{hex}");
        }
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
