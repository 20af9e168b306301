import { describe, expect, it } from 'vitest';
import { documentRelease } from '#core/document-import/document-release.ts';
import type { ImportedDocument, ImportedStep } from '#core/document-import/model.ts';
import { readDocument } from '#core/document-import/read-document.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { DEPLOY, UPGRADE } from '#support/documents.ts';

const NEW = { id: 'orders', name: 'Orders', version: '15.6' };

function stepsOf({ plans, backout }: ImportedDocument): readonly ImportedStep[] {
  return [...plans.deployment, ...plans.verification].flatMap(({ steps }) => steps).concat(backout);
}

function markdown(text: string): ImportedDocument {
  return readDocument(text, 'runbook.md');
}

function script(text: string): readonly ImportedStep[] {
  return stepsOf(readDocument(text, 'deploy.sh'));
}

/** What each of its steps runs. */
function texts(text: string): readonly string[] {
  return script(text).map(({ does }) => does.text);
}

describe('a runbook in Markdown', () => {
  const read = markdown(UPGRADE);

  it('has its headings as phases, its items as manual steps, and fenced shell as commands', () => {
    const told = read.plans.deployment.map(({ title, steps }) => [
      title,
      ...steps.map((step) => `${step.does.kind} ${step.title}`),
    ]);
    expect(told).toEqual([
      [
        'Before you start',
        'manual Announce in #ops that the upgrade begins',
        'manual Check the dashboard',
        'manual Take the ticket',
        'run Make sure that the backup of tonight is there',
      ],
      [
        'Upgrade the replica',
        'run Stop the service',
        'run Install the packages',
        'run systemctl start postgresql',
        'manual Look at the log. It must end with',
        'manual Wait for replication',
      ],
      ['Clean up', "run psql -c 'analyze' orders"],
    ]);
    expect(read.plans.verification.map(({ title }) => title)).toEqual(['Smoke tests']);
    expect(read.backout).toMatchObject([
      { title: 'Decide within ten minutes', does: { kind: 'run', strict: true } },
    ]);
  });

  it('keeps what is ticked below an item, who runs as root, and what was printed', () => {
    const [, look] = read.plans.deployment[0]?.steps ?? [];
    expect(look?.does).toMatchObject({ items: ['lag below 1 s', 'no long transactions'] });
    const [stop, install] = read.plans.deployment[1]?.steps ?? [];
    expect(stop?.does).toMatchObject({ text: 'systemctl stop postgresql', sudo: true });
    expect(install?.does.text).toBe(
      'sudo apt-get install -y postgresql-15=15.6-1 \\\n  postgresql-client-15\npsql --version',
    );
    expect(install?.notes).toContain('Setting up postgresql-15');
  });

  it('tells whom to call and what may happen where a release says that', () => {
    expect(read.title).toBe('Orders database: minor upgrade to 15.6');
    expect(read.sections.summary).toContain('both nodes of the orders cluster');
    expect(read.sections.escalation).toContain('Ines, 0800 123');
    expect(read.sections.risks).toHaveLength(2);
  });

  it('never writes a secret into the release, neither as text nor as a title', () => {
    const text = documentRelease(NEW, read, 'db');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('PGPASSWORD: "{{ secret.pgpassword }}"');
    expect(read.remarks).toContainEqual({ line: 62, what: 'PGPASSWORD', why: 'secret' });
  });

  it('tells of a text by the line where it stands, without the secrets around it', () => {
    const said = readDocument(
      'set -e\nTOKEN=abcdef123\nif [ "$1" = x ]; then\n  echo\nfi\n',
      'deploy.sh',
    ).remarks;
    expect(said.map(({ line, what, why }) => `${line} ${why} ${what}`)).toEqual([
      '2 secret TOKEN',
      '3 arguments if [ "$1" = x ]; then',
    ]);
  });

  it('names what it does not take over, with the line', () => {
    expect(read.remarks.map(({ line, why }) => `${line} ${why}`)).toEqual([
      '37 output',
      '47 no-language',
      '55 language',
      '62 secret',
      '66 comment',
      '84 section',
    ]);
  });
});

