/** What lint says of lines that fail unseen inside blocks, and of a reboot that nobody is prepared for. */
import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { withStep } from './release-text.ts';

function saidOfStep(lines: string): string[] {
  return parseRelease(withStep(`on: all\n${lines}`)).issues.map(
    ({ severity, code, message }) => `${severity} ${code} ${message}`,
  );
}

describe('what fails unseen in a block', () => {
  const unseen = (run: string, more = '') =>
    saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n${more}`).filter((each) =>
      each.includes('failure-unseen'),
    );

  it.each([
    ['if test -e x; then\n  cp a b\n  touch c\nfi', 'cp', 2],
    ['if test -e x; then\n  true\nelse\n  cp a b\n  touch c\nfi', 'cp', 4],
    ['if a; then b; elif c; then\n  cp a b\n  touch c\nfi', 'cp', 2],
    ['test -e x && {\n  cp a b\n  touch c\n}', 'cp', 2],
    ['move() {\n  cp a b\n  touch c\n}\nmove', 'cp', 2],
    ['move() {\n  if test -e x; then\n    cd /srv\n    rm -rf cache\n  fi\n}\nmove', 'cd', 3],
    ['for h in a b; do\n  load $h\n  mark $h || exit 1\ndone', 'load', 2],
    ['if test -e x; then cp a b; exit 0; fi', 'cp', 1],
  ])('a line in the middle of a block is told too: %j', (run, command, line) => {
    expect(unseen(run)).toEqual([
      expect.stringContaining(`when "${command}" in line ${line} fails, the next command runs all the same`),
    ]);
    expect(unseen(run, 'strict: true')).toEqual([]);
    expect(unseen(`set -e\n${run}`)).toEqual([]);
  });

  it('the left side of a pipe is told in a block too', () => {
    expect(unseen('if test -e x; then dump | gzip >x; fi')[0]).toContain('"dump" on the left of the pipe');
  });

  it.each([
    'if test -e x; then\n  cp a b && touch c\nfi',
    'if test -e x; then\n  cp a b || exit 1\n  touch c\nfi',
    'if ! a; then\n  journalctl -u app | tail -5\n  cp log kept\n  exit 1\nfi',
    'a || { cp log kept; exit 3; }',
    'for i in 1 2 3; do\n  a && exit 0\n  sleep 1\ndone',
    'if x; then\n  a\n  test $? -eq 3 || exit 1\nfi',
    'tidy() {\n  umount x\n  rm -r x\n}\ntrap tidy EXIT\na',
    'case $1 in\n  start)\n    a\n    ;;\n  *)\n    b\n    ;;\nesac',
    'if x; then\n  echo begin\n  y=1\n  a\nfi',
    'if x; then\n  ls\n  a\nfi',
    'if grep -q "if a; then b; c; fi" x; then a; fi',
    'if x; then\n  cat >y <<EOF\na\nb\nEOF\nfi',
  ])('nothing of the block in %j', (run) => {
    expect(unseen(run)).toEqual([]);
  });
});

describe('a reboot without mode: reboot', () => {
  const reboots = (lines: string) => saidOfStep(lines).filter((each) => each.includes('reboot-unexpected'));

  it.each([
    'reboot',
    'sudo -n reboot',
    '/sbin/reboot',
    'systemctl reboot',
    'shutdown -r now',
    'init 6',
    'sync && reboot',
    'if test -e /run/reboot-required; then reboot; fi',
  ])('%j is told with the cure', (run) => {
    const said = reboots(`run: ${JSON.stringify(run)}\nnothing_to_undo: x`);
    expect(said).toEqual([
      'warning reboot-unexpected the host reboots during this step, whose outcome is then unknown: write mode: reboot, and done_if with a command that exits 0 once the host is as it should be',
    ]);
    expect(reboots(`run: ${JSON.stringify(run)}\nmode: reboot\ndone_if: a\nnothing_to_undo: x`)).toEqual([]);
  });

  it('is told of undos and scripts, and of nothing that only speaks of it', () => {
    expect(reboots('run: a\nundo: reboot')).toHaveLength(1);
    expect(reboots('script: { text: "a\\nreboot" }\nnothing_to_undo: x')).toHaveLength(1);
    for (const run of [
      'echo reboot',
      'echo "then; reboot"',
      './reboot-check',
      'shutdown -r +5',
      'shutdown -c',
      'last reboot',
    ])
      expect(reboots(`run: ${JSON.stringify(run)}\nnothing_to_undo: x`)).toEqual([]);
  });
});
