/** Leaves out of the structure of a tagged document what says nothing: most of a long document is its structure. */
import type { PdfFile, PdfObject } from './pdf-file.ts';

/**
 * Chromium gives each run of text an element of its own that means nothing, every element a name, of which only those of
 * table heads are referred to, and every cell that it spans one row and one column. What is looked for has a line end or a
 * bracket in it, which in a string are written as escapes.
 */
export function trimStructure(file: PdfFile): PdfFile {
  const runs = textRuns(file);
  const heads = headNames(file);
  const objects = new Map<number, PdfObject>();
  for (const [number, { value, stream }] of file.objects)
    if (!runs.has(number))
      objects.set(number, { value: stream === null ? trimmed(value, { runs, heads }) : value, stream });
  return { ...file, objects };
}

interface TextRun {
  /** The element that it stands in. */
  readonly parent: string;
  /** Where its text stands on a page. */
  readonly content: string;
}

interface Known {
  readonly runs: ReadonlyMap<number, TextRun>;
  readonly heads: ReadonlySet<string>;
}

const ELEMENT = '<</Type /StructElem\n';
const TEXT_RUN =
  /^<<\/Type \/StructElem\n\/S \/NonStruct\n\/P (\d+ 0 R)\n\/K \[((?:<<\/Type \/MCR\n\/Pg \d+ 0 R\n\/MCID \d+>>\s?)+)\](?:\n\/ID \(node\d+\))?>>$/;

function textRuns({ objects }: PdfFile): Known['runs'] {
  const runs = new Map<number, TextRun>();
  for (const [number, { value }] of objects) {
    const [, parent, content] = TEXT_RUN.exec(value) ?? [];
    if (parent !== undefined && content !== undefined) runs.set(number, { parent, content });
  }
  return runs;
}

const NAME = /\n\/ID (\(node\d+\))/;

function headNames({ objects }: PdfFile): Known['heads'] {
  const names = new Set<string>();
  for (const { value } of objects.values())
    if (value.startsWith(`${ELEMENT}/S /TH\n`)) names.add(NAME.exec(value)?.[1] ?? '');
  return names;
}

function trimmed(value: string, known: Known): string {
  if (value.startsWith(ELEMENT)) return trimmedElement(value, known);
  if (value.startsWith('<</Limits [(node')) return namesOfHeads(value, known);
  if (value.startsWith('['))
    return value.replace(REFERENCE, (all, number) => known.runs.get(Number(number))?.parent ?? all);
  return value;
}

const REFERENCE = /\b(\d+) 0 R/g;
const KIDS = /\n\/K \[[^\]]*\]/;
const ONE_SPAN = / ?<<\/O \/Table\n\/(?:Row|Col)Span 1>>/g;

function trimmedElement(value: string, { runs, heads }: Known): string {
  return value
    .replace(KIDS, (kids) =>
      kids.replace(REFERENCE, (all, number) => runs.get(Number(number))?.content ?? all),
    )
    .replace(ONE_SPAN, '')
    .replace(NAME, (all, name) => (heads.has(name) ? all : ''));
}

/** The tree of names, which has to hold those that are left, in their order. */
function namesOfHeads(value: string, { heads }: Known): string {
  const left = [...value.matchAll(/(\(node\d+\)) (\d+ 0 R)/g)].filter(([, name]) => heads.has(name ?? ''));
  const limits = [left[0]?.[1] ?? '()', left.at(-1)?.[1] ?? '()'];
  return `<</Limits [${limits.join(' ')}]\n/Names [${left.map(([pair]) => pair).join(' ')}]>>`;
}
