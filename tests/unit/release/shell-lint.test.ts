/** What lint says of shell texts: lines and pipes that fail unseen, and words that are no command. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { EXAMPLE, HEAD, saidOfStep, withStep } from './release-text.ts';

const SAMPLE = readFileSync(
  new URL('../../../resources/samples/practice.release.yaml', import.meta.url),
  'utf8',
);

/** `severity code message` of what is said of one step, whose text stands in double quotes. */
function saidOf(run: string, more = ''): string[] {
  return saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n${more}`);
}

describe('what fails unseen', () => {
  const unseen = (run: string, more = '') =>
    saidOf(run, more).filter((each) => each.includes('failure-unseen'));

  it('a line in the middle of a text is told once, with its line and the cure', () => {
    expect(unseen('cd; cp a b')[0]).toContain('when "cd" in line 1');
    expect(unseen('cp a b\ncp c d\ncp e f\n')).toEqual([
      'warning failure-unseen when "cp" in line 1 fails, the next command runs all the same, and the step can count as ok: write strict: true, or join the commands by &&',
    ]);
    expect(unseen('cd /srv; rm -rf ./cache')[0]).toContain('when "cd" in line 1 fails');
    expect(unseen('echo a\nx=$(date)\ntouch "$x"')[0]).toContain('when "x=$(date)" in line 2 fails');
    expect(unseen('for f in a b; do load $f; done\ntouch done')[0]).toContain('"for" in line 1');
  });

  it('the left side of a pipe is told with the cure', () => {
    expect(unseen('dump | gzip >x')).toEqual([
      'warning failure-unseen when "dump" on the left of the pipe in line 1 fails, the step counts as ok all the same: write shell: bash with strict: true',
    ]);
    expect(unseen('dump | gzip >x', 'shell: bash')[0]).toMatch(/: write strict: true$/);
    expect(unseen('dump | gzip >x', 'strict: true')[0]).toMatch(
      /only some sh see it, strict or not: write shell: bash$/,
    );
    expect(unseen('dump | gzip >x', 'strict: true\nshell: bash')).toEqual([]);
  });

  it.each([
    'a && b && c',
    'a &&\n  b',
    'a \\\n  --long',
    'set -e\na\nb',
    'set -eu; a; b',
    'set -o errexit\na\nb',
    'a || exit 1\nb',
    '! a\nb',
    'if a; then b; fi\nc',
    'case $x in a) b;; esac\nc',
    'x=1\ny=$((x + 1))\nexport x\na',
    'echo begin\na',
    'trap "rm -f x" EXIT\na',
    'stop() {\n  a || return\n  b\n}\nstop',
    'cat >x <<EOF\na\nb\nEOF',
    '# what follows\na\n# and no more\n',
    'echo yes | a',
    'a | grep -q ok',
    'ln -sfn "$(cat previous)" current',
    'a >x 2>&1',
  ])('nothing in %j', (run) => {
    expect(unseen(run)).toEqual([]);
  });

  it('nothing where the text is strict, or looked at by expect', () => {
    expect(unseen('a\nb', 'strict: true')).toEqual([]);
    expect(unseen('a | b', 'expect: { stdout: ok }')).toEqual([]);
  });
});

it('the samples need no shell but sh, and hide no failure', () => {
  expect(parseRelease(SAMPLE).issues).toEqual([]);
  expect(parseRelease(EXAMPLE).issues).toEqual([]);
});

describe('a word where a command or a reason belongs', () => {
  it.each([
    [
      'run: a\nundo: ""',
      'undo-word',
      'an undo that is empty does nothing and succeeds: write the command, or nothing_to_undo:',
    ],
    ['run: a\nundo: "# nothing"', 'undo-word', 'an undo of comments only does nothing and succeeds'],
    ['run: "# later"\nundo: b', 'empty', '"run" holds comments only, which does nothing and succeeds'],
    ['run: a\nundo: N/A.', 'undo-word', '"N/A." would be run as a command'],
    ['run: a\nundo: Not needed', 'undo-word', '"Not needed" would be run as a command'],
    ['run: a\nundo: none', 'undo-word', '"none" would be run as a command'],
    ['run: a\nundo: n/a', 'undo-word', '"n/a" would be run as a command'],
    ['run: a\nundo: TODO', 'undo-word', '"TODO" would be run as a command'],
    ['run: a\nundo: "-"', 'undo-word', '"-" would be run as a command'],
    ['run: a\nundo: true', 'undo-word', '"true" would be run as a command'],
    ['run: a\nundo: n.a.', 'undo-word', '"n.a." would be run as a command'],
    ['run: a\nundo: N / A', 'undo-word', '"N / A" would be run as a command'],
    ['run: a\nundo: none needed.', 'undo-word', '"none needed." would be run as a command'],
    ['run: a\nundo: "TODO: write it"', 'undo-word', '"TODO: write it" would be run as a command'],
    ['run: a\nundo: { manual: TODO }', 'empty', '"manual" does not say what to do'],
    ['run: a\nundo: b\nsudo: { user: yes }', 'sudo-word', '"yes" would be taken for a user of this name'],
    ['run: a\nnothing_to_undo: no', 'no-reason', '"nothing_to_undo" says why, in words'],
    [
      'run: a\nnothing_to_undo: no',
      'no-reason',
      'leave it out and write undo, if there is something to undo',
    ],
    ['run: a\nnothing_to_undo: yes', 'no-reason', 'such as nothing_to_undo: "'],
    ['run: a\nnothing_to_undo: true', 'no-reason', '"nothing_to_undo" says why'],
    ['run: a\npoint_of_no_return: yes', 'no-reason', '"point_of_no_return" says why'],
    [
      'run: a\nundo: b\nsudo: yes',
      'sudo-word',
      '"yes" would be taken for a user of this name: write sudo: true',
    ],
    ['run: a\nundo: b\nsudo: no', 'sudo-word', '"no" would be taken for a user of this name: leave sudo out'],
    [
      'run: a\nundo: b\nsudo: none',
      'sudo-word',
      '"none" would be taken for a user of this name: leave sudo out',
    ],
    ['script: { text: n/a }\nundo: b', 'placeholder', '"n/a" would be run as a command'],
    ['run: a\nundo: { script: { text: none } }', 'placeholder', '"none" would be run as a command'],
    ['run: TODO\nundo: b', 'placeholder', '"TODO" would be run as a command'],
  ])('%j is an error with the cure', (lines, code, words) => {
    const found = saidOfStep(lines);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`error ${code} `);
    expect(found[0]).toContain(words);
  });

  it.each(['"true"', '":"', 'exit 0'])('a check that always succeeds is told: done_if: %s', (check) => {
    const found = saidOfStep(`run: a\nundo: b\ndone_if: ${check}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('warning always-done ');
    expect(found[0]).toContain('says of every unknown outcome that the step is done');
  });

  it.each([
    'undo: none-left --all',
    'undo: "# puts it back\\nb"',
    'nothing_to_undo: Not needed',
    'nothing_to_undo: No one sees it',
    'nothing_to_undo: Nothing is written',
  ])('%s is taken as it is', (line) => {
    expect(saidOfStep(`run: a\n${line}`)).toEqual([]);
  });
});

