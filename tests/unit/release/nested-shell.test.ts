/** Shells within a shell text, first lines that nobody heeds, and words of bash that sh takes for something else. */
import { describe, expect, it } from 'vitest';
import { FIRST_STEP, problems, saidOfStep, withStep } from './release-text.ts';

function saidOf(run: string, more = ''): string[] {
  return saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n${more}`);
}

describe('the text of a shell within the text', () => {
  it.each([
    ['sudo sh -c "dump | gzip >x"', 'in the text of sh -c: when "dump" on the left of the pipe'],
    ["sudo bash -c 'cd /srv/app; ./deploy'", 'in the text of bash -c: when "cd" in line 1 fails'],
    ['su - app -c "cd /srv/app; ./deploy"', 'in the text of su - app -c: when "cd" in line 1 fails'],
    ['find /srv -name x -exec sh -c \'cp "$1" /y; rm "$1"\' _ {} +', 'when "cp" in line 1 fails'],
  ])('%j hides no failure, strict or not', (run, words) => {
    for (const more of ['', 'strict: true', 'shell: bash\nstrict: true'])
      expect(saidOf(run, more)).toEqual([expect.stringContaining(words)]);
  });

  it('is told how to be strict, where the step is no help', () => {
    expect(saidOf("sudo bash -c 'cd /srv/app; ./deploy'", 'strict: true')[0]).toMatch(
      /: begin it with set -e, or join the commands by &&$/,
    );
    expect(saidOf("sudo bash -c 'dump | gzip >x'")[0]).toMatch(/: write bash -o pipefail -c$/);
  });

  it('is read by sh where sh is named, whatever the shell of the step', () => {
    expect(saidOf("sudo sh -c 'deploy &>/tmp/log'", 'shell: bash')).toEqual([
      expect.stringMatching(/^error bash-only in the text of sh -c: "&>" .*: write bash -c$/),
    ]);
  });

  it.each([
    "sudo bash -c 'cd /srv/app && [[ -f x ]] && ./deploy &>log'",
    'su - app -c "cd /srv/app && ./deploy &>log"',
    "bash -ec 'cd /srv/app; ./deploy'",
    "bash -eo pipefail -c 'cd /srv/app; dump | gzip >x'",
    "sh -c 'set -e; cd /srv/app; ./deploy'",
    "timeout 60 bash -c 'until nc -z localhost 80; do sleep 1; done'",
    'echo \'sh -c "a; b"\'',
    "./flush -c 'a; b'",
  ])('nothing in %j', (run) => {
    expect(saidOf(run)).toEqual([]);
  });

  it('has its place at the shell that is started', () => {
    expect(problems(withStep("on: all\nrun: sudo sh -c 'a; b'\nnothing_to_undo: A test"))).toEqual([
      `${FIRST_STEP + 3}:21 warning failure-unseen`,
    ]);
  });
});

describe('a first line that says what runs the text', () => {
  const told = (lines: string) =>
    saidOfStep(`${lines}\nnothing_to_undo: A test`).filter((each) => each.includes('first-line'));

  it('is an error where it names another language, and no script stands there', () => {
    expect(told('run: |\n  #!/usr/bin/env python3\n  print(1)')).toEqual([
      'error first-line "#!/usr/bin/env python3" does not say here what runs this text, and the shell of the step reads it: write script: in place of the key',
    ]);
  });

  it('is a warning where it names a shell', () => {
    expect(told('run: |\n  #!/bin/bash -e\n  a && b')[0]).toMatch(
      /^warning .*: write script: in place of the key, or shell: bash and strict: true$/,
    );
    expect(told('run: |\n  #!/bin/sh\n  a && b')).toEqual([]);
  });

  it('is heeded in a script on the very first line alone', () => {
    expect(told('script:\n  text: |\n    #!/bin/bash\n    a && b')).toEqual([]);
    expect(told('script:\n  text: "\\n#!/bin/bash\\na && b"')[0]).toMatch(/: put it on the very first line$/);
  });
});

describe('what bash alone understands', () => {
  const bashOnly = (run: string) => saidOf(run).filter((each) => each.includes('bash-only'));

  it.each([
    ['cp /x/{a,b,c} /y', '{a,b,c}'],
    ['a && disown', 'disown'],
    ['printf -v x %d 3; echo $x', 'printf -v'],
    ["find /x -print0 | while IFS= read -r -d '' f; do rm $f || exit 1; done", 'read -r -d'],
    ['while read -a words; do a || exit 1; done <x', 'read -a'],
  ])('%j', (run, sign) => {
    expect(bashOnly(run)).toEqual([expect.stringContaining(`"${sign}" is bash syntax`)]);
  });

  it.each([
    'grep -E x{1,3} y',
    'while read -r f; do a || exit 1; done <x',
    "awk '{print $1,$2}' x",
    '{ a; }',
  ])('nothing in %j', (run) => {
    expect(bashOnly(run)).toEqual([]);
  });
});

describe('words for people in the place of an undo', () => {
  it.each([
    'manual',
    'Manually.',
    'by hand',
    'None required',
    'no rollback possible',
    'N/A (read only)',
    'see the wiki, page 12',
    'See above',
    'restore from backup',
  ])('%s', (undo) => {
    expect(saidOfStep(`run: a\nundo: ${undo}`)).toEqual([
      expect.stringMatching(/^error undo-word .* would be run as a command/),
    ]);
  });

  it.each(['restore -rf /backup/x', 'see', 'manual-restore --all'])('%s is a command', (undo) => {
    expect(saidOfStep(`run: a\nundo: ${undo}`)).toEqual([]);
  });
});