describe('what a release is made of', () => {
  it.each([
    ['runbook.md', UPGRADE],
    ['deploy.sh', DEPLOY],
  ])('%s: one that says only that hosts and undos are still to be named', (file, text) => {
    const { release, issues } = parseRelease(documentRelease(NEW, readDocument(text, file), 'all'));
    expect(release).not.toBeNull();
    const errors = issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    expect(errors.filter((message) => !/environment|hosts?/.test(message))).toEqual([]);
  });

  it('an empty one of an empty file, and ids that are free of titles that repeat or have no letter', () => {
    expect(parseRelease(documentRelease(NEW, markdown(''), null)).release?.deployment).toEqual([]);
    const read = markdown('- 停止する\n- 停止する\n- Stop\n- Stop\n- Stop 2\n- __proto__\n');
    const made = parseRelease(documentRelease(NEW, read, null)).release;
    expect(made?.deployment[0]?.steps.map(({ id }) => id)).toEqual([
      'step',
      'step-2',
      'stop',
      'stop-2',
      'stop-2-2',
      'proto',
    ]);
  });
});

describe('secrets as people write them', () => {
  const command = (text: string): string => `\`\`\`sh\n${text}\n\`\`\`\n`;

  it.each([
    [
      'before a command',
      "PGPASSWORD=hunter2 psql -c 'select 1'",
      `PGPASSWORD="\${PGPASSWORD}" psql -c 'select 1'`,
    ],
    ['among exports', 'export A=1 API_TOKEN=hunter2', `export A=1 API_TOKEN="\${API_TOKEN}"`],
    ['behind a user', 'curl -u admin:hunter2 https://x', `curl -u admin:"\${password}" https://x`],
    ['in an address', 'curl https://bob:hunter2@x/y', `curl https://bob:"\${password}"@x/y`],
    [
      'in a header',
      'curl -H "Authorization: Bearer hunter2x" x',
      `curl -H "Authorization: Bearer \${token}" x`,
    ],
    ['in single quotes', "mysql -u root '-p' --password='hunter2' a", `--password=''"\${password}"'' a`],
    ['glued to its option', 'mysql -uroot -phunter2 app', `mysql -uroot -p"\${password}" app`],
    ['in a login', 'docker login -u x -p hunter2 r', `docker login -u x -p "\${password}" r`],
    ['in a here-document', 'cat >x <<E\npassword=hunter2\nE', `cat >x <<E\npassword=\${password}\nE`],
    [
      'where nothing is put in',
      "cat >x <<'E'\ntoken: hunter2\nE",
      "cat >x <<'E'\ntoken: (secret left out)\nE",
    ],
  ])('%s: the command takes it from its environment, and its line is named', (_, text, wanted) => {
    const read = markdown(command(text));
    const release = documentRelease(NEW, read, 'db');
    expect(JSON.stringify(read) + release).not.toContain('hunter2');
    expect(read.plans.deployment[0]?.steps[0]?.does.text).toContain(wanted);
    expect(read.remarks).toContainEqual(
      expect.objectContaining({ line: /<</.test(text) ? 3 : 2, why: 'secret' }),
    );
  });

  it.each([
    ['an item', '- Log in with password: hunter2\n'],
    ['a long item', `- ${'Open the desk and wait. '.repeat(4)}https://bob:hunter2@example.org/\n`],
    ['a table of one thing each', '- Open it\n\n  | What | Value |\n  |---|---|\n  | Password | hunter2 |\n'],
    ['a table', '| Step | Password |\n|---|---|\n| Log in | hunter2 |\n'],
    ['a file', '- Write it\n\n```yaml\npassword: hunter2\n```\n'],
    ['what was printed', '```console\n$ show\npassword = hunter2\n```\n'],
    ['a contact', '## Contacts\n\nOps desk, password: hunter2\n'],
    ['a key', '- Write it\n\n```\n-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n```\n'],
    ['a comment', '<!-- TOKEN=hunter2 -->\n- Stop\n'],
  ])('%s: it is left out, and its line is named', (_, text) => {
    const read = markdown(text);
    expect(JSON.stringify(read) + documentRelease(NEW, read, 'db')).not.toContain('hunter2');
    expect(read.remarks.map(({ why }) => why)).toContain('secret');
  });

  it.each([
    ['what is asked for', 'read -s -p "Password: " PW'],
    ['what a command finds out', 'PASSWORD=$(pass show db) psql'],
    ['where it lies', 'psql --password-file /run/secret --token-file=x'],
    ['a comparison', '[ "$TOKEN" = "none" ] || exit 3'],
    ['a value of the environment', 'curl -u "admin:$PW" -H "Authorization: Bearer $TOKEN_VALUE" x'],
  ])('%s is none', (_, text) => {
    const read = markdown(command(text));
    expect(read.plans.deployment[0]?.steps[0]?.does.text).toBe(text);
  });

  it('in a script that stays whole, it is left out, and braces are text', () => {
    const [step] = script('#!/usr/bin/env python3\npassword = "hunter2"\nprint("{{ x }}")\n');
    expect(step?.does.text).toContain('password = "(secret left out)"\nprint("{{ "{{" }} x }}")');
  });
});