describe('what people paste', () => {
  const issuesOf = (text: string) =>
    parseRelease(text).issues.map(({ line, column, code, message }) => ({
      at: `${line}:${column}`,
      code,
      message,
    }));

  it('a text without quotes that ends at " #" is told where it ends', () => {
    const text = withStep('on: all\nrun: ls -d /tmp #keep /srv\nundo: grep "a #b" c\n');
    const [first, second] = issuesOf(text).filter(({ code }) => code === 'text-cut');
    const line = text.split('\n').findIndex((each) => each.includes('run:'));
    expect(first).toEqual({
      at: `${line + 1}:${(text.split('\n')[line] ?? '').indexOf('#') + 1}`,
      code: 'text-cut',
      message: expect.stringMatching(/^the text ends at " #", .*: quote it/),
    });
    expect(second?.code).toBe('text-cut');
    expect(saidOfStep('run: restart app # takes a minute\nundo: b # c')).toEqual([]);
    expect(saidOfStep('run: "ls #keep"\nundo: b\ntimeout: 5m #long')).toEqual([]);
  });

  it('a tab as indentation is told once, with line and column', () => {
    expect(issuesOf(`${HEAD}deployment:\n  phases:\n\t  - id: p\n\t    title: P\n`)).toEqual([
      {
        at: '5:1',
        code: 'tab',
        message:
          'line 5 is indented by a tab (column 1); YAML is indented by spaces only: replace the tab by spaces',
      },
    ]);
    expect(issuesOf(withStep('on: all\nrun: |\n  a\n  \tb\nundo: c')).map(({ code }) => code)).not.toContain(
      'tab',
    );
  });

  it.each([
    ['"[::1]"', 'write address: "::1"'],
    ['"10.0.0.5:2222"', 'write address: 10.0.0.5, port: 2222'],
    ['"[fe80::1]:2222"', 'write address: "fe80::1", port: 2222'],
    ['"ops@db.example.com"', 'write address: db.example.com, user: ops'],
    ['"ssh://ops@db.example.com:22/"', 'write address: db.example.com, port: 22, user: ops'],
    ...[
      '"010.0.0.5"',
      '"10.0.0.05:22"',
      '"10.1"',
      '"10.0.0.256"',
      '"1.2.3.4.5"',
      '"0x7f.1"',
      '"2130706433"',
    ].map((address) => [address, 'an IPv4 address is four numbers from 0 to 255, without leading zeros']),
  ])('the address %s is told with how to write it', (address, cure) => {
    const [issue, ...more] = issuesOf(
      `${HEAD}environments: { lab: { hosts: { h: { address: ${address} } } } }\n`,
    );
    expect(more).toEqual([]);
    expect(issue?.code).toBe('bad-address');
    expect(issue?.message).toContain(`is not a host name or IP address; ${cure}`);
  });

  it.each(['"::1"', 'db.example.com', 'fe80::1%eth0', '10.0.0.5', '255.0.10.249', '10.0.0.5.example.com'])(
    'the address %s is right',
    (address) => {
      expect(issuesOf(`${HEAD}environments: { lab: { hosts: { h: { address: ${address} } } } }\n`)).toEqual(
        [],
      );
    },
  );

  it('what no shell expands is told: in env, in folders and in paths', () => {
    const told = (line: string) =>
      saidOfStep(`run: a\nundo: b\n${line}`).filter((each) => each.startsWith('warning not-expanded'));
    expect(told('env: { PATH: "$PATH:/opt/bin" }')[0]).toContain('"$PATH" stays as it is written');
    expect(told('env: { PATH: "$PATH:/opt/bin" }')[0]).toContain('PATH="$PATH:/opt/bin"; export PATH');
    expect(told('cwd: ~/app')).toHaveLength(1);
    expect(told('cwd: $HOME/app')).toHaveLength(1);
    expect(told('env: { PRICE: "5 $", WHO: "a~b" }')).toEqual([]);
    expect(told('cwd: "{{ vars.dir }}/app"')).toEqual([]);
  });

  it('a field that wants fields says which', () => {
    expect(saidOfStep('upload: x\nundo: b')[0]).toContain(
      '"upload" must be a mapping of fields (from, to, mode, owner, ',
    );
  });

  it('a folder is not uploaded', () => {
    expect(saidOfStep('upload: { from: dist/, to: /srv/ }\nundo: b')).toEqual([
      'error folder "dist/" is a folder, and an upload moves one file: pack it (tar) and upload that',
    ]);
  });

  it('a Windows line end in a command is told with its line', () => {
    expect(saidOf('cd /srv\r\nrm -rf ./cache').join('\n')).toContain(
      'error carriage-return This text has a Windows line end (CR) in line 1',
    );
  });
});

