/** A PDF as Chromium writes it, read into its objects, and written again with what is no stream packed: a tagged document is mostly structure. */
import { deflateSync } from 'node:zlib';
import { type Dictionary, readDictionary, readReference } from './dictionary.ts';

export interface PdfObject {
  /** A dictionary or another value, as PDF writes it. */
  readonly value: string;
  /** As it is stored; its filter stands in the dictionary. */
  readonly stream: Buffer | null;
}

export interface PdfFile {
  readonly objects: ReadonlyMap<number, PdfObject>;
  readonly root: number;
  readonly info: number | null;
}

/** Null for a file that is built in another way than Chromium builds its own. */
export function readPdf(bytes: Uint8Array): PdfFile | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.toString('latin1', file.length - 64))?.[1]);
  if (!(start > 0 && start < file.length)) return null;
  const table = file.toString('latin1', start);
  const head = /^xref\s+0 (\d+)\s*\n/.exec(table);
  if (head === null) return null;
  const rows = table.slice(head[0].length, head[0].length + Number(head[1]) * TABLE_ROW);
  const ends = readDictionary(table.slice(head[0].length + rows.length).replace(/^\s*trailer/, ''));
  const root = readReference(ends?.get('Root'));
  const objects = readObjects(file, offsetsOf(rows), start);
  if (ends === null || root === null || !objects?.has(root)) return null;
  return { objects, root, info: readReference(ends.get('Info')) };
}

/** `0000000015 00000 n` with its line end. */
const TABLE_ROW = 20;

function offsetsOf(rows: string): readonly (readonly [number: number, offset: number])[] {
  const found: [number, number][] = [];
  for (let number = 0; number * TABLE_ROW < rows.length; number += 1) {
    const row = rows.slice(number * TABLE_ROW, (number + 1) * TABLE_ROW);
    if (row[17] === 'n') found.push([number, Number(row.slice(0, 10))]);
  }
  return found.sort(([, a], [, b]) => a - b);
}

function readObjects(
  file: Buffer,
  offsets: ReturnType<typeof offsetsOf>,
  end: number,
): ReadonlyMap<number, PdfObject> | null {
  const objects = new Map<number, PdfObject>();
  for (const [i, [number, from]] of offsets.entries()) {
    const object = readObject(file.subarray(from, offsets[i + 1]?.[1] ?? end), `${number} 0 obj\n`);
    if (object === null) return null;
    objects.set(number, object);
  }
  return objects;
}

const STREAM = '>> stream\n';

function readObject(bytes: Buffer, head: string): PdfObject | null {
  if (bytes.toString('latin1', 0, head.length) !== head) return null;
  const begins = bytes.indexOf(STREAM, head.length, 'latin1');
  if (begins < 0) {
    const text = bytes.toString('latin1', head.length);
    const ends = text.lastIndexOf('\nendobj');
    return ends < 0 ? null : { value: text.slice(0, ends), stream: null };
  }
  const value = bytes.toString('latin1', head.length, begins + 2);
  const from = begins + STREAM.length;
  const length = Number(readDictionary(value)?.get('Length'));
  const isWhole = bytes
    .toString('latin1', from + length, from + length + 11)
    .trim()
    .startsWith('endstream');
  return isWhole ? { value, stream: bytes.subarray(from, from + length) } : null;
}

/** So many objects are packed together: readers unpack all of them to see one. */
const PACK = 200;

/** The highest number of an object. */
export function highest(objects: PdfFile['objects']): number {
  return [...objects.keys()].reduce((most, number) => Math.max(most, number), 0);
}

export function writePdf({ objects, root, info }: PdfFile): Uint8Array {
  const size = highest(objects) + 1;
  const packed = packs([...objects].filter(([, { stream }]) => stream === null));
  const whole = [...objects].filter(([, { stream }]) => stream !== null);
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n%\xd3\xeb\xe9\xe1\n', 'latin1')];
  const places = new Map<number, Place>();
  let at = parts[0]?.length ?? 0;
  const add = (number: number, { value, stream }: PdfObject): void => {
    const written = Buffer.concat([
      Buffer.from(`${number} 0 obj\n${value} stream\n`, 'latin1'),
      stream ?? Buffer.alloc(0),
      Buffer.from('\nendstream\nendobj\n', 'latin1'),
    ]);
    places.set(number, { kind: 1, at, index: 0 });
    parts.push(written);
    at += written.length;
  };
  for (const [number, object] of whole) add(number, object);
  for (const [i, { numbers, object }] of packed.entries()) {
    add(size + i, object);
    for (const [index, number] of numbers.entries()) places.set(number, { kind: 2, at: size + i, index });
  }
  const table = size + packed.length;
  places.set(table, { kind: 1, at, index: 0 });
  const begins = at;
  add(table, crossReferences(places, { root, info, size: table + 1 }));
  return Buffer.concat([...parts, Buffer.from(`startxref\n${begins}\n%%EOF\n`, 'latin1')]);
}

/** Where an object stands: in the file by its offset, or in a pack by its index. */
interface Place {
  readonly kind: 1 | 2;
  readonly at: number;
  readonly index: number;
}

interface Pack {
  readonly numbers: readonly number[];
  readonly object: PdfObject;
}

function packs(all: readonly (readonly [number, PdfObject])[]): readonly Pack[] {
  return Array.from({ length: Math.ceil(all.length / PACK) }, (_, i) =>
    packOf(all.slice(i * PACK, (i + 1) * PACK)),
  );
}

function packOf(group: readonly (readonly [number, PdfObject])[]): Pack {
  let at = 0;
  const index: string[] = [];
  for (const [number, { value }] of group) {
    index.push(`${number} ${at}`);
    at += value.length + 1;
  }
  const head = `${index.join(' ')}\n`;
  const body = group.map(([, { value }]) => `${value}\n`).join('');
  const more = new Map([
    ['Type', '/ObjStm'],
    ['N', String(group.length)],
    ['First', String(head.length)],
  ]);
  return {
    numbers: group.map(([number]) => number),
    object: deflated(more, Buffer.from(head + body, 'latin1')),
  };
}

/** Bytes as a stream of their own. */
export function deflated(entries: Dictionary, bytes: Uint8Array): PdfObject {
  const stream = deflateSync(bytes);
  const names = [...entries].map(([name, value]) => `/${name} ${value}`).join('\n');
  return { value: `<<${names}\n/Filter /FlateDecode\n/Length ${stream.length}>>`, stream };
}

/** Bytes of an offset; a file of more than 4 GiB is not written. */
const WIDTHS = [1, 4, 2] as const;
const ROW = WIDTHS[0] + WIDTHS[1] + WIDTHS[2];

function crossReferences(
  places: ReadonlyMap<number, Place>,
  { root, info, size }: { readonly root: number; readonly info: number | null; readonly size: number },
): PdfObject {
  const rows = Buffer.alloc(size * ROW);
  rows.writeUInt16BE(0xffff, WIDTHS[0] + WIDTHS[1]);
  for (const [number, { kind, at, index }] of places) {
    rows.writeUInt8(kind, number * ROW);
    rows.writeUInt32BE(at, number * ROW + WIDTHS[0]);
    rows.writeUInt16BE(index, number * ROW + WIDTHS[0] + WIDTHS[1]);
  }
  const entries = new Map([
    ['Type', '/XRef'],
    ['Size', String(size)],
    ['W', `[${WIDTHS.join(' ')}]`],
    ['Root', `${root} 0 R`],
    ...(info === null ? [] : [['Info', `${info} 0 R`] as const]),
  ]);
  return deflated(entries, rows);
}
