import { describe, expect, it } from 'vitest';
import { FIRST_STEP, HEAD, message, problems, withStep } from './release-text.ts';

const AT = FIRST_STEP + 2;
const check = (command: string): string[] =>
  problems(withStep(`on: all\ncheck: |\n${command.replace(/^(?=.)/gm, '  ')}`)).filter(
    (each) => !/bash-only|failure-unseen/.test(each),
  );

describe('values in commands', () => {
  it.each([
    'cd {{ vars.dir }}',
    "echo it\\'s {{ vars.dir }}",
    "echo 'a' {{ vars.dir }} 'b'",
    'echo "$(ls {{ vars.dir }})"',
    'echo "$(ls "$(cat {{ vars.dir }})")"',
    'echo "`ls {{ vars.dir }}`"',
    "# don't\nls {{ vars.dir }}",
    "ls # it's here\nls {{ vars.dir }}",
    'echo "$' + '{#x}" $# {{ vars.dir }}',
    "echo $'it\\'s' {{ vars.dir }}",
    "cat <<EOF\nit's\nEOF\nls {{ vars.dir }}",
    'x=$((1 << 2)); ls {{ vars.dir }}',
    'x=$(( (1 << 2) + y )) && echo {{ vars.dir }}',
    '((x = 1 << 2))\nls {{ vars.dir }}',
    "cat <<-'END' > x\n\tit's \"\n\tEND\nls {{ vars.dir }}",
    'cat <<< "it\'s" ; ls {{ vars.dir }}',
    'case x in a) ls;; esac; ls {{ vars.dir }}',
    'echo "{{ vars.dir | raw }}" \'{{ vars.dir | raw }}\'',
    'test "$(df -Pk {{ vars.dir }} | awk \'NR==2 {print $4}\')" -gt 2',
  ])('are right in %j', (command) => {
    expect(check(command)).toEqual([]);
  });

  it.each([
    ['echo "{{ vars.dir }}"', 2, 19],
    ["ls\necho 'x {{ vars.dir }}'", 3, 21],
    ["echo $'{{ vars.dir }}'", 2, 20],
    ['echo "$(ls \'{{ vars.dir }}\')"', 2, 25],
    ['cat <<EOF\nx={{ vars.dir }}\nEOF', 3, 15],
    ['echo "a\\"{{ vars.dir }}"', 2, 22],
  ])('are wrong inside the quotes of %j', (command, line, column) => {
    expect(check(command)).toEqual([`${AT + line}:${column} error value-in-quotes`]);
  });

  it('are pointed at inside one line', () => {
    expect(problems(withStep(`on: all\ncheck: ls "{{ vars.dir }}"`))).toEqual([
      `${AT + 1}:22 error value-in-quotes`,
    ]);
    expect(problems(withStep(`on: all\ncheck: 'ls "{{ vars.dir }}"'`))).toEqual([
      `${AT + 1}:23 error value-in-quotes`,
    ]);
    expect(message(withStep(`on: all\ncheck: ls "{{ vars.dir }}"`))).toContain('{{ vars.dir | raw }}');
  });

  it('are looked for in undos, polls and scripts of a shell alone', () => {
    expect(problems(withStep('on: all\nrun: a\nundo: rm "{{ vars.dir }}"'))).toEqual([
      `${AT + 2}:21 error value-in-quotes`,
    ]);
    expect(problems(withStep('on: all\nwait: { check: "ls \'{{ vars.dir }}\'" }'))).toEqual([
      `${AT + 1}:31 error value-in-quotes`,
    ]);
    const script = (interpreter: string): string[] =>
      problems(
        withStep(
          `on: all\nscript:\n  interpreter: ${interpreter}\n  text: print("{{ vars.dir }}")\nnothing_to_undo: x`,
        ),
      );
    expect(script('/bin/bash')).toEqual([`${AT + 3}:26 error value-in-quotes`]);
    expect(script('python3')).toEqual([]);
  });

  it.each([
    ['{{ vras.dir }}', 'bad-value'],
    ['{{ dir }}', 'bad-value'],
    ['{{ vars.dir | upper }}', 'bad-value'],
    ['{{ vars.dir', 'bad-value'],
    ['{{ vars.dri }}', 'unknown-value'],
    ['{{ host.vars.rolle }}', 'unknown-value'],
    ['{{ step.none.size }}', 'unknown-value'],
    ['{{ step.one.size }}', 'unknown-value'],
    ['{{ secret.pw }}', 'misplaced-secret'],
  ])('%s is refused', (value, code) => {
    expect(check(`echo ${value}`)).toEqual([`${AT + 2}:18 error ${code}`]);
  });

  it('may be braces of another language, written so', () => {
    expect(check(`docker ps --format '{{ "{{" }}.Names}}'`)).toEqual([]);
    expect(problems(withStep("on: all\ncheck: docker ps --format '{{.Names}}'"))).toEqual([
      `${AT + 1}:38 error bad-value`,
    ]);
    expect(message(withStep("on: all\ncheck: docker ps --format '{{.Names}}'"))).toContain('{{ "{{" }}');
  });

  it('set nowhere may be given to the run, and are a warning', () => {
    expect(check('echo {{ vars.build }}')).toEqual([`${AT + 2}:18 warning unset-value`]);
  });

  it('of a captured name are known', () => {
    const text = withStep('on: all\ncheck: a\ncapture: { size: x }\nnotes: b').concat(
      '        - { id: two, title: Two, on: all, check: "echo {{ step.one.size }} {{ step.one.size@web1 }}" }\n',
    );
    expect(problems(text)).toEqual([]);
    expect(problems(text.replace('@web1', '@web9'))).toEqual([`${FIRST_STEP + 6}:76 error unknown-value`]);
  });

  it('of conditions are known too', () => {
    expect(problems(withStep('on: all\ncheck: a\nwhen: vars.dri == "x"'))).toEqual([
      `${AT + 2}:17 error unknown-value`,
    ]);
    expect(
      problems(withStep(`on: all\ncheck: a\nwhen: vars.dir == "vars.dri" or {{ vars.dri }} == 'x'`)),
    ).toEqual([`${AT + 2}:46 error unknown-value`]);
    expect(problems(withStep('on: all\ncheck: a\nwhen: secret.x'))).toEqual([
      `${AT + 2}:17 error misplaced-secret`,
    ]);
  });
});