describe('what ends well although it failed', () => {
  const passing = (lines: string) => saidOfStep(`${lines}\nnothing_to_undo: A test`);

  it.each([
    ['run: systemctl restart app &', 'failure-unseen the command before "&" runs in the background'],
    ['run: nohup ./start.sh >/dev/null 2>&1 &', 'failure-unseen the command before "&"'],
    ['run: ./a & ./b & wait', 'failure-unseen the command before "&"'],
    ['run: curl -f http://x/?a=1&b=2', 'failure-unseen the command before "&"'],
    ['check: curl -s http://localhost/health', 'failure-unseen curl exits with 0'],
    ['run: psql -f migrate.sql db', 'failure-unseen psql continues after an error'],
    ['run: sqlplus app @migrate.sql', 'failure-unseen sqlplus exits with 0'],
    ['run: find /x -name y -exec rm {} \\;', 'failure-unseen find exits with 0'],
    ['check: ps aux | grep nginx', 'failure-unseen grep finds its own process'],
    ['run: cp -pi a b', 'failure-unseen -i asks for confirmation, and nobody answers'],
    ['run: export X=$(./version)', 'failure-unseen when the command in the value fails'],
    ['run: export X="$(./version)"', 'failure-unseen when the command in the value fails'],
    ['run: ./migrate || echo failed', 'failure-unseen when what comes before "||" fails'],
    ['run: for h in a b; do load $h; done', 'failure-unseen when one round of the loop fails'],
    ['run: sudo su - app', 'no-effect this opens a shell that gets no input'],
    ['run: cd /srv/app', 'no-effect this has no effect on any other step'],
    ['run: export A=b', 'no-effect this has no effect on any other step'],
    ['run: sudo -u app bash', 'no-effect this opens a shell that gets no input'],
    ['run: ssh -p 22 root@web2', 'no-effect this logs in, gets no input'],
    ['run: mysql -u root shop', 'no-effect this waits for commands'],
    ['run: psql -U postgres shop', 'no-effect this waits for commands'],
    ['run: sudo vi /etc/hosts', 'no-terminal an editor wants a person'],
    ['run: crontab -e', 'no-terminal this opens an editor'],
    ['run: less /var/log/app', 'no-terminal a pager wants a person'],
    ['run: ls | less', 'no-terminal a pager wants a person'],
    ['check: top', 'no-terminal this is drawn on a terminal'],
    ['run: read -p "Continue? " answer', 'no-terminal nothing is typed in a step'],
    ['run: docker exec -it web ls', 'no-terminal -t asks for a terminal'],
    ['run: sudo apt-get install nginx', 'no-terminal this asks before it changes anything'],
    ['run: passwd app', 'no-terminal this asks for what it needs'],
    ['run: tail -f /var/log/app', 'never-ends this follows what is written'],
    ['check: tail -n 5 -F x | grep started', 'never-ends this follows what is written'],
    ['check: journalctl -u app -f', 'never-ends this follows what is written'],
    ['check: kubectl logs -f pod', 'never-ends this follows what is written'],
    ['check: ping web2', 'never-ends this does not end by itself'],
    ['run: watch ls', 'never-ends this does not end by itself'],
    ['run: while true; do ./a; sleep 1; done', 'never-ends this loop does not end by itself'],
  ])('%s is told', (lines, said) => {
    expect(
      passing(lines).map((each) => each.slice('warning '.length, 'warning '.length + said.length)),
    ).toEqual([said]);
  });

  it.each([
    'run: ./a & p=$!; wait $p',
    'run: a >x 2>&1 <&3',
    'run: echo "a & b"',
    'check: curl -fsS http://x',
    'check: curl -s http://x | grep -q ok',
    'check: "curl -s http://x"\nexpect: { stdout: ok }',
    'run: psql -v ON_ERROR_STOP=1 -f x db',
    'run: find /x -exec rm {} +',
    'check: ps aux | grep "[n]ginx"',
    'check: ps aux | grep nginx | grep -v grep',
    'run: rm -rf x',
    'run: while ! test -e x; do sleep 1; done',
    'run: for i in 1 2; do try && break; sleep 1; done',
    'run: for h in a b; do load $h; done\nstrict: true',
    'run: echo x | bash',
    'run: su app -c ./x',
    'run: cd /srv && ./x',
    'check: cd /srv/app',
    'run: vim -es +wq x',
    'run: timeout 30 tail -f x',
    'check: tail -f x | grep -q started',
    'check: top -b -n 1',
    'check: cat a | while read x; do test "$x"; done\nstrict: true',
    'run: echo a | { read x && ./load "$x"; }',
    'run: read x <f && ./load "$x"',
    'check: ping -c 3 web2',
    'run: apt-get install -y nginx',
    'run: apt-get update',
    'check: dnf check-update',
    'run: ssh web2 uptime',
    'run: ssh web2 <x',
    'run: mysql -uroot shop -Nse "select 1"',
    'run: psql -v ON_ERROR_STOP=1 -U postgres shop <x',
    'run: while true; do ./a && break; sleep 1; done',
    'run: screen -dmS x y',
    'run: git commit -m "say more, less often"',
  ])('%j is left alone', (lines) => {
    expect(passing(lines)).toEqual([]);
  });

  it('is looked for in undos, own checks and scripts too', () => {
    expect(saidOfStep('run: a\nundo: ./a &')[0]).toContain('failure-unseen');
    expect(passing('run: a\ndone_if: curl -s http://x')[0]).toContain('failure-unseen curl');
    expect(passing('script: { text: "curl -s http://x" }')[0]).toContain('failure-unseen curl');
    expect(passing('script: { text: "#!/usr/bin/python3\\na & b" }')).toEqual([]);
  });
});

