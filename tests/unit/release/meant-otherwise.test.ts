/** What lint says of texts that are right for a shell and do something else than their author means. */
import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { withStep } from './release-text.ts';

function saidOfStep(lines: string): string[] {
  return parseRelease(withStep(`on: all\n${lines}`)).issues.map(
    ({ severity, code, message }) => `${severity} ${code} ${message}`,
  );
}

describe('a value of the release written as one of the shell', () => {
  const told = (run: string, more = '') =>
    saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n${more}`).filter((each) =>
      each.includes('shell-value'),
    );

  it.each([
    ['cd $DIR && ./install', '$DIR'],
    [`rm -rf "\${dir}/cache"`, `\${dir}`],
    ['echo $ROLE', '$ROLE'],
  ])('%s is told, with what to write', (run, written) => {
    const [name, meant] = written.includes('ROLE')
      ? ['ROLE', 'role']
      : [written.replaceAll(/\W/g, ''), 'dir'];
    expect(told(run)).toEqual([
      `warning shell-value the shell has no ${written} unless the host sets it: write {{ vars.${meant} }} for the value of the release, or pass it on by env: { ${name}: "{{ vars.${meant} }}" }`,
    ]);
  });

  it.each([
    'DIR=$(mktemp -d); cd "$DIR"',
    'for DIR in a b; do ls "$DIR" || exit 1; done',
    'read -r DIR </etc/app && ls "$DIR"',
    '. /etc/app.env && cd "$DIR"',
    "awk '{ print $DIR }' x",
    'echo "\\$DIR $DIRECTORY $HOME"',
  ])('%s is not', (run) => {
    expect(told(run)).toEqual([]);
  });

  it('is not told of what is passed on by env', () => {
    expect(told('cd "$DIR"', 'env: { DIR: "{{ vars.dir }}" }')).toEqual([]);
  });
});

describe('what does nothing', () => {
  it.each(['"true"', '":"', 'exit 0', '/bin/true'])('an undo of %s is told', (undo) => {
    expect(saidOfStep(`run: a\nundo: ${undo}`).join()).toMatch(
      /^warning undo-word the undo ".*" does nothing and succeeds: write the command, or nothing_to_undo:/,
    );
    expect(saidOfStep('run: a\nundo: truetool').join()).toBe('');
  });

  it('a wait whose second look would come after its time limit is told', () => {
    const wait = (more: string) => saidOfStep(`wait: { check: test -e /x, ${more} }`);
    expect(wait('every: 5m, timeout: 90s')).toEqual([
      'warning looks-once it checks every 5 min but fails after 1 min 30 s, so it checks only once: make "every" shorter or "timeout" longer',
    ]);
    expect(wait('every: 5s, timeout: 90s')).toEqual([]);
  });
});