describe('secrets', () => {
  it('may stand in env and sudo', () => {
    expect(
      problems(withStep('on: all\ncheck: a\nenv: { PW: "{{ secret.pw }}" }\nsudo: "{{ secret.root }}"')),
    ).toEqual([]);
  });

  it.each([
    ['notes: Use {{ secret.pw }}', 22],
    ['cwd: /home/{{ secret.pw }}', 22],
    ['done_if: test -e /{{ secret.pw }}', 29],
    ['expect: { stdout: "{{ secret.pw }}" }', 29],
  ])('may not stand in %s', (line, column) => {
    expect(problems(withStep(`on: all\ncheck: a\n${line}`))).toEqual([
      `${AT + 2}:${column} error misplaced-secret`,
    ]);
  });

  it('may not stand in values, titles or communications', () => {
    expect(problems(`${HEAD}environments: { p: { vars: { a: "x{{ secret.a }}" } } }\n`)).toEqual([
      '3:35 error misplaced-secret',
    ]);
    expect(
      problems(
        `${HEAD}communications:\n  - { id: a, audience: A, channel: email, body: "{{ secret.a }}" }\n`,
      ),
    ).toEqual(['4:49 error misplaced-secret']);
  });
});

describe('values where none are filled in', () => {
  it('are an error where the run reads them', () => {
    expect(problems(withStep('on: all\ncheck: a\nexpect: { stdout: "v{{ release.version }}" }'))).toEqual([
      `${AT + 2}:31 error value-not-filled`,
    ]);
  });

  it('are a warning where people read them', () => {
    expect(problems(withStep('on: all\ncheck: a\nnotes: For {{ release.version }}'))).toEqual([
      `${AT + 2}:22 warning value-not-filled`,
    ]);
  });
});

describe('characters that cannot be seen', () => {
  it.each([
    ['turn the direction', '\\u202E'],
    ['isolate a direction', '\\u2066'],
    ['have no width', '\\u200B'],
    ['control the terminal', '\\e'],
  ])('are refused in commands where they %s', (_, written) => {
    const text = withStep(`on: all\ncheck: "ls ${written}x"`);
    expect(problems(text)).toEqual([expect.stringMatching(/error hidden-character$/)]);
    expect(message(text)).toContain(written === '\\e' ? 'U+001B' : `U+${written.slice(2)}`);
  });

  it('are refused in the values of environments and hosts, which commands are made of', () => {
    const text = withStep('on: all\ncheck: ls {{ vars.dir }}');
    for (const written of ['\\0', '\\u200B', '\\u202E', '\\r']) {
      const of = (value: string) => problems(text.replace(value, `"x${written}"`));
      expect(of('/opt/shop')).toEqual([expect.stringMatching(/^5:.* error hidden-character$/)]);
      expect(of('primary')).toEqual([expect.stringMatching(/^9:.* error hidden-character$/)]);
    }
  });

  it('are a warning where they are spaces', () => {
    expect(problems(withStep('on: all\ncheck: ls\u00a0-l'))).toEqual([`${AT + 1}:20 warning odd-space`]);
  });

  it.each(['echo “hi”', 'ls –l', 'ls —all', 'echo it’s'])(
    'or are no plain quote or dash are a warning: %s',
    (text) => {
      expect(problems(withStep(`on: all\ncheck: ${text}`))).toEqual([
        expect.stringMatching(/warning odd-sign$/),
      ]);
    },
  );

  it('are for people between quotes', () => {
    expect(problems(withStep(`on: all\ncheck: 'echo "it’s – “fine”"'`))).toEqual([]);
  });

  it('leave letters of any language, and emoji for people, alone', () => {
    expect(problems(withStep('on: all\ncheck: echo Grüße 東京'))).toEqual([]);
    expect(problems(withStep('manual: "Done 👩‍💻"\nnothing_to_undo: x'))).toEqual([]);
    expect(problems(withStep('manual: "a \\u202E b"\nnothing_to_undo: x'))).toEqual([
      `${AT}:22 error hidden-character`,
    ]);
  });
});
