/** What the pages of a printed document hold: where its chapters begin, and the lines of its contents that lead to them. */
import { type Dictionary, readDictionary, readNumbers, readReference, referencesIn } from './dictionary.ts';
import type { PdfFile } from './pdf-file.ts';

export interface PdfPage {
  /** Of its object. */
  readonly number: number;
  readonly entries: Dictionary;
  /** In points. */
  readonly width: number;
  readonly height: number;
}

/** In their order. */
export function pagesOf(file: PdfFile): readonly PdfPage[] {
  const root = entriesOf(file, file.root);
  return pagesBelow(file, readReference(root.get('Pages')));
}

function pagesBelow(file: PdfFile, number: number | null): readonly PdfPage[] {
  if (number === null) return [];
  const entries = entriesOf(file, number);
  if (entries.get('Type') === '/Pages')
    return referencesIn(entries.get('Kids')).flatMap((kid) => pagesBelow(file, kid));
  const [, , width = 0, height = 0] = readNumbers(entries.get('MediaBox'));
  return [{ number, entries, width, height }];
}

function entriesOf(file: PdfFile, number: number | null): Dictionary {
  return (number === null ? null : readDictionary(file.objects.get(number)?.value ?? '')) ?? new Map();
}

/** A link within the document: where it stands, and what it leads to. */
export interface InnerLink {
  readonly target: string;
  /** Counted from 0. */
  readonly page: number;
  /** In points from the upper left corner. */
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

export interface Target {
  readonly page: number;
  readonly top: number;
}

export function linksOf(file: PdfFile, pages: readonly PdfPage[]): readonly InnerLink[] {
  return pages.flatMap(({ entries, height: sheet }, page) =>
    referencesIn(entries.get('Annots')).flatMap((annotation) => {
      const found = entriesOf(file, annotation);
      const target = found.get('Dest');
      const [, bottom = 0, right = 0, top = 0] = readNumbers(found.get('Rect'));
      return target?.startsWith('/')
        ? [{ target: target.slice(1), page, right, top: sheet - top, height: top - bottom }]
        : [];
    }),
  );
}

/** Where the places of the document stand to which its links lead. */
export function targetsOf(file: PdfFile, pages: readonly PdfPage[]): ReadonlyMap<string, Target> {
  const places = new Map(pages.map(({ number }, page) => [number, page]));
  const named = entriesOf(file, readReference(entriesOf(file, file.root).get('Dests')));
  return new Map(
    [...named].flatMap(([name, place]) => {
      const page = places.get(referencesIn(place)[0] ?? -1);
      const [, , , top = 0] = readNumbers(place.replace('/XYZ', ''));
      return page === undefined ? [] : [[name, { page, top: (pages[page]?.height ?? 0) - top }] as const];
    }),
  );
}
