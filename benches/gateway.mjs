// One gateway's way to the server in Node alone: the frame as gateway-agent/wire/README.md lays it out, and as much of
// MQTT 5 as publishing needs (a connection, QoS 1, and its acknowledgement).
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";

const CONTENT_TYPE = "application/vnd.hearthwatch.frame";

/** A gateway of a demo whose data folder this is, with a spool of its own. */
export class Gateway {
  #key;
  #topic;
  #id;
  #incarnation = randomBytes(16);
  #sent = 0;

  constructor(id, data, tenant = "demo") {
    const master = Buffer.from(readFileSync(path.join(data, "master.key"), "utf8").trim(), "hex");
    this.#key = createHmac("sha256", master).update(`hearthwatch gateway${id}`).digest();
    this.#topic = `rpm/v1/${tenant}/0/${id}/readings`;
    this.#id = id;
  }

  /** The packet that publishes a temperature, taken at that moment. */
  temperature(device, takenAt, milliCelsius) {
    this.#sent += 1;
    const body = Buffer.alloc(5);
    body.writeInt32LE(milliCelsius, 1);
    // Presence: a time that was taken. No quality bits; in UTC; no raw bytes; kind 5.
    const reading = [short(device), Buffer.from([0b1000, 0]), i64(takenAt), i64(takenAt), Buffer.alloc(2 + 4), Buffer.from([5]), body];
    const count = Buffer.from([1, 0]);
    return publish(this.#topic, this.#seal(Buffer.concat([short(this.#id), this.#incarnation, i64(this.#sent), count, ...reading])), this.#sent);
  }

  #seal(body) {
    const head = Buffer.from([0x48, 0x57, 1, 1, 0, 0, 0, 0]);
    head.writeUInt32LE(body.length, 4);
    const told = Buffer.concat([head, body]);
    const signed = Buffer.concat([told, createHmac("sha256", this.#key).update(told).digest()]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32c(signed));
    return Buffer.concat([signed, sum]);
  }
}

/** A connection to a broker's plain port; what the broker says afterwards is read and left. */
export async function broker(port, host = "127.0.0.1") {
  const socket = connect({ port, host, noDelay: true });
  await once(socket, "connect");
  // Version 5, a clean start, no keep-alive, no properties.
  const about = Buffer.concat([text("MQTT"), Buffer.from([5, 0b10, 0, 0, 0]), text(`bench-${randomBytes(4).toString("hex")}`)]);
  socket.write(packet(0x10, about));
  const [answer] = await once(socket, "data");
  if (answer[0] >> 4 !== 2 || answer[3] !== 0) throw new Error(`the broker refuses with reason ${answer[3]}`);
  socket.resume();
  return socket;
}

function publish(topic, payload, number) {
  const type = text(CONTENT_TYPE);
  const id = Buffer.alloc(2);
  id.writeUInt16BE((number % 65_535) + 1);
  const properties = Buffer.concat([Buffer.from([type.length + 1, 0x03]), type]);
  return packet(0x32, Buffer.concat([text(topic), id, properties, payload]));
}

function packet(kind, rest) {
  const length = [];
  for (let left = rest.length; length.length === 0 || left > 0; left >>= 7) length.push((left & 127) | (left > 127 ? 128 : 0));
  return Buffer.concat([Buffer.from([kind, ...length]), rest]);
}

/** MQTT's text: two bytes of length, the larger first. */
function text(words) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(words));
  return Buffer.concat([length, Buffer.from(words)]);
}

/** A frame's id: one byte of length. */
const short = (id) => Buffer.concat([Buffer.from([Buffer.byteLength(id)]), Buffer.from(id)]);

function i64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(Math.round(value)));
  return bytes;
}

function crc32c(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