it('a here-document that never ends is an error, as the commands behind it would go into it', () => {
  const said = (run: string) => saidOf(run).filter((each) => each.includes('here-document'));
  expect(said('cat >x <<EOF\n  a\n  EOF\nstart')).toEqual([
    'error here-document this here-document never ends, so that all that follows goes into it and is not run: put EOF on a line of its own, with nothing before or after it',
  ]);
  expect(said('cat >x <<EOF')).toHaveLength(1);
  for (const run of [
    'cat >x <<EOF\na\nEOF',
    "cat >x <<'E'\na\nE\nb",
    'cat <<-E\n\ta\n\tE',
    'echo $((1<<2))',
    'cat <<< x',
  ])
    expect(said(run)).toEqual([]);
});

it('one mistake is one problem: a limit of nothing, a flag where a word or command belongs', () => {
  expect(saidOf('a', 'timeout: 0s')[0]).toContain('error bad-duration "timeout" is 0');
  expect(saidOfStep('wait: { check: a, every: 0s }')).toEqual([
    expect.stringContaining('error bad-duration "every" is 0'),
  ]);
  expect(saidOfStep('run: true\nnothing_to_undo: A test')).toEqual([
    'error quote-it YAML reads true as true or false: quote it, "true"',
  ]);
  expect(saidOf('a', 'shell: true')).toEqual([
    'error bad-word "shell" must be sh or bash, not true or false',
  ]);
});
