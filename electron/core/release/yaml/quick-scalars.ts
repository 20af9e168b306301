/** What YAML makes of a scalar's text, told by the YAML library where it is not plain to see. */
import { CST, Schema } from 'yaml';
import type { ScalarNode } from './yaml-node.ts';

type Value = ScalarNode['value'];

/** A word that YAML may read as nothing, true, false or a number. */
const MAY_BE_NO_TEXT = /^(?:[-+.\d]|(?:~|null|true|false)$)/i;

const TAGS = new Schema({ schema: 'core', merge: false, resolveKnownTags: false }).tags.flatMap((tag) =>
  tag.default === true && 'test' in tag && tag.test ? [{ test: tag.test, resolve: tag.resolve }] : [],
);

/** The value of a text without quotes. */
export function plainValue(source: string): Value {
  if (source === '') return null;
  if (!MAY_BE_NO_TEXT.test(source)) return source;
  const tag = TAGS.find(({ test }) => test.test(source));
  return tag ? scalarValue(tag.resolve as Resolve, source) : source;
}

type Resolve = (source: string, onError: () => void, options: object) => unknown;

function scalarValue(resolve: Resolve, source: string): Value {
  const found = resolve(source, () => {}, {});
  return (typeof found === 'object' && found !== null ? (found as { value: Value }).value : found) as Value;
}

type Written = Pick<CST.FlowScalar, 'type' | 'source'>;

/** A text of several lines or with escapes; null where it is wrong. */
export function foldedValue({ type, source }: Written): string | null {
  return resolved({ type, source, offset: 0, indent: 0 } as CST.FlowScalar);
}

/** A text behind `>`, from its first line on. */
export function foldedBlockValue(header: string, source: string): string | null {
  const props = [{ type: 'block-scalar-header', offset: 0, indent: 0, source: header }] as CST.Token[];
  return resolved({ type: 'block-scalar', offset: 0, indent: 0, props, source });
}

function resolved(token: CST.FlowScalar | CST.BlockScalar): string | null {
  let isWrong = false;
  const found = CST.resolveAsScalar(token, true, () => {
    isWrong = true;
  });
  return isWrong ? null : (found?.value ?? null);
}

/** A text behind `|`, whose lines are indented so far. */
export function literalValue(header: string, written: string, indent: number): string {
  const lines = written.replace(/\n$/, '').split('\n');
  return lines.map((line) => line.slice(indent)).join('\n') + (header === '|' ? '\n' : '');
}