describe('Markdown as people write it', () => {
  it.each([
    ['a block right below an item, not indented', '1. Stop it\n```sh\nsystemctl stop x\n```\n2. Go on\n'],
    ['Windows line ends', '1. Stop it\r\n   ```sh\r\n   systemctl stop x\r\n   ```\r\n2. Go on\r\n'],
    ['indented by four', '1.  Stop it\n\n    ```bash\n    systemctl stop x\n    ```\n\n2.  Go on\n'],
    ['with tildes and a prompt', '* Stop it:\n  ~~~\n  $ systemctl stop x\n  ~~~\n* Go on\n'],
  ])('%s', (_, text) => {
    expect(stepsOf(markdown(text)).map(({ title, does }) => [title, does.kind, does.text])).toEqual([
      ['Stop it', 'run', 'systemctl stop x'],
      ['Go on', 'manual', 'Go on'],
    ]);
  });

  it('headings that are underlined, and several of the highest level', () => {
    const read = markdown('Prepare\n=======\n- a b\n\nSwitch\n======\n- c d\n');
    expect(read.title).toBe('');
    expect(read.plans.deployment.map(({ title }) => title)).toEqual(['Prepare', 'Switch']);
  });

  it('checks in the middle stay where they stand', () => {
    const read = markdown('## Stop\n- a\n\n## Verify the backup\n- b\n\n## Switch\n- c\n\n## Verify\n- d\n');
    expect(read.plans.deployment.map(({ title }) => title)).toEqual(['Stop', 'Verify the backup', 'Switch']);
    expect(read.plans.verification.map(({ title }) => title)).toEqual(['Verify']);
  });

  it('braces of other programs are text', () => {
    const [step] = stepsOf(markdown('```sh\ndocker ps --format "{{.Names}}"\n```\n'));
    expect(step?.does.text).toBe('docker ps --format "{{ "{{" }}.Names}}"');
  });
});

