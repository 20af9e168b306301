/** Emulated hosts know the engine's own texts by words in them: each text of `engine/shell` that is sent to a host is told from all others. */
import { describe, expect, it } from 'vitest';
import { readAsked } from '#adapters/drill/asked.ts';
import { guardOf, renewText, seeText, takeText } from '#engine/lease/texts.ts';
import { lineFor, reminderFor } from '#engine/remote/fed-line.ts';
import { cleanText } from '#engine/remote/record/left-texts.ts';
import { attachText, endText, launchText } from '#engine/remote/record/texts.ts';
import { asOneLine, wrapJob } from '#engine/remote/wrapper.ts';
import { writeScript } from '#engine/shell/write-script.ts';

const place = { run: 'r-1', attempt: 'A1' };
const note = { base: '/home/a/.local/state/holdpoint', machine: 'm1', boot: 'b1' };
const guard = guardOf(
  { word: 'w1' },
  { place: note, mark: `${'0'.repeat(10)}-${'a'.repeat(64)}`, tidy: true },
);
const terms = { run: 'r-1', word: 'w1', workstation: 'w', operator: 'o', basis: null };
const take = takeText({ ...terms, at: 't', mark: 'm', seq: 1, runs: ['r-1'], seen: null });

/** An author may write whatever our own texts hold. */
const AUTHOR = `echo "it's here"; curl -sS --max-time 3 http://a; cat -- /etc/hosts; echo done`;
const facts = [
  writeScript('facts', { programs: 'curl', now: 1, hostname: '', machine_id: '' }),
  writeScript('track', {}),
  take,
  'echo "end facts"',
].join('\n');
const launch = launchText({
  place,
  nonce: 'n1',
  text: AUTHOR,
  env: { A: 'b' },
  cwd: '/srv',
  guard: guard.login,
  fed: true,
});
const attach = attachText({
  place,
  nonce: 'n1',
  from: { stdout: 0, stderr: 3 },
  fence: 7,
  follow: true,
  guard: guard.login,
});

const job = (text: string, takesInput = false) =>
  wrapJob({ text, env: {}, cwd: null, sudo: null, guard, takesInput }, 'n1').payload;

const receive = writeScript('receive', {
  to: '/a',
  follow: 'no',
  nonce: 'n1',
  sha256: 'ab12',
  guard: guard.login,
  kib: 1,
  mode: '',
  owner: '',
});

const SENT: readonly (readonly [string, string, object])[] = [
  ['facts', job(facts), { kind: 'facts' }],
  ['take-lease', job(take), { kind: 'lease' }],
  ['see', job(seeText('r-1', ['r-1'])), { kind: 'lease' }],
  ['renew', job(renewText(terms, { place: note, runs: ['r-1'] })), { kind: 'lease' }],
  [
    'programs',
    job(
      [writeScript('programs', { programs: '' }), writeScript('track-run', { run: 'r-1', seq: 3 })].join(
        '\n',
      ),
    ),
    { kind: 'programs' },
  ],
  ['boot', job(writeScript('boot', {})), { kind: 'boot' }],
  ['clean', job(cleanText('r-1')), { kind: 'clean' }],
  ['end-group', job(writeScript('end-group', { group: 41 })), { kind: 'end-group' }],
  ['launch', asOneLine(launch), { kind: 'launch', attempt: 'A1' }],
  ['attach', asOneLine(attach), { kind: 'attach', attempt: 'A1' }],
  ['end-record', job(endText(place, 'timeout')), { kind: 'end-record', attempt: 'A1', why: 'timeout' }],
  ['receive', job(receive, true), { kind: 'receive', sha256: 'ab12' }],
  [
    'find-upload',
    job(writeScript('find-upload', { to: '/a', follow: 'no', nonce: 'n1', sha256: 'ab' })),
    { kind: 'find-upload' },
  ],
  ['measure', job(writeScript('measure', { p: '/a' })), { kind: 'measure' }],
  ['the text of an author', job(AUTHOR), { kind: 'text' }],
];

describe('what is sent to a host', () => {
  it.each(SENT)('%s is known on a channel of its own', (_name, line, asked) => {
    expect(readAsked(line)).toEqual({ asked, nonce: 'n1', mark: null });
  });

  it.each(SENT)('%s is known by a shell that is fed', (_name, line, asked) => {
    for (const kind of ['question', 'followed'] as const)
      expect(readAsked(lineFor(kind, line, 'n2'))).toEqual({ asked, nonce: 'n1', mark: 'n2' });
  });

  it('the text of an author is known where a shell of its own runs it', () => {
    expect(readAsked(lineFor('step', job(AUTHOR), 'n2'))).toEqual({
      asked: { kind: 'text' },
      nonce: 'n1',
      mark: 'n2',
    });
  });

  it('a reminder is no job', () => {
    expect(readAsked(reminderFor('n1')).asked).toEqual({ kind: 'reminder' });
  });
});
