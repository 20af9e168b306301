/** Secrets as people write them into runbooks and scripts: where they stand in a text, and the text without them. */
import { isSecret } from '../inventory/value-names.ts';
import { ShellScanner } from '../release/shell/shell-scanner.ts';

/** What stands in the place of a secret in a text for people, and where a shell puts no value in. */
export const LEFT_OUT = '(secret left out)';

interface Spot {
  readonly from: number;
  readonly to: number;
  /** What says that it is a secret: `db_password`. */
  readonly name: string;
}

interface Sign {
  readonly pattern: RegExp;
  /** What such a secret is called, where no group of the pattern named `name` says it. */
  readonly name: string;
}

const VALUE = String.raw`(?:"(?<double>[^"\n]+)"|'(?<single>[^'\n]+)'|(?<bare>[^\s"'\x60;&|<>()]+))`;
const WORDS =
  'pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|(?:api|access|private|secret)[_-]?key';

/** Each has one group that holds the secret. */
const SIGNS: readonly Sign[] = [
  {
    pattern:
      /-----BEGIN [A-Z ]*PRIVATE KEY-----(?<bare>[\s\S]*?)(?:-----END [A-Z ]*PRIVATE KEY-----|$(?![\s\S]))/dg,
    name: 'private_key',
  },
  { pattern: new RegExp(String.raw`(?<![\w.$-])(?<name>[A-Za-z_][\w.-]*)=${VALUE}`, 'dg'), name: '' },
  {
    pattern: new RegExp(
      String.raw`(?<![\w.$-]|\$\{)["']?(?<name>[A-Za-z_][\w.-]*)["']?[ \t]*(?::[ \t]*|[ \t]=[ \t]*)${VALUE}(?=[ \t]*(?:[\x60"'|,;)\]}.]|$))`,
      'dgm',
    ),
    name: '',
  },
  {
    pattern: new RegExp(
      String.raw`(?<![\w-])--?(?:[\w-]*[_-])?(?<name>${WORDS})(?:=|[ \t]+(?!-))${VALUE}`,
      'dgi',
    ),
    name: '',
  },
  {
    pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{0,200}:(?<bare>[^\s/@"']{1,500})@/dgi,
    name: 'password',
  },
  {
    pattern:
      /\b(?:curl|wget|http)\b[^\n]{0,400}?[ \t](?:-u|-U|--user|--proxy-user)[ \t=]*["']?[^\s:"']{1,200}:(?<bare>[^\s"']+)/dg,
    name: 'password',
  },
  { pattern: /\b(?:Bearer|Basic)[ \t]+(?<bare>[\w.~+/=-]{6,})/dg, name: 'token' },
  {
    pattern: new RegExp(String.raw`\b(?:mysql\w*|mariadb\S*)\b[^\n|;]{0,400}?[ \t]-p(?=\S)${VALUE}`, 'dg'),
    name: 'password',
  },
  {
    pattern: new RegExp(String.raw`\b(?:sshpass|login)\b[^\n|;]{0,400}?[ \t]-p[ \t]*${VALUE}`, 'dg'),
    name: 'password',
  },
];

/** A name that ends so says where something is, not what it is. */
const PLACE = /(?:file|path|dir|folder|url|uri|name|id|length|ttl|stdin)$/i;
/** No secret by itself: what a shell puts in, a path, or what people write in its place. */
const STANDS_FOR = /^(?:[$~/%]|\.{1,2}\/|\{\{|\(secret left out\)|<|\*+$|x+$|\.{3}|…|-$)/i;

function spotsIn(text: string): readonly Spot[] {
  const spots: Spot[] = [];
  for (const { pattern, name } of SIGNS)
    for (const found of text.matchAll(pattern)) {
      const { groups, indices } = found;
      const key = (['double', 'single', 'bare'] as const).find((each) => groups?.[each] !== undefined);
      const at = key && indices?.groups?.[key];
      const called = groups?.name ?? name;
      if (!at || !key || isNoSecret(groups?.[key] ?? '', key === 'single')) continue;
      const isNamed = groups?.name === undefined || (isSecretName(called) && !PLACE.test(called));
      if (isNamed) spots.push({ from: at[0], to: at[1], name: nameOf(called) });
    }
  return withoutOverlaps(spots);
}

/** A shell puts values in for what stands behind `$`, but in single quotes. */
function isNoSecret(value: string, isLiteral: boolean): boolean {
  return STANDS_FOR.test(value) || (!isLiteral && /\$[A-Za-z_({]/.test(value));
}

function isSecretName(name: string): boolean {
  return isSecret(nameOf(name), null);
}

/** Cells of a row, those of a secret left out: its column says so, or the only cell before it. */
export function cellsWithoutSecrets(cells: readonly string[], head: readonly string[]): readonly string[] {
  const isNamed = (i: number): boolean =>
    isColumnOfSecrets(head[i]) || (cells.length === 2 && i === 1 && isColumnOfSecrets(cells[0]));
  return cells.map((cell, i) => (cell !== '' && isNamed(i) && !isNoSecret(cell, false) ? LEFT_OUT : cell));
}

function isColumnOfSecrets(name = ''): boolean {
  return name.length <= 40 && isSecretName(name) && !PLACE.test(name);
}

/** As a value of the environment can be called. */
function nameOf(words: string): string {
  return words.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

function withoutOverlaps(spots: readonly Spot[]): readonly Spot[] {
  const kept: Spot[] = [];
  for (const spot of spots.toSorted((a, b) => a.from - b.from || b.to - a.to))
    if (spot.from >= (kept.at(-1)?.to ?? 0)) kept.push(spot);
  return kept;
}

/** A text for people: what it said is left out. */
export function withoutSecretsForPeople(text: string): string {
  return replaced(text, spotsIn(text), () => LEFT_OUT);
}

/** 1-based lines that say a secret, each with its name. */
export function secretLines(text: string): readonly { readonly line: number; readonly name: string }[] {
  let line = 1;
  let at = 0;
  return spotsIn(text).map(({ from, name }) => {
    line += text.slice(at, from).split('\n').length - 1;
    at = from;
    return { line, name };
  });
}

export interface ShellWithoutSecrets {
  readonly text: string;
  /** What it takes from its environment instead. */
  readonly names: readonly string[];
}

/** A shell text: it takes from its environment what it said, where the shell puts values in; elsewhere it is left out. */
export function withoutSecretsInShell(text: string): ShellWithoutSecrets {
  const spots = spotsIn(text);
  const names = new Set<string>();
  if (spots.length === 0) return { text, names: [] };
  const scanner = new ShellScanner();
  const said = new Map<number, string>();
  let next = 0;
  for (let i = 0; i < text.length && next < spots.length; i += 1) {
    const spot = spots[next];
    if (spot?.from === i) {
      const value = valueAt(scanner, spot.name);
      if (value !== LEFT_OUT) names.add(spot.name);
      said.set(i, value);
      next += 1;
    }
    scanner.step(text, i);
  }
  return { text: replaced(text, spots, ({ from }) => said.get(from) ?? LEFT_OUT), names: [...names] };
}

function valueAt(scanner: ShellScanner, name: string): string {
  const value = `\${${name}}`;
  switch (scanner.context()) {
    case 'double':
      return value;
    case 'heredoc':
      return scanner.expands() ? value : LEFT_OUT;
    case 'plain':
    case 'nested':
    case 'backquoted':
      return `"${value}"`;
    case 'single':
      return `'"${value}"'`;
    case 'ansi':
    case 'comment':
    case 'arithmetic':
      return LEFT_OUT;
  }
}

function replaced(text: string, spots: readonly Spot[], value: (spot: Spot) => string): string {
  let made = '';
  let at = 0;
  for (const spot of spots) {
    made += text.slice(at, spot.from) + value(spot);
    at = spot.to;
  }
  return made + text.slice(at);
}
