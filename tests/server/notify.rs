//! Whoever has to be told outside is told: by real webhooks and mail, through failures and kills.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;
use tests::mailbox::Mailbox;
use tests::mosquitto::Mosquitto;
use tests::receiver::{Answer, Post, Receiver};
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::{http, port, wait};

const LIMIT: Duration = Duration::from_secs(30);
const KEYS: [[u8; 32]; 2] = [[7; 32], [9; 32]];

/// A server with these channels, and its broker.
fn start(scene: &Scene, channels: &str) -> (Mosquitto, Server, Known) {
    let known = Known::numbered(1).with_json();
    let broker = Mosquitto::start(scene);
    let more = format!("\n[notify]\nlink = \"https://watch.example\"\n{channels}");
    let server = Server::start_with(scene, broker.port(), std::slice::from_ref(&known), &more);
    (broker, server, known)
}

fn webhook(name: &str, port: u16, more: &str) -> String {
    let keys = KEYS.map(|key| format!("\"whsec_{}\"", STANDARD.encode(key))).join(", ");
    format!(
        "[[notify.webhook]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:{port}/in?x=1\"\n\
         keys = [{keys}]\ntimeout_s = 1\nevents = [\"raised\", \"acknowledged\"]\n{more}\n"
    )
}

/// Sends values that raise an alert, and waits until it is on the worklist.
fn raise(broker: &Mosquitto, server: &Server, known: &Known) -> Value {
    for (minute, spo2) in (0..).zip([97, 96, 92, 92, 92, 92]) {
        let ago = SignedDuration::from_mins(30 - minute);
        let taken_at = (Timestamp::now() - ago).to_string();
        let reading = json!({
            "device": known.device, "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at,
        });
        let frame = json!({ "readings": [reading] }).to_string();
        broker.publish(&known.topic(), "application/json", frame.as_bytes());
    }
    wait::until("an alert", LIMIT, || {
        let row = server.page("/api/worklist")["rows"][0].clone();
        (row["readings"] == 6 && row["alerts"][0].is_object()).then(|| row["alerts"][0].clone())
    })
}

fn acknowledge(server: &Server, alert: &Value) {
    let path = format!("/api/alerts/{}/acknowledge", alert["id"].as_str().expect("an id"));
    let wish = json!({ "version": alert["version"], "next": "calling_now", "by": "Dr Evans" });
    let answer = http::post_json(server.port(), &path, &wish).expect("the server answers");
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
}

fn outbox(server: &Server) -> Value {
    server.page("/api/ops")["outbox"].clone()
}

fn types(posts: &[Post]) -> Vec<String> {
    posts.iter().map(|post| post.json()["type"].as_str().unwrap_or_default().into()).collect()
}

/// That both keys signed what came, computed from the standard's text and not with the server's code.
#[track_caller]
fn check_signature(post: &Post) {
    let mut signed = format!("{}.{}.", post.header("webhook-id"), post.header("webhook-timestamp"));
    signed += std::str::from_utf8(&post.body).expect("JSON is text");
    let expected = KEYS.map(|key| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
        mac.update(signed.as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    });
    assert_eq!(post.header("webhook-signature"), expected.join(" "));
    let sent_s: i64 = post.header("webhook-timestamp").parse().expect("whole seconds");
    assert!((Timestamp::now().as_second() - sent_s).abs() < 60, "{sent_s}");
}

#[test]
fn an_alert_is_told_by_webhook_and_mail_with_ids_and_no_values() {
    let (scene, ports) = (Scene::new(), [port::free(), port::free(), port::free()]);
    let (plain, telling) = (Receiver::start(ports[0], &[]), Receiver::start(ports[1], &[]));
    let mailbox = Mailbox::start(ports[2]);
    let mail = format!(
        "[[notify.email]]\nname = \"ward\"\nserver = \"127.0.0.1:{}\"\ntls = \"off\"\n\
         from = \"Hearthwatch <watch@example.org>\"\nto = \"ward3@example.org\"\n",
        ports[2]
    );
    let channels = webhook("plain", ports[0], "")
        + &webhook("telling", ports[1], "include_reason = true")
        + &mail;
    let (broker, server, known) = start(&scene, &channels);
    let alert = raise(&broker, &server, &known);

    wait::until("both webhooks and the mail", LIMIT, || {
        let all = [plain.posts().len(), telling.posts().len(), mailbox.mails().len()];
        all.iter().all(|count| *count > 0).then_some(())
    });
    let post = &plain.posts()[0];
    let event = post.json();
    assert!(post.head[0].starts_with("POST /in?x=1 HTTP/1.1"), "{:?}", post.head);
    assert!(post.header("content-type").starts_with("application/cloudevents+json"));
    assert_eq!(event["specversion"], "1.0");
    assert_eq!(event["type"], "org.hearthwatch.alert.raised.v1");
    assert_eq!(event["id"], post.header("webhook-id"));
    assert_eq!(event["subject"], alert["id"]);
    assert_eq!(event["data"]["severity"], alert["severity"]);
    assert_eq!(event["data"]["patient"], known.patient);
    assert_eq!(event["data"]["link"], "https://watch.example/work");
    assert!(!String::from_utf8_lossy(&post.body).contains('%'), "no value is in it");
    check_signature(post);
    let reasons = telling.posts()[0].json()["data"]["reasons"].to_string();
    assert!(reasons.contains("Oxygen 92"), "{reasons}");

    let mail = &mailbox.mails()[0];
    assert_eq!(mail.envelope.len(), 2, "{:?}", mail.envelope);
    assert!(mail.envelope[1].contains("<ward3@example.org>"), "{:?}", mail.envelope);
    let subject = mail.header("Subject").expect("a subject");
    assert!(subject.contains("alert raised"), "{subject}");
    assert!(!subject.contains(&known.patient) && !subject.contains("oxygen"), "{subject}");
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    let id = format!("<{}@hearthwatch>", event["id"].as_str().expect("text"));
    assert_eq!(mail.header("Message-ID"), Some(&*id));
    let body = mail.lines.join("\n");
    assert!(body.contains(&format!("Patient   {}", known.patient)), "{body}");
    assert!(!body.contains("Because"), "{body}");
    wait::until_equal("everything sent", LIMIT, &json!([0, 0]), || {
        let outbox = outbox(&server);
        json!([outbox["waiting"], outbox["failing"]])
    });
}

