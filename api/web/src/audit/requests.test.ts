import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { aboutOf, requestOf } from "./requests";

const API = path.join(import.meta.dirname, "../../..");

test("a_request_is_named_by_its_method_and_its_words", () => {
  expect(requestOf("GET /api/patients/{id}/plan")).toBe("get-patients-id-plan");
  expect(requestOf("POST /me/{id}/messages")).toBe("post-patients-id-messages");
  expect(requestOf("GET /fhir/$export/{id}")).toBe("get-fhir-export-id");
  expect(requestOf("GET /me")).toBe("get-me");
  expect(requestOf("GET /")).toBe("get");
  expect(requestOf("signed in")).toBeNull();
});

test("what_a_request_was_about_stands_in_its_address", () => {
  expect(aboutOf("DELETE /api/accounts/{name}", "/api/accounts/Ann%20Moss")).toEqual(["Ann Moss"]);
  expect(aboutOf("GET /api/patients/{id}/documents/{thing}", "/api/patients/p-1/documents/d-7")).toEqual(["p-1", "d-7"]);
  expect(aboutOf("GET /api/audit", "/api/audit?who=ann")).toEqual([]);
});

test("whatever_is_asked_of_those_who_are_signed_in_has_words_in_each_language", () => {
  const rights = readFileSync(path.join(API, "src/routes/rights.txt"), "utf8").trim().split("\n");
  for (const language of ["en", "es", "de"]) {
    const sentences = readFileSync(path.join(API, "locales", language, "staff-audit.ftl"), "utf8");
    const worded = new Set([...sentences.matchAll(/^ {4}\[([a-z-]+)\] \S/gm)].map(([, key]) => key));
    for (const line of rights) {
      const [method = "", route = "", ...who] = line.split(/\s+/);
      if (["anybody", "another server,"].some((start) => who.join(" ").startsWith(start))) continue;
      const request = requestOf(`${method} ${route}`);
      expect(worded.has(request ?? ""), `${language}: staff-audit-request has no [${request}]`).toBe(true);
    }
  }
});