describe('a shell script', () => {
  it('is parted where its parts stand alone; values, functions and folders come along', () => {
    const steps = script(DEPLOY);
    expect(steps.map(({ title }) => title)).toEqual([
      'Fetch the package',
      'Unpack',
      'Configure',
      'Remember the old one',
      'Done',
    ]);
    expect(steps[1]?.does.text).toBe(
      'VERSION=4.2.0\nBASE=/opt/shop\nTARGET=$BASE/releases/$VERSION\ncd "$BASE"\nmkdir -p "$TARGET"\ntar xzf /tmp/shop.tgz -C "$TARGET"',
    );
    expect(steps[2]?.does.text).toContain('# generated\n\nport=8080\nCONF');
    expect(steps.every(({ does }) => does.kind === 'run' && does.strict && does.shell === 'bash')).toBe(true);
    expect(JSON.stringify(steps)).not.toContain('s3cret');
  });

  it.each([
    [
      'what a command found out',
      'A=$(date)\n\ntrue a\n\necho "$A"\n\ntrue b\n',
      ['A=$(date)\n\ntrue a\n\necho "$A"', 'true b'],
    ],
    ['an early end', 'test -e /done && exit 0\n\ntrue a\n', ['test -e /done && exit 0\n\ntrue a']],
    ['what runs beside it', 'true b\n\nsleep 9 &\n\ntrue a\n', ['true b', 'sleep 9 &\n\ntrue a']],
    ['a name with two values', 'A=1\ntrue $A\n\nA=2\ntrue $A\n', ['A=1\ntrue $A\n\nA=2\ntrue $A']],
    ['a trap', "trap 'rm -f x' EXIT\n\ntouch x\n\ntrue\n", ["trap 'rm -f x' EXIT\n\ntouch x\n\ntrue"]],
  ])('stays one where it leans on %s', (_, text, wanted) => {
    expect(texts(text)).toEqual(wanted);
  });

  it.each([
    ['a loop', 'for a in 1 2; do\n  echo $a\n\n  echo b\ndone\n\ntrue\n', 2],
    ['quotes', "echo 'a\n\nb'\n\ntrue\n", 2],
    ['a here-document', 'cat <<X\na\n\n# b\n\nX\n\ntrue\n', 2],
    ['a line that goes on', 'echo a && \\\n\n  echo b\n\ntrue\n', 2],
    ['a case', 'case $1 in\n  a) true ;;\n\n  b) true ;;\nesac\n\ntrue\n', 2],
    ['brackets', '(\n  cd /x\n\n  ls\n)\n\ntrue\n', 2],
  ])('is not parted within %s', (_, text, count) => {
    expect(texts(text)).toHaveLength(count);
  });

  it('of another language, or one that does not end, goes to the host as it is', () => {
    expect(script('#!/usr/bin/env python3\nprint(1)\n')).toMatchObject([{ does: { kind: 'script' } }]);
    expect(script('if true; then\n\necho a\n')).toMatchObject([{ does: { kind: 'script' } }]);
    expect(script('cat <<X\na\n')).toMatchObject([{ does: { kind: 'script' } }]);
  });

  it('tells of what it is called with', () => {
    const read = readDocument('#!/bin/sh\nscp "$1" /tmp/x\n', 'copy.sh');
    expect(read.remarks).toEqual([{ line: 2, what: 'scp "$1" /tmp/x', why: 'arguments' }]);
  });
});

describe('a hostile document', () => {
  it.each([
    ['fences', '```\n```\n'],
    ['open fences in items', '- ```\n'],
    ['lists in lists', '- - - - - - - - - - '],
    ['empty lines in an item', '- a\n\n\n\n'],
    ['tables', '|a|b|\n|-|-|\n'],
    ['comments', '<!--\n'],
    ['stars', '**a*_`'],
    ['links', '[a](b'],
    ['headings', '# a\n'],
  ])('of %s without end is read at once, and makes a release that can be read', (_, piece) => {
    const text = piece.repeat(Math.floor(200_000 / piece.length));
    const made = documentRelease(NEW, markdown(text), 'all');
    expect(parseRelease(made).release).not.toBeNull();
  });

  it.each([
    ['quotes', `"'`],
    ['brackets', '$(('],
    ['here-documents', 'cat <<A\n'],
    ['assignments', 'A=$(B)\n\n'],
    ['functions', 'f() {\n}\n\n'],
    ['loops', 'for a in b; do\n'],
    ['values', 'A1=$A2\n\ntrue $A1\n\n'],
  ])('of %s without end, as a script', (_, piece) => {
    const text = piece.repeat(Math.floor(60_000 / piece.length));
    const made = documentRelease(NEW, readDocument(text, 'x.sh'), 'all');
    expect(parseRelease(made).release).not.toBeNull();
  });

  it('is cut at 2,000 steps, and says so', () => {
    const read = markdown('- do it\n'.repeat(2010));
    expect(stepsOf(read)).toHaveLength(2000);
    expect(read.remarks).toEqual([{ line: 2001, what: 'do it', why: 'too-many' }]);
  });

  it('keeps signs that reorder or hide as they stand, for every screen to spell out', () => {
    const [step] = stepsOf(markdown('- Delete \u202Egnp.exe\u0000\n'));
    expect(step?.title).toContain('\u202E');
    const made = documentRelease(NEW, markdown('- Delete \u202Egnp.exe\u0000\n'), 'all');
    expect(made).not.toContain('\u0000');
  });
});
