//! Certificates that nobody should accept, made with openssl.

use std::path::Path;
use std::process::Command;

use crate::scene::Scene;

/// Runs openssl in the scene's folder.
pub fn openssl(scene: &Scene, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    let output = command.args(arguments).current_dir(scene.path("")).output();
    let output = output.expect("openssl comes with Debian's Mosquitto");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// An authority that nobody knows: `rogue.pem` and `rogue.key` in the scene's folder.
pub fn rogue(scene: &Scene) {
    let curve = "ec_paramgen_curve:P-256";
    let subject = ["-subj", "/CN=rogue", "-keyout", "rogue.key", "-out", "rogue.pem"];
    let common = ["req", "-x509", "-newkey", "ec", "-pkeyopt", curve, "-nodes", "-days", "9"];
    openssl(scene, &[&common[..], &subject].concat());
}

/// A certificate for `gw-1` by this authority, with its key in the same file; `dates` are those of
/// `openssl ca`.
pub fn certificate(scene: &Scene, authority: &str, key: &str, dates: &[&str], identity: &Path) {
    scene.write("index.txt", "");
    scene.write("ca.cnf", CONFIG);
    let curve = "ec_paramgen_curve:P-256";
    let subject = ["-subj", "/CN=gw-1", "-keyout", "client.key", "-out", "client.csr"];
    let common = ["req", "-new", "-newkey", "ec", "-pkeyopt", curve, "-nodes"];
    openssl(scene, &[&common[..], &subject].concat());
    let sign = ["ca", "-config", "ca.cnf", "-batch", "-notext"];
    let files = ["-cert", authority, "-keyfile", key, "-in", "client.csr", "-out", "client.pem"];
    openssl(scene, &[&sign[..], &files, dates].concat());
    let read = |name: &str| std::fs::read_to_string(scene.path(name)).expect("openssl wrote it");
    std::fs::write(identity, read("client.pem") + &read("client.key")).expect("it is ours");
}

const CONFIG: &str = "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\n\
                      rand_serial = yes\nnew_certs_dir = .\n\
                      policy = any\nunique_subject = no\nx509_extensions = client\n\
                      default_md = sha256\n[any]\ncommonName = supplied\n\
                      [client]\nextendedKeyUsage = clientAuth\n";