#[test]
fn a_dead_endpoint_holds_up_nobody_and_gets_everything_in_order_later() {
    let (scene, ports) = (Scene::new(), [port::free(), port::free(), port::free()]);
    let (good, slow) =
        (Receiver::start(ports[1], &[]), Receiver::start(ports[2], &[Answer::Never; 50]));
    let channels = webhook("dead", ports[0], "")
        + &webhook("good", ports[1], "")
        + &webhook("slow", ports[2], "");
    let (broker, server, known) = start(&scene, &channels);
    let alert = raise(&broker, &server, &known);
    acknowledge(&server, &alert);
    let expected = ["org.hearthwatch.alert.raised.v1", "org.hearthwatch.alert.acknowledged.v1"];
    wait::until_equal("the good one has both", LIMIT, &expected.map(String::from).to_vec(), || {
        types(&good.taken())
    });
    // What could not be sent is what the operator sees.
    let failing = wait::until("two failing channels", LIMIT, || {
        let channels = outbox(&server)["channels"].as_array()?.clone();
        let of = |name: &str| channels.iter().find(|channel| channel["channel"] == name).cloned();
        let [dead, slow] = [of("dead")?, of("slow")?];
        (dead["failing"] == 1 && slow["failing"] == 1).then_some([dead, slow])
    });
    assert_eq!(failing[0]["failure"], "could not be reached");
    assert_eq!(failing[1]["failure"], "gave no answer in time");
    assert_eq!(failing[0]["waiting"], 2, "the second event waits behind the first");
    assert!(failing[0]["oldest_s"].as_f64() > Some(0.0), "{failing:?}");
    assert!(types(&slow.posts()).iter().all(|of| of == expected[0]), "nothing overtakes");

    // It comes back, and is not well at first.
    let revived = Receiver::start(ports[0], &[Answer::Status(500)]);
    // Its pauses have grown meanwhile.
    let limit = Duration::from_secs(240);
    wait::until_equal("both, in order", limit, &expected.map(String::from).to_vec(), || {
        types(&revived.taken())
    });
    let posts = revived.posts();
    let ids: Vec<&str> = posts.iter().map(|post| post.header("webhook-id")).collect();
    assert_eq!(ids[..2], [ids[0]; 2], "the same id each time");
    posts.iter().for_each(check_signature);
}

#[test]
fn what_a_kill_left_between_sending_and_noting_comes_again_with_the_same_id() {
    let (scene, port) = (Scene::new(), port::free());
    let receiver = Receiver::start(port, &[Answer::Never]);
    let (broker, mut server, known) =
        start(&scene, &webhook("pager", port, "").replace("timeout_s = 1", "timeout_s = 60"));
    raise(&broker, &server, &known);
    wait::until("the first post", LIMIT, || receiver.posts().first().cloned());
    server.kill();
    server.revive();
    server.wait_ready();
    let posts = wait::until("it comes again", LIMIT, || {
        Some(receiver.posts()).filter(|posts| posts.len() > 1)
    });
    assert_eq!(posts[0].header("webhook-id"), posts[1].header("webhook-id"));
    assert_eq!(posts[0].body, posts[1].body);
    wait::until_equal("nothing waits", LIMIT, &json!(0), || outbox(&server)["waiting"].clone());
    // And once it was taken it doesn't come again.
    server.kill();
    server.revive();
    server.wait_settled();
    wait::until_equal("nothing waits", LIMIT, &json!(0), || outbox(&server)["waiting"].clone());
    assert_eq!(types(&receiver.posts()).iter().filter(|of| of.contains("raised")).count(), 2);
}
