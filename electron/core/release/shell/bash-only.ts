/** What bash understands and a POSIX sh takes for something else, or for nothing. */

import { hasOne } from '../signs.ts';
import { expandedText } from './shell-skeleton.ts';

export interface BashOnly {
  /** As it is written. */
  readonly sign: string;
  /** What a POSIX sh makes of it. */
  readonly means: string;
  readonly severity: 'error' | 'warning';
  /** Characters into the text. */
  readonly offset: number;
}

/** Where a command begins: what comes before it, for a look behind, which is taken last as it costs most. */
const COMMAND = '(?:^|[\\n;&|({!`)]|\\b(?:then|do|else|if|elif|while|until|time)[ \\t])[ \\t]*';

function command(pattern: string): RegExp {
  return new RegExp(`(?=${pattern})(?<=${COMMAND})(?:${pattern})`);
}

const NOT_FOUND = 'sh looks for a command of that name, finds none, and continues';
const LITERAL = 'sh takes it as it is written';

interface Construct {
  /** A skeleton without any of them is not searched. */
  readonly signs: readonly string[];
  readonly pattern: RegExp;
  readonly means: string;
  readonly severity: BashOnly['severity'];
}

const CONSTRUCTS: readonly Construct[] = [
  {
    signs: ['&>'],
    pattern: /(?<![&<>])&>>?/,
    means: 'sh starts the command in the background, does not wait for it, and counts it as ok',
    severity: 'error',
  },
  { signs: ['|&'], pattern: /\|&(?!&)/, means: 'sh refuses it', severity: 'error' },
  { signs: ['[['], pattern: command('\\[\\[(?=\\s)'), means: NOT_FOUND, severity: 'error' },
  {
    signs: ['function'],
    pattern: command('function(?=[ \\t]+[A-Za-z_])'),
    means: NOT_FOUND,
    severity: 'error',
  },
  {
    signs: [
      ...['source', 'declare', 'typeset', 'mapfile', 'readarray', 'shopt', 'pushd', 'popd', 'let'],
      ...['builtin', 'disown', 'coproc'],
    ],
    pattern: command(
      '(?:source|declare|typeset|mapfile|readarray|shopt|pushd|popd|let|builtin|disown|coproc)(?=[ \\t;&|\\n]|$)',
    ),
    means: NOT_FOUND,
    severity: 'error',
  },
  { signs: ['+='], pattern: command('[A-Za-z_]\\w*\\+=(?!\\()'), means: NOT_FOUND, severity: 'error' },
  {
    signs: ['-v'],
    pattern: command('(?:\\[|test)[ \\t]+(?:![ \\t]+)?-v(?=[ \\t]+[A-Za-z_])'),
    means: 'sh finds "-v" an error, which counts as no',
    severity: 'warning',
  },
  {
    signs: ['=('],
    pattern: /(?<=(?:^|[\s;&|(]))[A-Za-z_][A-Za-z0-9_]*\+?=\(/,
    means: 'sh has no arrays',
    severity: 'error',
  },
  {
    signs: [']=', ']+='],
    pattern: command('[A-Za-z_]\\w*\\[[^\\]\\n]*\\]\\+?='),
    means: NOT_FOUND,
    severity: 'error',
  },
  { signs: ['<(', '>('], pattern: /(?<=[\s=])[<>]\(/, means: 'sh refuses it', severity: 'error' },
  { signs: ['<<<'], pattern: /<<</, means: 'sh refuses it', severity: 'error' },
  { signs: ['(('], pattern: /\bfor[ \t]*\(\(/, means: 'sh refuses it', severity: 'error' },
  {
    signs: ['(('],
    pattern: /(?<=(?:^|[\n;&|{!]|\b(?:then|do|else|if|elif|while|until)[ \t])[ \t]*)\(\((?!\()/,
    means: 'sh takes it for two groups of commands',
    severity: 'warning',
  },
  { signs: ["$'"], pattern: /\$'/, means: LITERAL, severity: 'warning' },
  {
    signs: ['..'],
    pattern: /(?<=(?:^|[\s=,:/]))\{[A-Za-z0-9]+\.\.[A-Za-z0-9]+\}/,
    means: LITERAL,
    severity: 'warning',
  },
  {
    signs: ['{'],
    pattern: /(?<!\$)\{(?=[^}\n]{0,200}[A-Za-z_./-])[\w./-]*(?:,[\w./-]*)+\}/,
    means: LITERAL,
    severity: 'warning',
  },
  {
    signs: ['echo'],
    pattern: command('echo[ \\t]+-[nE]*e'),
    means: 'some sh print the -e',
    severity: 'warning',
  },
  {
    signs: ['printf'],
    pattern: command('printf[ \\t]+-v(?=[ \\t])'),
    means: 'sh refuses the -v, and continues',
    severity: 'error',
  },
  {
    signs: ['read'],
    pattern: /(?<=^|[\s;&|({!])read[ \t]+(?:-[rp]+[ \t]+)*-[rp]*[adeintsuN](?![A-Za-z])/,
    means: 'dash refuses it, and a loop that reads so does nothing and is ok',
    severity: 'warning',
  },
  {
    signs: ['=='],
    pattern: command('(?:\\[|test)[ \\t][^\\n;&|]*?[ \\t]==(?=[ \\t])'),
    means: 'sh compares by "=" and finds "==" an error, which counts as no',
    severity: 'warning',
  },
  {
    signs: ['pipefail'],
    pattern: command('set[ \\t][^\\n;&|]*pipefail'),
    means: 'dash and older sh refuse it',
    severity: 'warning',
  },
  {
    signs: ['ERR'],
    pattern: command('trap[ \\t][^\\n;&|]*[ \\t]ERR\\b'),
    means: 'sh knows no ERR',
    severity: 'warning',
  },
];

const OWN_NAMES = ['RANDOM', 'SECONDS', 'EUID', 'BASHPID', 'PIPESTATUS', 'FUNCNAME', 'BASH_SOURCE'];
const OWN_NAME = `(?:${OWN_NAMES.join('|')})`;
/** From the begin of `$(( ))` to a place in it, with no command in between. */
const IN_FIGURE = '\\$\\(\\((?:(?!\\)\\)|\\$\\()[^\\n]){0,300}?(?<![\\w$])';

/** What is expanded inside of double quotes too. */
const EXPANSIONS: readonly Construct[] = [
  {
    signs: OWN_NAMES,
    pattern: new RegExp(`\\$\\{?${OWN_NAME}(?=[^\\w[]|$)|${IN_FIGURE}${OWN_NAME}(?!\\w)`),
    means: 'some sh leave it empty',
    severity: 'warning',
  },
  {
    signs: ['$(('],
    pattern: new RegExp(
      `${IN_FIGURE}(?:\\w+(?:\\+\\+|--(?!\\s*[\\w$(]))|(?<!\\w\\s*)(?:\\+\\+|--)[A-Za-z_]\\w*|\\w+\\s*\\*\\*)`,
    ),
    means: 'dash refuses it, or counts nothing',
    severity: 'warning',
  },
  {
    signs: ['${', '$(('],
    pattern: new RegExp(`\\$\\{[#!]?[A-Za-z_]\\w*\\[[^\\]\\n]*\\]|${IN_FIGURE}[A-Za-z_]\\w*\\[`),
    means: 'sh has no arrays',
    severity: 'error',
  },
  { signs: ['${!'], pattern: /\$\{![A-Za-z_]\w*(?=\})/, means: 'sh refuses it', severity: 'error' },
  {
    signs: ['^', ','],
    pattern: /\$\{[A-Za-z_]\w*(?:\^\^?|,,?)(?=\})/,
    means: 'sh refuses it',
    severity: 'error',
  },
  {
    signs: ['${'],
    pattern: /\$\{[A-Za-z_]\w*(?:\/|:(?=[\d$]| +-?\d))/,
    means: 'dash refuses it',
    severity: 'warning',
  },
];

/** Each kind of construct once, where it first stands; `code` is the text's skeleton. */
export function bashOnlyIn(text: string, code: string): readonly BashOnly[] {
  const expanded = EXPANSIONS.some(({ signs, pattern }) => hasOne(text, signs) && pattern.test(text));
  return [
    ...constructsIn(CONSTRUCTS, text, code),
    ...(expanded ? constructsIn(EXPANSIONS, text, expandedText(text)) : []),
  ].sort((a, b) => a.offset - b.offset);
}

function constructsIn(constructs: readonly Construct[], text: string, code: string): readonly BashOnly[] {
  return constructs.flatMap(({ signs, pattern, means, severity }) => {
    const found = hasOne(code, signs) ? pattern.exec(code) : null;
    if (found === null) return [];
    const [sign] = found;
    return [
      {
        sign: text.slice(found.index, found.index + Math.min(sign.length, 40)),
        means,
        severity,
        offset: found.index,
      },
    ];
  });
}
