//! Subscriptions, as another system asks for them. How they are told, `tests/server/fhir.rs` has with a real
//! server and an endpoint.

use serde_json::{Value, json};

use super::client::Site;
use super::{eventually, profile};

const EXTENSION: &str =
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";

pub(super) fn subscription(topic: &str, endpoint: &str, content: &str) -> Value {
    let kind = if topic == "alerts" { "Task" } else { "Observation" };
    json!({
        "resourceType": "Subscription",
        "id": "told",
        "meta": { "profile": ["http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription"] },
        "status": "requested",
        "reason": "A pager that has to know",
        "criteria": format!("urn:hearthwatch:topic:{topic}"),
        "_criteria": { "extension": [{ "url": format!("{EXTENSION}filter-criteria"), "valueString": format!("{kind}?patient=p-0001") }] },
        "channel": {
            "type": "rest-hook",
            "endpoint": endpoint,
            "payload": "application/fhir+json",
            "_payload": { "extension": [{ "url": format!("{EXTENSION}payload-content"), "valueCode": content }] },
            "header": ["Authorization: Bearer its-own-secret"],
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_kept_shown_without_its_secret_and_put_to_rest() {
    let site = Site::new().await;
    let token = site.token("system/*.cruds").await;
    let put = async |body: Value, token: &str| {
        let headers = format!("Authorization: Bearer {token}\r\n");
        site.send("PUT", "/fhir/Subscription/told", headers, body.to_string()).await
    };
    let wanted = subscription("vital-signs", "http://127.0.0.1:9/hooks/1", "full-resource");
    let writes = site.token("system/Subscription.cud").await;
    assert_eq!(put(wanted.clone(), &writes).await.status, 403, "it may not read what it asks for");
    let elsewhere = subscription("alerts", "http://127.0.0.1:8080/", "empty");
    let refused = put(elsewhere, &token).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("exchange.endpoints"), "{}", refused.text);
    let made = put(wanted.clone(), &token).await;
    assert_eq!(made.status, 201, "{}", made.text);
    profile::check(&made.json);
    let again = put(wanted.clone(), &token).await;
    assert_eq!((again.status, again.etag()), (200, "W/\"2\""), "it begins again: {}", again.text);
    let status = eventually("its state", async || {
        let answer = site.get("/fhir/Subscription/told/$status", &token).await;
        (answer.status == 200).then_some(answer)
    })
    .await;
    let parameters = status.json["entry"][0]["resource"]["parameter"].as_array().unwrap().clone();
    let value = |name: &str| parameters.iter().find(|one| one["name"] == name).unwrap().clone();
    assert_eq!(value("type")["valueCode"], "query-status");
    assert_eq!(value("events-since-subscription-start")["valueString"], "0");
    // Nobody listens there: it is told, and the secret isn't.
    let failing = eventually("an endpoint that takes nothing", async || {
        let answer = site.get("/fhir/Subscription/told", &token).await;
        answer.json["error"].is_string().then_some(answer)
    })
    .await;
    assert_eq!(failing.json["error"], "could not be reached", "{}", failing.text);
    for path in
        ["/fhir/Subscription/told", "/fhir/Subscription", "/fhir/Subscription/told/_history"]
    {
        let answer = site.get(path, &token).await;
        assert!(!answer.text.contains("its-own-secret"), "{}", answer.text);
    }
    let found = site.get("/fhir/Subscription?url=http://127.0.0.1:9/&type=rest-hook", &token).await;
    assert_eq!(found.list("entry").len(), 1, "{}", found.text);
    let mut off = wanted;
    off["status"] = json!("off");
    assert_eq!(put(off, &token).await.status, 200);
    eventually("its end", async || {
        let answer = site.get("/fhir/Subscription/told", &token).await;
        (answer.json["status"] == "off").then_some(())
    })
    .await;
    assert_eq!(site.get("/fhir/Subscription/none/$status", &token).await.status, 404);
    site.stop().await;
}
