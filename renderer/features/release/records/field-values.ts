/** Values of the file as a field of a form shows them, and back. */
import type { Shape } from '#core/release/format/value-type.ts';
import { textOf, textsOf } from '../text/raw.ts';

/** How a key is written into: by its shape alone. */
export type FieldForm = 'text' | 'choice' | 'flag' | 'number' | 'texts' | 'pairs' | 'figures' | 'group';

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
      if (Array.isArray(words)) return 'choice';
      if (type === 'boolean') return 'flag';
      return type === 'integer' ? 'number' : 'text';
    }
  }
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
