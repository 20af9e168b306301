/** Lays the pages of one document over those of another. */
import { readDictionary, readReference, renumber, withEntries, writeDictionary } from './dictionary.ts';
import { type PdfPage, pagesOf } from './pages.ts';
import { deflated, highest, type PdfFile, type PdfObject } from './pdf-file.ts';

/**
 * `sheets` has one page that goes over all pages, and one more for each of them. They are marked as no part of the text,
 * so that readers and screens skip them. Null where the pages do not fit one another.
 */
export function stampPages(file: PdfFile, sheets: PdfFile): PdfFile | null {
  const pages = pagesOf(file);
  const [forAll, ...forEach] = pagesOf(sheets);
  if (forAll === undefined || forEach.length !== pages.length) return null;
  const by = highest(file.objects);
  const objects = new Map<number, PdfObject>(file.objects);
  for (const [number, { value, stream }] of sheets.objects)
    if (number !== sheets.root && number !== sheets.info)
      objects.set(number + by, { value: renumber(value, by), stream });
  for (const sheet of [forAll, ...forEach]) {
    const form = formOf(sheets, sheet, by);
    if (form === null) return null;
    objects.set(sheet.number + by, form);
  }
  const before = by + highest(sheets.objects) + 1;
  objects.set(before, deflated(new Map(), Buffer.from('q\n')));
  objects.set(
    before + 1,
    deflated(new Map(), Buffer.from(`Q\n/Artifact BMC\nq /${ALL} Do Q\nq /${EACH} Do Q\nEMC\n`)),
  );
  for (const [i, page] of pages.entries()) {
    const each = forEach[i]?.number ?? 0;
    objects.set(page.number, {
      value: stamped(page, { all: forAll.number + by, each: each + by, before }),
      stream: null,
    });
  }
  return { ...file, objects: withoutTrees(objects, sheets, by) };
}

const ALL = 'HoldpointAll';
const EACH = 'HoldpointEach';

interface Stamp {
  readonly all: number;
  readonly each: number;
  /** What stands before the page's own content; what stands after it follows. */
  readonly before: number;
}

function stamped({ entries }: PdfPage, { all, each, before }: Stamp): string {
  const resources = readDictionary(entries.get('Resources') ?? '') ?? new Map<string, string>();
  const drawn = readDictionary(resources.get('XObject') ?? '') ?? new Map<string, string>();
  const more = { [ALL]: `${all} 0 R`, [EACH]: `${each} 0 R` };
  const own = (entries.get('Contents') ?? '').replace(/^\[|\]$/g, '');
  return writeDictionary(
    withEntries(entries, {
      Resources: writeDictionary(
        withEntries(resources, { XObject: writeDictionary(withEntries(drawn, more)) }),
      ),
      Contents: `[${before} 0 R ${own} ${before + 1} 0 R]`,
    }),
  );
}

/** A page as a drawing. */
function formOf(file: PdfFile, { entries, width, height }: PdfPage, by: number): PdfObject | null {
  const content = file.objects.get(readReference(entries.get('Contents')) ?? -1);
  const stored = readDictionary(content?.value ?? '');
  if (content === undefined || stored === null) return null;
  const value = withEntries(stored, {
    Type: '/XObject',
    Subtype: '/Form',
    BBox: `[0 0 ${width} ${height}]`,
    Resources: renumber(entries.get('Resources') ?? '<<>>', by),
  });
  return { value: writeDictionary(value), stream: content.stream };
}

/** What held the laid pages together, and their contents, which the drawings hold now. */
function withoutTrees(
  objects: ReadonlyMap<number, PdfObject>,
  sheets: PdfFile,
  by: number,
): ReadonlyMap<number, PdfObject> {
  const contents = new Set(pagesOf(sheets).map(({ entries }) => readReference(entries.get('Contents'))));
  return new Map(
    [...objects].filter(
      ([number, { value }]) => number <= by || !(contents.has(number - by) || value.includes('/Type /Pages')),
    ),
  );
}
