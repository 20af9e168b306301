import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { withTampered } from '#support/tampering.ts';

let desk: Desk;
let host: Sshd;
let run: string;
let file: string;
let page: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  const steps = [
    noted('mark', 'all', { run: "printf '</script><b>the evidence</b>\\n'; echo and more >&2" }),
    noted('second', 'all'),
  ];
  await desk.run(desk.write('evidence', releaseOf(inventory([host]), steps)));
  run = await desk.lastRun();
  file = join(desk.folder, 'run.evidence.html');
  expect(await desk.cli(['report', run, '--format', 'evidence', '-o', file])).toMatchObject({ exit: 0 });
  page = readFileSync(file, 'utf8');
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** What `verify` says of the file after somebody changed it, without a library at hand. */
async function verifyAfter(change: (page: string) => string, ...words: string[]) {
  const changed = join(desk.folder, 'changed.evidence.html');
  const text = change(page);
  writeFileSync(changed, text);
  const { exit, stdout } = await desk.cli([
    'verify',
    changed,
    '--data',
    `${file}-no-library`,
    '--json',
    ...words,
  ]);
  const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string }[] };
  return {
    exit,
    codes: findings.map(({ code }) => code),
    said: findings.map(({ message }) => message).join('\n'),
  };
}

const lineOf = (part: string) => page.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('the evidence of a run as one file', () => {
  it('verifies on a machine that has no library, and names run, events and code', async () => {
    expect(await verifyAfter((text) => text)).toEqual({ exit: 0, codes: [], said: '' });
    const events = await desk.events(run);
    const { exit, stdout } = await desk.cli(['verify', file, '--data', `${file}-no-library`]);
    const { head } = await desk.show(run);
    const code = `${head}`.slice(0, 16).match(/.{4}/g)?.join('-');
    expect(exit).toBe(0);
    expect(stdout).toContain(`ok: ${events.length} events of run ${run} are whole and unchanged`);
    expect(stdout).toContain(`has the code ${code}`);
    expect(await verifyAfter((text) => text, '--code', `${code}`)).toMatchObject({ exit: 0 });
    expect(await verifyAfter((text) => text, '--code', '0123-4567-89AB-CDEF')).toMatchObject({ exit: 6 });
  });

  it('is found by its line where one character of it was changed, whatever it is of', async () => {
    const changes: readonly (readonly [string, string, string, string])[] = [
      ['"seq":6', '"exit\\\\":0', '"exit\\\\":1', 'event 6'],
      ['"part":"plan"', '"part":"plan","text":"', '"part":"plan","text":" ', 'the plan'],
      ['"part":"release"', 'Do second', 'Do secomd', "the release's text"],
      ['"part":"report"', 'the evidence', 'the evidemce', 'the report'],
      ['"part":"about"', '"title":"', '"title":"A', 'the head of the file'],
    ];
    for (const [part, from, to, name] of changes) {
      const number = lineOf(part);
      const found = await verifyAfter((text) =>
        text
          .split('\n')
          .map((line, i) =>
            i + 1 === number
              ? line.replace(from.replaceAll('\\\\', '\\'), to.replaceAll('\\\\', '\\'))
              : line,
          )
          .join('\n'),
      );
      expect({ name, ...found }).toMatchObject({ exit: 6, name });
      expect(found.said).toContain(`line ${number} of the file was changed: ${name}`);
    }
  });

  it('is found where lines were taken away, doubled or moved', async () => {
    const [from] = page.split('\n').flatMap((line, i) => (line.includes('"part":"event"') ? [i] : []));
    const edit = (change: (lines: string[]) => void) => (text: string) => {
      const lines = text.split('\n');
      change(lines);
      return lines.join('\n');
    };
    const at = (from ?? 0) + 3;
    const gone = await verifyAfter(edit((lines) => lines.splice(at, 1)));
    expect(gone).toMatchObject({ exit: 6, codes: expect.arrayContaining(['seal-changed', 'event-missing']) });
    const twice = await verifyAfter(edit((lines) => lines.splice(at, 0, lines[at] ?? '')));
    expect(twice).toMatchObject({ exit: 6, codes: expect.arrayContaining(['event-doubled']) });
    const moved = await verifyAfter(edit((lines) => lines.splice(at + 2, 0, ...lines.splice(at, 1))));
    expect(moved).toMatchObject({ exit: 6, codes: expect.arrayContaining(['event-moved']) });
    const output = await verifyAfter((text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('"part":"output"'))
        .join('\n'),
    );
    expect(output.said).toContain('stdout of step mark on web1, attempt 1 is missing');
  });

  it('survives line ends of another system, and a file that is none is called so', async () => {
    expect(await verifyAfter((text) => text.replaceAll('\n', '\r\n'))).toMatchObject({ exit: 0 });
    const none = join(desk.folder, 'none.html');
    writeFileSync(none, '<p>a page</p>');
    const { exit, stderr } = await desk.cli(['verify', none]);
    expect(exit).toBe(2);
    expect(stderr).toContain('is no evidence file; holdpoint report RUN --format evidence writes one');
    expect((await desk.cli(['verify', join(desk.folder, 'absent.html')])).stderr).toContain(
      'there is no such file',
    );
  });

  it('is not written of a run that does not verify', async () => {
    const out = join(desk.folder, 'forged.evidence.html');
    const forged = await withTampered(
      desk.data,
      (database) =>
        database
          .prepare(`UPDATE events SET data = replace(data, '"exit":0', '"exit":1') WHERE run = ?`)
          .run(run),
      (folder) => desk.cli(['report', run, '--format', 'evidence', '-o', out, '--data', folder]),
    );
    expect(forged.exit).toBe(6);
    expect(forged.stderr).toContain('no file vouches for it');
  });
});
