import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDictionary, renumber } from '#main/pdf/dictionary.ts';
import { linksOf, pagesOf, targetsOf } from '#main/pdf/pages.ts';
import { type PdfFile, readPdf, writePdf } from '#main/pdf/pdf-file.ts';
import { stampPages } from '#main/pdf/stamp.ts';
import { trimStructure } from '#main/pdf/trim-structure.ts';

/** Built as Chromium builds its files; object 1 is the catalogue. */
function pdf(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const rows = ['0000000000 65535 f ', ...offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n `)];
  const xref = `xref\n0 ${rows.length}\n${rows.join('\n')}\ntrailer\n<</Size ${rows.length}\n/Root 1 0 R>>\n`;
  return Buffer.from(`${text}${xref}startxref\n${text.length}\n%%EOF\n`, 'latin1');
}

const page = (content: number, annotation = '') =>
  `<</Type /Page\n/Resources <</Font <</F4 9 0 R>>>>\n/MediaBox [0 0 595 842]${annotation}\n/Contents ${content} 0 R\n/Parent 2 0 R>>`;
const stream = (text: string) => `<</Length ${text.length}>> stream\n${text}\nendstream`;

const DOCUMENT = pdf([
  '<</Type /Catalog\n/Pages 2 0 R\n/Dests 7 0 R>>',
  '<</Type /Pages\n/Count 2\n/Kids [3 0 R 4 0 R]>>',
  page(5, '\n/Annots [8 0 R]'),
  page(6),
  stream('first page'),
  stream('second page'),
  '<</c1 [4 0 R /XYZ 6 742 0]>>',
  '<</Type /Annot\n/Subtype /Link\n/Rect [40 700 550 720]\n/Dest /c1>>',
  '<</Type /Font\n/Name (5 0 R \\(not a reference\\))>>',
]);

const SHEETS = pdf([
  '<</Type /Catalog\n/Pages 2 0 R>>',
  '<</Type /Pages\n/Count 3\n/Kids [3 0 R 4 0 R 5 0 R]>>',
  page(6),
  page(7),
  page(8),
  stream('on all'),
  stream('on one'),
  stream('on two'),
  '<</Type /Font>>',
]);

function read(bytes: Uint8Array): PdfFile {
  const file = readPdf(bytes);
  if (file === null) throw new Error('not read');
  return file;
}

describe('a PDF', () => {
  it('is read into its objects, with streams as they are', () => {
    const { objects, root } = read(DOCUMENT);
    expect(root).toBe(1);
    expect(objects.size).toBe(9);
    expect(objects.get(5)?.stream?.toString()).toBe('first page');
  });

  it('is not read where it is built in another way, or cut', () => {
    expect(readPdf(Buffer.from('%PDF-1.7\n'))).toBeNull();
    expect(readPdf(DOCUMENT.subarray(0, -40))).toBeNull();
    expect(
      readPdf(Buffer.from(Buffer.from(DOCUMENT).toString('latin1').replace('5 0 obj', '5 1 obj'), 'latin1')),
    ).toBeNull();
  });

  it('knows where its links stand and where they lead', () => {
    const file = read(DOCUMENT);
    const pages = pagesOf(file);
    expect(linksOf(file, pages)).toEqual([{ target: 'c1', page: 0, right: 550, top: 122, height: 20 }]);
    expect(targetsOf(file, pages)).toEqual(new Map([['c1', { page: 1, top: 100 }]]));
  });

  it('is written with its objects packed, each of them found by its table', () => {
    const written = Buffer.from(writePdf(read(DOCUMENT)));
    const text = written.toString('latin1');
    const at = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(at)).toMatch(/^11 0 obj\n<<\/Type \/XRef\n\/Size 12/);
    const table = inflateSync(streamAt(written, at));
    const place = (number: number) => [...table.subarray(number * 7, number * 7 + 7)];
    expect(place(5)[0]).toBe(1);
    expect(text.slice(table.readUInt32BE(5 * 7 + 1))).toMatch(
      /^5 0 obj\n<<\/Length 10>> stream\nfirst page\n/,
    );
    expect(place(9)).toEqual([2, 0, 0, 0, 10, 0, 6]);
    const pack = inflateSync(streamAt(written, table.readUInt32BE(10 * 7 + 1))).toString('latin1');
    expect(pack).toMatch(/^1 0 2 \d+ 3 \d+ 4 \d+ 7 \d+ 8 \d+ 9 \d+\n<<\/Type \/Catalog/);
  });
});

function streamAt(file: Buffer, at: number): Buffer {
  const head = file.toString('latin1', at, at + 400);
  const from = at + head.indexOf('stream\n') + 'stream\n'.length;
  return file.subarray(from, from + Number(/\/Length (\d+)/.exec(head)?.[1]));
}

describe('sheets over pages', () => {
  it('stand on each page as drawings that are no part of the text', () => {
    const whole = stampPages(read(DOCUMENT), read(SHEETS));
    const [first, second] = whole === null ? [] : pagesOf(whole);
    const drawn = (entries = first?.entries) =>
      readDictionary(readDictionary(entries?.get('Resources') ?? '')?.get('XObject') ?? '');
    expect([...(drawn()?.values() ?? [])]).toEqual(['12 0 R', '13 0 R']);
    expect([...(drawn(second?.entries)?.values() ?? [])]).toEqual(['12 0 R', '14 0 R']);
    expect(first?.entries.get('Contents')).toBe('[19 0 R 5 0 R 20 0 R]');
    expect(whole?.objects.get(14)?.stream?.toString()).toBe('on two');
    expect(whole?.objects.get(14)?.value).toContain('/F4 18 0 R');
    const after = inflateSync(whole?.objects.get(20)?.stream ?? Buffer.alloc(0)).toString();
    expect(after).toContain('/Artifact BMC');
  });

  it('are refused where they are not as many as the pages', () => {
    expect(stampPages(read(SHEETS), read(SHEETS))).toBeNull();
  });
});

it('numbers in strings only look like references', () => {
  expect(renumber('<</A 5 0 R\n/B (5 0 R \\(5 0 R\\))\n/C [6 0 R]>>', 10)).toBe(
    '<</A 15 0 R\n/B (5 0 R \\(5 0 R\\))\n/C [16 0 R]>>',
  );
});

it('the structure loses what says nothing, and keeps the names of table heads and every place of text', () => {
  const run = (parent: number, mark: number, name: string) =>
    `<</Type /StructElem\n/S /NonStruct\n/P ${parent} 0 R\n/K [<</Type /MCR\n/Pg 3 0 R\n/MCID ${mark}>>]\n/ID (${name})>>`;
  const file = read(
    pdf([
      '<</Type /Catalog>>',
      '<</Type /StructElem\n/S /TH\n/P 9 0 R\n/K [3 0 R]\n/ID (node00000001)>>',
      run(2, 0, 'node00000002'),
      '<</Type /StructElem\n/S /TD\n/P 9 0 R\n/K [5 0 R]\n/A [<</O /Table\n/Headers [(node00000001)]>> <</O /Table\n/RowSpan 1>> <</O /Table\n/ColSpan 1>>]\n/ID (node00000003)>>',
      run(4, 1, 'node00000004'),
      '[3 0 R 5 0 R]',
      '<</Limits [(node00000001) (node00000004)]\n/Names [(node00000001) 2 0 R (node00000002) 3 0 R (node00000003) 4 0 R (node00000004) 5 0 R]>>',
    ]),
  );
  const { objects } = trimStructure(file);
  expect([...objects.keys()]).toEqual([1, 2, 4, 6, 7]);
  expect(objects.get(2)?.value).toContain('/K [<</Type /MCR\n/Pg 3 0 R\n/MCID 0>>]\n/ID (node00000001)');
  expect(objects.get(4)?.value).toMatch(
    /MCID 1>>\]\n\/A \[<<\/O \/Table\n\/Headers \[\(node00000001\)\]>>\]>>$/,
  );
  expect(objects.get(6)?.value).toBe('[2 0 R 4 0 R]');
  expect(objects.get(7)?.value).toBe(
    '<</Limits [(node00000001) (node00000001)]\n/Names [(node00000001) 2 0 R]>>',
  );
});
