//! What a failed connection means, for people: what is wrong, and what to do about it.

use std::error::Error;
use std::io;

use rumqttc::{ConnectReturnCode, ConnectionError, StateError};
use tokio_rustls::rustls::{self, AlertDescription, CertificateError};

/// A failure of the network or of TLS, with what it means if that is known.
pub fn explained(error: &(dyn Error + 'static)) -> String {
    let plain = crate::error::chain(error);
    match meaning(error) {
        Some(meaning) => format!("{meaning} ({plain})"),
        None => plain,
    }
}

/// What it means, and what to do.
fn meaning(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return of_tls(tls);
        }
        if let Some(ConnectionError::ConnectionRefused(code)) = error.downcast_ref() {
            return of_mqtt(*code);
        }
        next = inner(error).or(error.source());
    }
    None
}

/// What an error wraps and shows only to those who ask.
fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(StateError::Deserialization(inner)) = error.downcast_ref() {
        return Some(inner);
    }
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)?;
    Some(inner)
}

fn of_tls(error: &rustls::Error) -> Option<&'static str> {
    Some(match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate is over, or this gateway's clock is ahead: look at both \
                 clocks, then at the server"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the server's certificate isn't valid yet: this gateway's clock is behind; \
                 `timedatectl set-ntp true`"
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "the server's certificate is of another authority: it is the wrong server, somebody \
                 between, or the site has a new authority; enrol again with a new code"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another name: use the name that it has, or have \
                 this one added to `names` at the server"
            }
            _ => return None,
        },
        rustls::Error::AlertReceived(alert) => match alert {
            AlertDescription::CertificateRequired => {
                "the server wants a certificate, and this gateway has none: enrol it with a code"
            }
            AlertDescription::CertificateExpired => {
                "this gateway's certificate is over: enrol it again with a new code"
            }
            AlertDescription::CertificateRevoked | AlertDescription::AccessDenied => {
                "this gateway was shut out: ask the operator"
            }
            AlertDescription::UnknownCA
            | AlertDescription::BadCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::DecryptError => {
                "the server doesn't accept this gateway's certificate: it is of another authority, \
                 over, or was shut out; enrol it again with a new code"
            }
            _ => return None,
        },
        rustls::Error::InvalidMessage(_) => "what answers doesn't speak TLS: is it the right port?",
        _ => return None,
    })
}

fn of_mqtt(code: ConnectReturnCode) -> Option<&'static str> {
    Some(match code {
        ConnectReturnCode::NotAuthorized => {
            "the broker knows this gateway and doesn't let it in: it was shut out, or its \
             certificate is another gateway's"
        }
        ConnectReturnCode::BadUserNamePassword => "the broker doesn't accept user and password",
        ConnectReturnCode::ClientIdentifierNotValid | ConnectReturnCode::BadClientId => {
            "the broker doesn't accept this gateway's id"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rumqttc::mqttbytes;

    use super::*;

    /// In each of the ways in which the client wraps it.
    fn check(error: &rustls::Error, words: &str) {
        let wrapped = || io::Error::new(io::ErrorKind::InvalidData, error.clone());
        let read = StateError::Deserialization(mqttbytes::Error::Io(wrapped()));
        for failed in [ConnectionError::Io(wrapped()), ConnectionError::MqttState(read)] {
            let told = explained(&failed);
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn a_failed_connection_is_told_with_what_to_do() {
        let invalid = rustls::Error::InvalidCertificate;
        check(&invalid(CertificateError::Expired), "clock is ahead");
        check(&invalid(CertificateError::NotValidYet), "set-ntp");
        check(&invalid(CertificateError::UnknownIssuer), "another authority");
        check(&invalid(CertificateError::NotValidForName), "another name");
        let alert = rustls::Error::AlertReceived;
        check(&alert(AlertDescription::CertificateRequired), "enrol it with a code");
        check(&alert(AlertDescription::CertificateExpired), "certificate is over");
        check(&alert(AlertDescription::UnknownCA), "another authority");
        let refused = ConnectionError::ConnectionRefused(ConnectReturnCode::NotAuthorized);
        assert!(explained(&refused).contains("doesn't let it in"));
        assert_eq!(explained(&io::Error::other("cable")), "cable");
    }
}
