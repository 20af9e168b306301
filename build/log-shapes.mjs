/**
 * What a log and a plan may hold stands in TypeScript's types alone, which are gone when the program runs. `npm run log-shapes` makes
 * electron/core/run/shapes.ts of them, by which a log is read that somebody changed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ROOT } from './provision/places.mjs';

const MODULE = join(ROOT, 'electron', 'core', 'run', 'shapes.ts');
const EVENTS = join(ROOT, 'electron', 'core', 'run', 'events.ts');
const PLAN = join(ROOT, 'electron', 'core', 'plan', 'model.ts');
/** The types that are asked for by name. */
const ROOTS = { RunEventBody: EVENTS, RunOutcome: EVENTS, AttemptFinished: EVENTS, Plan: PLAN };

const { TypeFlags, SymbolFlags } = ts;

/** Every object type is named by a number, since a reason holds reasons. */
export function makeShapes() {
  const program = ts.createProgram([EVENTS, PLAN], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: [],
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const numbers = new Map();
  const shapes = [];

  const isUndefined = (type) => (type.flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0;

  function shapeOf(type) {
    const { flags } = type;
    if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return 'any';
    if (flags & TypeFlags.Never) return 'never';
    if (flags & TypeFlags.Null) return 'null';
    if (flags & TypeFlags.BooleanLiteral) return { is: checker.typeToString(type) === 'true' };
    if (flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral)) return { is: type.value };
    if (flags & (TypeFlags.String | TypeFlags.TemplateLiteral)) return 'string';
    if (flags & TypeFlags.Number) return 'number';
    if (type.isUnion()) return oneOf(type.types.filter((each) => !isUndefined(each)).map(shapeOf));
    if (type.isIntersection() && type.types.some((each) => each.flags & TypeFlags.String)) return 'string';
    if (checker.isArrayType(type)) return { each: shapeOf(checker.getTypeArguments(type)[0]) };
    if (checker.isTupleType(type)) return { each: oneOf(checker.getTypeArguments(type).map(shapeOf)) };
    if (flags & (TypeFlags.Object | TypeFlags.Intersection)) return numberOf(type);
    throw new Error(`a type of a log that has no shape: ${checker.typeToString(type)}`);
  }

  /** In an order that does not depend on what the compiler met first. */
  function oneOf(all) {
    const [only, ...more] = all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return more.length === 0 ? only : { any: [only, ...more] };
  }

  function numberOf(type) {
    const known = numbers.get(type);
    if (known !== undefined) return known;
    const number = shapes.push(null) - 1;
    numbers.set(type, number);
    const values = type.getStringIndexType();
    const has = {};
    const may = {};
    for (const property of checker.getPropertiesOfType(type)) {
      const shape = shapeOf(checker.getTypeOfSymbol(property));
      (property.flags & SymbolFlags.Optional ? may : has)[property.name] = shape;
    }
    shapes[number] = { has, may, ...(values && { values: shapeOf(values) }) };
    return number;
  }

  const roots = Object.entries(ROOTS).map(([name, file]) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    const named = symbol && checker.getExportsOfModule(symbol).find((each) => each.name === name);
    if (!named) throw new Error(`${file} exports no ${name}`);
    return [name, shapeOf(checker.getDeclaredTypeOfSymbol(named))];
  });
  return { roots: Object.fromEntries(roots), shapes };
}

/** The text of the module. */
export function makeShapesModule() {
  const text = JSON.stringify(makeShapes()).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `/** Made from the types of the log by \`npm run log-shapes\`: change those. */\nexport const SHAPES = '${text}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MODULE, makeShapesModule());
