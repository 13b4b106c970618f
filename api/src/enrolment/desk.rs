//! What an operator has made on the command line: codes, and certificates for other brokers.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Result, bail};
use gateway_agent::identity::{certificate_pem, write_privately};

use super::{Codes, Grant};
use crate::authority::{Authority, LIFE, unix_ms};
use crate::config::Config;
use crate::routes::gateways::qr;
use crate::server::{make_private_folder, secret};

/// Makes a code for a gateway; gives what to show of it: the code, a QR code, and what to do.
pub fn code(config: &Config, by: String, gateway: &str) -> Result<String> {
    let Some(server) = config.doors.server() else {
        bail!("no gateway can come with a code: set `enrol_listen` in the configuration");
    };
    let codes = Codes::of(&config.data, &secret(config)?);
    let authority = Authority::open(&config.data)?;
    let shard = config.shards.first().copied().unwrap_or(0);
    let grant = Grant { gateway: gateway.parse()?, shard, by };
    let (code, _) = codes.make(&authority, &grant, unix_ms(SystemTime::now()))?;
    let drawn = qrcode::QrCode::new(qr(&server, &code.to_string()))?;
    let drawn = drawn.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build();
    Ok(format!(
        "{code}\n{drawn}\nOnce, in the next 15 minutes, on the machine that is to be {gateway}:\n\
         gateway-agent enrol --server {server} --code {code} --config gateway.toml"
    ))
}

/// Makes a certificate for a broker with these names, beside its key and the authority.
pub fn broker_certificate(config: &Config, out: &Path, names: &[String]) -> Result<String> {
    make_private_folder(&config.data)?;
    let authority = Authority::open(&config.data)?;
    let (certificate, key) = authority.certify_server(names, SystemTime::now())?;
    let write = |name: &str, text: String| write_privately(&out.join(name), text.as_bytes());
    write("authority.pem", authority.pem())?;
    write("broker.key", key.serialize_pem())?;
    write("broker.pem", certificate_pem(&certificate))?;
    let days = LIFE.as_secs() / 86_400;
    Ok(format!("{}: broker.pem, broker.key and authority.pem, for {days} days", out.display()))
}
