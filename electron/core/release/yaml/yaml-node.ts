/** A YAML text as nodes with their places. */
import { isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';

/** From the first to behind the last character. */
interface Range {
  readonly from: number;
  /** Of a mapping or list that is not in brackets: behind its last value. */
  readonly to: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScalarNode extends Range {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** What YAML reads. */
  readonly value: string | number | boolean | null;
  /** The text, without quotes and line breaks of the file. */
  readonly source: string;
}

export interface MapEntry {
  readonly key: YamlNode | null;
  readonly value: YamlNode | null;
}

export interface MapNode extends Range {
  readonly kind: 'map';
  readonly isFlow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface ListNode extends Range {
  readonly kind: 'list';
  readonly isFlow: boolean;
  readonly items: readonly (YamlNode | null)[];
}

export type YamlNode = ScalarNode | MapNode | ListNode;

/** A key as it is written; without quotes where it has some. */
export function keyOf({ key }: MapEntry): string {
  return key?.kind === 'scalar' ? key.source : '';
}

export function isEmptyScalar(node: YamlNode | null): boolean {
  return node?.kind === 'scalar' && node.value === null && node.source === '';
}

/** The node of the YAML library; null for an alias. */
export function nodeFrom(node: unknown): YamlNode | null {
  if (isScalar(node)) return scalarFrom(node);
  const from = (node as Node | null)?.range?.[0] ?? 0;
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => ({ key: nodeFrom(key), value: nodeFrom(value) }));
    const last = entries.at(-1);
    const isFlow = node.flow === true;
    const to = isFlow ? node.range?.[1] : (last?.value ?? last?.key)?.to;
    return { kind: 'map', isFlow, entries, from, to: to ?? from };
  }
  if (!isSeq(node)) return null;
  const items = node.items.map(nodeFrom);
  const isFlow = node.flow === true;
  return { kind: 'list', isFlow, items, from, to: (isFlow ? node.range?.[1] : items.at(-1)?.to) ?? from };
}

function scalarFrom({ type, value, source, range }: Scalar): ScalarNode {
  return {
    kind: 'scalar',
    style: STYLES[type ?? Scalar.PLAIN] ?? 'plain',
    value: typeof value === 'bigint' ? String(value) : ((value ?? null) as ScalarNode['value']),
    source: source ?? String(value),
    from: range?.[0] ?? 0,
    to: range?.[1] ?? 0,
  };
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  [Scalar.PLAIN]: 'plain',
  [Scalar.QUOTE_SINGLE]: 'single',
  [Scalar.QUOTE_DOUBLE]: 'double',
  [Scalar.BLOCK_LITERAL]: 'literal',
  [Scalar.BLOCK_FOLDED]: 'folded',
};

/** The node with its places somewhere else. */
export function moveNode(node: YamlNode, placeOf: (at: number) => number): YamlNode {
  const place = { from: placeOf(node.from), to: placeOf(node.to) };
  const move = (inner: YamlNode | null): YamlNode | null => inner && moveNode(inner, placeOf);
  switch (node.kind) {
    case 'scalar':
      return { ...node, ...place };
    case 'list':
      return { ...node, ...place, items: node.items.map(move) };
    case 'map': {
      const entries = node.entries.map(({ key, value }) => ({ key: move(key), value: move(value) }));
      return { ...node, ...place, entries };
    }
  }
}
