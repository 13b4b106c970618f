//! Why a channel has not taken a notice. Every one of these is tried again: an operator may repair it.

/// Why it was not taken, without what anybody wrote in an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// No connection.
    #[error("could not be reached")]
    Unreachable,
    /// A connection, and no trust in whom it leads to.
    #[error("could not be reached over TLS: is its certificate right?")]
    NoTls,
    /// No answer in time.
    #[error("gave no answer in time")]
    TimedOut,
    /// An answer that broke off, or was none.
    #[error("broke off")]
    BrokeOff,
    /// It wants to have it elsewhere.
    #[error("answered {0}, and redirects are not followed: configure the address it moved to")]
    Redirected(u16),
    /// It has not taken it.
    #[error("answered {0}")]
    Answered(u16),
    /// What was decided can't be read back.
    #[error("its reasons could not be read from the store")]
    Store,
}
