// Texts inside a picture: read back by the format's own rules, with Node's checksum beside ours.
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { withTexts } from "./png-text";

/** One transparent dot, as other programs write it. */
const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

function chunks(png: Buffer): { kind: string; data: Buffer }[] {
  const found = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    found.push({ kind: body.toString("latin1", 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return found;
}

test("texts_stand_before_the_end_and_the_picture_is_the_same", () => {
  const png = new Uint8Array(Buffer.from(DOT, "base64"));
  const texts = { Title: "Größe", filter: "condition=copd&team=A%20%26%20B", "rule set": "v2 0fb1…" };
  const found = chunks(Buffer.from(withTexts(png, texts)));
  expect(found.map(({ kind }) => kind)).toEqual(["IHDR", "IDAT", "iTXt", "iTXt", "iTXt", "IEND"]);
  const read = found
    .filter(({ kind }) => kind === "iTXt")
    .map(({ data }) => {
      const end = data.indexOf(0);
      expect([...data.subarray(end, end + 5)]).toEqual([0, 0, 0, 0, 0]);
      return [data.toString("latin1", 0, end), data.toString("utf8", end + 5)];
    });
  expect(Object.fromEntries(read)).toEqual(texts);
  expect(found.slice(0, 2)).toEqual(chunks(Buffer.from(png)).slice(0, 2));
});
