/** The JSON Schema of the file, for editors: its keys and values, by the tables. What hangs together is left to the linter. */
import type { JsonSchema, KeyShape, MappingShape, Shape } from './value-type.ts';

export function jsonSchemaOf(file: MappingShape): JsonSchema {
  const others = mappingsIn(file).filter((each) => each !== file);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Holdpoint release file, format 1',
    ...objectOf(file),
    $defs: Object.fromEntries(others.map((each) => [each.title, objectOf(each)])),
  };
}

/** Every mapping of the file, each once, in the order in which they are met. */
export function mappingsIn(shape: Shape): readonly MappingShape[] {
  switch (shape.kind) {
    case 'scalar':
      return [];
    case 'list':
    case 'record':
      return mappingsIn(shape.of);
    case 'either':
      return shape.of.flatMap(mappingsIn);
    case 'mapping': {
      const inner = [...shape.keys.values()].flatMap((key) => mappingsIn(key.shape));
      return [...new Set([shape, ...inner])];
    }
  }
}

function objectOf({ keys }: MappingShape): JsonSchema {
  const required = [...keys].filter(([, key]) => key.isRequired).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries([...keys].map(([name, key]) => [name, propertyOf(key)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function propertyOf({ help, shape, isRequired, default: written }: KeyShape): JsonSchema {
  const isPlain = written !== undefined && typeof written !== 'object';
  const schema = schemaOf(shape);
  return {
    description: help,
    ...(isPlain ? { default: written } : {}),
    ...(isRequired ? withText(schema) : withNothing(schema)),
  };
}

/** A text that must be there says something. */
function withText(schema: JsonSchema): JsonSchema {
  const { type, pattern = '' } = schema;
  const takesBlanks = type === 'string' && new RegExp(String(pattern)).test(' ');
  return takesBlanks ? { ...schema, pattern: `(?=.*\\S)${pattern}` } : schema;
}

/** A key that may be left out may also stand there without a value. */
function withNothing(schema: JsonSchema): JsonSchema {
  const { type, enum: words, anyOf, ...rest } = schema;
  if (type === undefined) return { anyOf: [...(Array.isArray(anyOf) ? anyOf : [schema]), NOTHING] };
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return { type: [...types, 'null'], ...(Array.isArray(words) ? { enum: [...words, null] } : {}), ...rest };
}

const NOTHING: JsonSchema = { type: 'null' };

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case 'scalar':
      return shape.schema;
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) };
    case 'record':
      return { type: 'object', additionalProperties: schemaOf(shape.of) };
    case 'either':
      return { anyOf: shape.of.map(schemaOf) };
    case 'mapping':
      return { $ref: `#/$defs/${shape.title}` };
  }
}
