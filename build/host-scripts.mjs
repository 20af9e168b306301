/**
 * The shell that travels to hosts is written in .sh files under electron/engine/shell and read here: `node build/host-scripts.mjs` makes the
 * module that the engine imports, which needs neither a bundler nor a loader, and `--check` says whether that module is fresh and
 * what shellcheck finds. Of a file:
 * - `# Takes: a b` names the parameters, which stand in front of the text as assignments to `hp_a` and `hp_b`;
 * - `. ./folder/part.sh`, from that folder on, stands for the text of that file, whose first line begins with "Part:" where it is sent as part of others only;
 * - comments, indentation and line breaks stay here. No string goes over several lines.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOnPath } from './provision/command.mjs';
import { ROOT } from './provision/places.mjs';

const FOLDER = join(ROOT, 'electron', 'engine', 'shell');
const MODULE = join(FOLDER, 'scripts.ts');
const PART = /^\s*\. \.\/[a-z]+\/([a-z-]+)\.sh$/;
const TAKES = /^# Takes: (.*)$/;

/** Every file by its name, in the order of names, whatever folder it is in. */
function readSources() {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.sh$/.test(file),
  );
  const names = files.map((file) => basename(file, '.sh'));
  if (new Set(names).size < names.length) fail('two .sh files have one name');
  return new Map(
    names
      .map(
        (name, i) =>
          /** @type {const} */ ([name, readFileSync(join(FOLDER, files[i] ?? ''), 'utf8').split('\n')]),
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Those that are sent by themselves: a part begins with that word. */
function wholeOnes(sources) {
  return [...sources.keys()].filter((name) => !sources.get(name)?.[0]?.startsWith('# Part: '));
}

/** Its lines with those of its parts, without comments, and all that they take. */
function expand(sources, name) {
  const takes = new Set();
  const lines = [];
  for (const line of sources.get(name) ?? fail(`${name}.sh is not there`)) {
    const part = PART.exec(line)?.[1];
    for (const parameter of TAKES.exec(line)?.[1]?.split(' ') ?? []) takes.add(parameter);
    if (part !== undefined) {
      const inner = expand(sources, part);
      for (const parameter of inner.takes) takes.add(parameter);
      lines.push(...inner.lines);
    } else if (!/^\s*(#|$)/.test(line)) lines.push(wholeLine(line.trim(), name));
  }
  return { takes, lines };
}

const QUOTED = /'[^']*'|"(?:\\.|[^"\\])*"|\\./g;

function wholeLine(line, name) {
  if (/['"\\]/.test(line.replaceAll(QUOTED, '')))
    fail(`${name}.sh: a string goes over several lines: ${line}`);
  return line;
}

const OPENS = /(?:(?:^|[\s;&|])(?:then|do|else|in|\{)|[;&|(])$/;
/** May end the pattern of a case, where nothing may stand for the line break, or something that ends a command. */
const CLOSES = /^[^()]*\)$/;

/**
 * The lines as few as can be: each line break would cost eight bytes where it travels.
 * @param {readonly string[]} lines
 */
export function joinLines(lines) {
  const breaks = lines.slice(0, -1).map((line, at) => breakBetween(line, lines[at + 1] ?? ''));
  return lines.map((line, at) => `${line}${breaks[at] ?? ''}`).join('');
}

function breakBetween(line, next) {
  if (OPENS.test(line) || next.startsWith(';;')) return ' ';
  return CLOSES.test(line) ? '\n' : '; ';
}

/** @returns {string} the module that the files make */
export function makeModule() {
  const sources = readSources();
  const entries = wholeOnes(sources).map((name) => {
    const { takes, lines } = expand(sources, name);
    const words = [...takes].map((parameter) => `'${parameter}'`).join(', ');
    return `  '${name}': { takes: [${words}], text: ${JSON.stringify(joinLines(lines))} },\n`;
  });
  return `/** Made from the .sh files beside it by \`npm run host-scripts\`: change those. */\nexport const SCRIPTS = {\n${entries.join('')}} as const;\n`;
}

function isFresh() {
  return existsSync(MODULE) && readFileSync(MODULE, 'utf8') === makeModule();
}

/** Makes the module anew where it is not what the files say. */
export function ensureHostScripts() {
  if (!isFresh()) writeFileSync(MODULE, makeModule());
}

/** What shellcheck finds in the files, as sh; empty when it finds nothing. */
function findFaults() {
  if (!isOnPath('shellcheck'))
    return "shellcheck is missing: npm test installs it, and so does Debian's package shellcheck";
  const sources = readSources();
  const found = wholeOnes(sources).flatMap((name) => {
    const preamble = [...expand(sources, name).takes].map((parameter) => `hp_${parameter}=1`).join(' ');
    const [, ...rest] = sources.get(name) ?? [];
    const input = [preamble || '#', ...rest].join('\n');
    const words = ['--check-sourced', '--severity=info', '--format=gcc', '-'];
    const { stdout, stderr } = spawnSync('shellcheck', words, { cwd: FOLDER, input, encoding: 'utf8' });
    return `${stdout}${stderr}`.split('\n').map((line) => line.replace(/^-/, `${name}.sh`));
  });
  return [...new Set(found)].join('\n');
}

function fail(words) {
  throw new Error(words);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const stale = isFresh()
      ? ''
      : 'electron/engine/shell/scripts.ts is not what the .sh files say: npm run host-scripts\n';
    const faults = `${stale}${findFaults()}`;
    if (faults !== '') console.error(faults.trimEnd());
    process.exitCode = faults === '' ? 0 : 1;
  } else ensureHostScripts();
}
