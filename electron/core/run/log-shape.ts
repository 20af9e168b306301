/**
 * Whether what stands in a log has the form of what a program of ours writes. Of a log that verifies that is known; one that somebody
 * changed may hold anything, and nothing but what passes here is folded or told.
 */
import type { Plan } from '../plan/model.ts';
import { SHAPES } from './shapes.ts';

type Shape =
  | 'string'
  | 'number'
  | 'null'
  | 'any'
  | 'never'
  | { readonly is: string | number | boolean }
  | { readonly each: Shape }
  | { readonly any: readonly Shape[] }
  /** A mapping, by its place among all of them. */
  | number;

interface MappingShape {
  readonly has: Readonly<Record<string, Shape>>;
  readonly may: Readonly<Record<string, Shape>>;
  /** Of keys that the other two do not name; those are let be where it is missing. */
  readonly values?: Shape;
}

interface Shapes {
  readonly roots: Readonly<Record<'RunEventBody' | 'RunOutcome' | 'AttemptFinished' | 'Plan', Shape>>;
  readonly shapes: readonly MappingShape[];
}

let parsed: Shapes | null = null;

export function hasShape(of: keyof Shapes['roots'], value: unknown): boolean {
  parsed ??= JSON.parse(SHAPES) as Shapes;
  return fits(parsed.shapes, parsed.roots[of], value);
}

/** A plan whose parts name each other, so that all of it can be shown. */
export function isWholePlan(value: object): value is Plan {
  if (!hasShape('Plan', value)) return false;
  const { steps, waves } = value as Plan;
  const ids = new Set(steps.map(({ id }) => id));
  return (
    steps.every(({ id, units }) => units.every((unit) => unit.step === id)) &&
    waves.every(({ step }) => ids.has(step))
  );
}

function fits(shapes: readonly MappingShape[], shape: Shape, value: unknown): boolean {
  switch (shape) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    case 'any':
      return true;
    case 'never':
      return false;
  }
  if (typeof shape === 'number') return fitsMapping(shapes, shapes[shape], value);
  if ('is' in shape) return value === shape.is;
  if ('any' in shape) return shape.any.some((each) => fits(shapes, each, value));
  return Array.isArray(value) && value.every((each) => fits(shapes, shape.each, each));
}

function fitsMapping(
  shapes: readonly MappingShape[],
  mapping: MappingShape | undefined,
  value: unknown,
): boolean {
  if (mapping === undefined || typeof value !== 'object' || value === null || Array.isArray(value))
    return false;
  const { has, may, values } = mapping;
  const entries = Object.entries(value);
  return (
    Object.keys(has).every((key) => Object.hasOwn(value, key)) &&
    entries.every(([key, each]) => {
      const shape = shapeAt(has, key) ?? shapeAt(may, key) ?? values;
      return shape === undefined || fits(shapes, shape, each);
    })
  );
}

/** No key that every object has, such as `constructor`. */
function shapeAt(of: Readonly<Record<string, Shape>>, key: string): Shape | undefined {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}
