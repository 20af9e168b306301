/** What becomes of the text that stands at a place of the file, by the tables. */
import type { Path } from '../problems.ts';
import type { Shape, TextUse } from './value-type.ts';

/** Null where no text is used, or where no key is known. */
export function textUseAt(path: Path, file: Shape): TextUse | null {
  let places: readonly Place[] = [{ shape: file, use: null }];
  for (const part of path) places = places.flatMap((place) => inside(place, part));
  return places.find(({ use }) => use !== null)?.use ?? null;
}

interface Place {
  readonly shape: Shape;
  readonly use: TextUse | null;
}

/** Items of a list and entries of a record are used as the key they stand under. */
function inside({ shape, use }: Place, part: string | number): readonly Place[] {
  switch (shape.kind) {
    case 'scalar':
      return [];
    case 'list':
    case 'record':
      return [{ shape: shape.of, use }];
    case 'either':
      return shape.of.flatMap((each) => inside({ shape: each, use }, part));
    case 'mapping': {
      const key = shape.keys.get(String(part));
      return key === undefined ? [] : [key];
    }
  }
}
