import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { joinLines, makeModule } from '#build/host-scripts.mjs';
import { SCRIPTS } from '#engine/shell/scripts.ts';
import { writeScript } from '#engine/shell/write-script.ts';

const ENGINE = fileURLToPath(new URL('../../electron/engine', import.meta.url));

it('what travels to hosts is what the .sh files say (npm run host-scripts makes it so)', () => {
  expect(readFileSync(join(ENGINE, 'shell/scripts.ts'), 'utf8')).toBe(makeModule());
});

it('each text is sent by somebody', () => {
  const sources = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('scripts.ts'))
    .map((file) => readFileSync(join(ENGINE, file), 'utf8'))
    .join('\n');
  expect(Object.keys(SCRIPTS).filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
});

it.each(['make-mark', 'own-group'] as const)(
  '%s can stand in a command line that csh and fish read',
  (name) => {
    expect(SCRIPTS[name].text).not.toMatch(/['\\!\n]/);
  },
);

it('parameters stand in front, quoted, in one line', () => {
  expect(writeScript('end-group', { group: 41 })).toMatch(/^hp_group=41; /);
  expect(writeScript('cd', { cwd: `it's $HOME` })).toMatch(
    /^hp_cwd='it'\\''s \$HOME'; .*; CDPATH='' cd -- "\$hp_cwd" \|\| exit 97; unset hp_cwd$/,
  );
  expect(writeScript('programs', { programs: '' })).toMatch(/^hp_programs=; for /);
});

it.each([
  [['a', 'b'], 'a; b'],
  [['if a; then', 'b', 'else', 'c', 'fi', 'd'], 'if a; then b; else c; fi; d'],
  [['f() {', 'a &&', 'b', '}'], 'f() { a && b; }'],
  [['case $x in', 'y) a ;;', 'z)', 'b', ';;', 'esac'], 'case $x in y) a ;; z)\nb ;; esac'],
  [['(', 'a &', ')', 'b'], '( a & )\nb'],
])('lines are joined as a shell reads them: %j', (lines, line) => {
  expect(joinLines(lines)).toBe(line);
});
