/** What becomes of the text that stands at a place of the file, by the tables. */
import { type Naming, namingOf, type Shape, type TextUse } from './value-type.ts';

interface Meaning {
  readonly shape: Shape;
  readonly use: TextUse | null;
}

/** A place of the file. Those inside it are reached from it; each is made once, as often as it is reached. */
export class PlaceOfText {
  /** Null where no text is used, or where no key is known. */
  readonly use: TextUse | null;
  /** What the text names, where it names something of the release. */
  readonly names: Naming | null;
  readonly #meanings: readonly Meaning[];
  readonly #inside = new Map<string | null, PlaceOfText>();

  private constructor(meanings: readonly Meaning[]) {
    this.use = meanings.find(({ use }) => use !== null)?.use ?? null;
    this.#meanings = meanings.flatMap(alternatives);
    this.names = this.#meanings.map(({ shape }) => namingOf(shape)).find((names) => names !== null) ?? null;
  }

  static root(file: Shape): PlaceOfText {
    return new PlaceOfText([{ shape: file, use: null }]);
  }

  inside(part: string | number): PlaceOfText {
    const key =
      typeof part === 'string' && this.#meanings.some(({ shape }) => hasKey(shape, part)) ? part : null;
    const known = this.#inside.get(key);
    if (known) return known;
    const made = new PlaceOfText(this.#meanings.flatMap((meaning) => inside(meaning, key)));
    this.#inside.set(key, made);
    return made;
  }
}

function hasKey(shape: Shape, key: string): boolean {
  return shape.kind === 'mapping' && shape.keys.has(key);
}

function alternatives({ shape, use }: Meaning): readonly Meaning[] {
  if (shape.kind !== 'either') return [{ shape, use }];
  return shape.of.flatMap((each) => alternatives({ shape: each, use }));
}

/** Items of a list and entries of a record are used as the key they stand under. `key`: one of a mapping; null for any other. */
function inside({ shape, use }: Meaning, key: string | null): readonly Meaning[] {
  if (shape.kind === 'list' || shape.kind === 'record') return [{ shape: shape.of, use }];
  const found = shape.kind === 'mapping' && key !== null ? shape.keys.get(key) : undefined;
  return found === undefined ? [] : [found];
}
