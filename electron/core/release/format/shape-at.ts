/** What the tables know of a place in the file. */
import type { Path } from '../problems.ts';
import { RELEASE } from './release.ts';
import { type KeyShape, type MappingShape, type Naming, namingOf, type Shape } from './value-type.ts';

/** The shape of what may stand there; null where nothing may. A place in a list is any of its entries. */
function shapeAt(path: Path): Shape | null {
  return path.reduce<Shape | null>((shape, key) => shape && innerShape(shape, key), RELEASE.shape);
}

function innerShape(shape: Shape, key: string | number): Shape | null {
  switch (shape.kind) {
    case 'scalar':
      return null;
    case 'list':
      return typeof key === 'number' ? shape.of : null;
    case 'record':
      return shape.of;
    case 'mapping':
      return shape.keys.get(String(key))?.shape ?? null;
    case 'either':
      return shape.of.map((each) => innerShape(each, key)).find((each) => each !== null) ?? null;
  }
}

/** The keys that may stand at a place; none where no mapping may. */
export function keysAt(path: Path): ReadonlyMap<string, KeyShape> {
  return mappingOf(shapeAt(path))?.keys ?? new Map();
}

/** The words of which one must stand at a place; none where any text may. */
export function wordsAt(path: Path): readonly string[] {
  return wordsOf(shapeAt(path));
}

/** What of the release a text at a place names; null where it names nothing. */
export function namingAt(path: Path): Naming | null {
  const shape = shapeAt(path);
  return shape && namingOf(shape);
}

/** Of a place that may hold one of several, the mapping among them. */
function mappingOf(shape: Shape | null): MappingShape | null {
  if (shape?.kind === 'mapping') return shape;
  return shape?.kind === 'either' ? (shape.of.find((each) => each.kind === 'mapping') ?? null) : null;
}

/** The words of which one must stand there; empty where any text may. */
export function wordsOf(shape: Shape | null): readonly string[] {
  switch (shape?.kind) {
    case 'scalar': {
      const { enum: words, const: word, type } = shape.schema;
      if (Array.isArray(words)) return words.map(String);
      if (word !== undefined) return [String(word)];
      return type === 'boolean' ? ['true', 'false'] : [];
    }
    case 'either':
      return shape.of.flatMap(wordsOf);
    default:
      return [];
  }
}
