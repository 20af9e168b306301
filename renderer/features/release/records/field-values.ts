/** Values of the file as a field of a form shows them, and back. */
import type { Shape } from '#core/release/format/value-type.ts';
import { textOf, textsOf } from '../text/raw.ts';

/** How a key is written into: by its shape alone. `word`: one word is there to be said, or nothing. */
export type FieldForm =
  | 'text'
  | 'choice'
  | 'word'
  | 'flag'
  | 'number'
  | 'texts'
  | 'pairs'
  | 'figures'
  | 'group';

export function formOfShape(shape: Shape): FieldForm {
  switch (shape.kind) {
    case 'mapping':
      return 'group';
    case 'record':
      return 'pairs';
    case 'either':
      return 'figures';
    case 'list':
      return shape.of.kind === 'either' ? 'figures' : 'texts';
    case 'scalar': {
      const { enum: words, type } = shape.schema;
      if (Array.isArray(words)) return words.length > 1 ? 'choice' : 'word';
      if (type === 'boolean') return 'flag';
      return type === 'integer' ? 'number' : 'text';
    }
  }
}

/** Between what a number of that shape may be. */
export function limitsOf(shape: Shape): { readonly min?: number; readonly max?: number } {
  if (shape.kind !== 'scalar') return {};
  const { minimum, maximum } = shape.schema;
  return {
    ...(typeof minimum === 'number' ? { min: minimum } : {}),
    ...(typeof maximum === 'number' ? { max: maximum } : {}),
  };
}

/** Counts, percentages and words, one or several: `0, 2`, `1, 25%, rest`. */
export function figuresText(value: unknown): string {
  return Array.isArray(value) ? textsOf(value).join(', ') : textOf(value);
}

/** One alone stands alone, unless only a list may stand there. */
export function figuresFrom(text: string, shape: Shape): unknown {
  const figures = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((figure) => (/^\d+$/.test(figure) ? Number(figure) : figure));
  if (figures.length === 0) return undefined;
  return figures.length === 1 && shape.kind === 'either' ? figures[0] : figures;
}
