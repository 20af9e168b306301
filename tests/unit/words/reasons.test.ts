import { expect, it } from 'vitest';
import type { Reason } from '#core/run/reasons.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';

const lost: Reason = { kind: 'link-lost', loss: { kind: 'host-closed' } };
const exit: Reason = { kind: 'exit', code: 3, expected: [0] };
const who = { by: 'Ada', note: 'as agreed' } as const;

it.each<readonly [Reason, string]>([
  [{ kind: 'signal', signal: 'SIGPIPE' }, 'Ended by signal SIGPIPE'],
  [
    { kind: 'signal', signal: 'SIGSIG@openssh.com' },
    'Ended by a signal that the SSH server does not name (none of ABRT, ALRM, FPE, HUP, ILL, INT, KILL, PIPE, QUIT, SEGV, TERM, USR1, USR2)',
  ],
  [lost, 'the host closed the connection'],
  [
    { kind: 'link-lost', loss: { kind: 'silent', ms: 300, large: true } },
    'the host has answered nothing for 300 ms, since much was sent to it at once; if only large packets get lost, the MTU of the path (VPN, tunnel) is wrong',
  ],
  [
    { kind: 'link-lost', loss: { kind: 'slept', ms: 5000 } },
    'the host answered nothing for 5 s after the workstation woke',
  ],
  [
    {
      kind: 'no-channel',
      host: 'web1',
      fault: { kind: 'sessions-full', said: 'open failed' },
      because: null,
    },
    'web1 opens no session (open failed). Check MaxSessions there',
  ],
  [
    {
      kind: 'not-connected',
      code: 'jump-failed',
      host: 'web1',
      place: 'web1 (10.0.0.2:22)',
      fault: { kind: 'seen-from', jump: 'gate', found: { kind: 'no-route' }, said: 'No route to host' },
      said: '',
      jump: null,
    },
    'web1 (10.0.0.2:22): seen from the jump host gate, there is no route to the host. It said: "No route to host"',
  ],
  [exit, 'Exit code 3'],
  [{ kind: 'exit', code: 0, expected: [1, 2] }, 'Exit code 0, expected 1 or 2'],
  [
    { kind: 'time-limit', timeoutMs: 61_000, seen: 'group' },
    'Time limit of 1 min 01 s reached; its processes were ended and are gone',
  ],
  [
    { kind: 'stopped', seen: 'command' },
    'Stopped by a person; its command has ended, but whether all of its processes are gone could not be seen on the host',
  ],
  [{ kind: 'stopped-early', while: 'waiting' }, 'Stopped by a person while waiting'],
  [
    { kind: 'end-unseen', why: 'stop', host: 'web1', pid: 42, because: { kind: 'survived-kill' } },
    'Stopped; may still be running: web1, pid 42 (the process group survived KILL)',
  ],
  [
    { kind: 'output', stream: 'stderr', pattern: 'WARN', matches: true, utf8: true },
    'Error output matches WARN, which it must not',
  ],
  [
    { kind: 'several', reasons: [{ kind: 'nothing-to-capture', names: ['a', 'b'] }, exit] },
    'Nothing to capture for a, b; Exit code 3',
  ],
  [
    { kind: 'start-refused', exit: 97, said: 'no space left' },
    'The host did not start it (exit 97): no space left',
  ],
  [{ kind: 'start-refused', exit: null, said: '' }, 'The host did not start it (signal)'],
  [
    { kind: 'start-prevented', by: { kind: 'record-unwritable', path: '/home/app' } },
    'The host did not start it: no record can be kept in /home/app. Check the space there',
  ],
  [
    { kind: 'reconnecting', host: 'web1', because: lost },
    'the host closed the connection; it may still be running; reconnecting to web1',
  ],
  [
    { kind: 'unobserved', because: { kind: 'may-run', host: 'web1', started: true, pid: 42, because: lost } },
    'the host closed the connection; it may still be running: web1, pid 42; outcome not observed',
  ],
  [
    { kind: 'may-run', host: 'web1', started: false, pid: null, because: { kind: 'told-to-end' } },
    'It was told to end and did not; it may have started',
  ],
  [{ kind: 'record-ended-badly', because: exit }, "The host's record says: Exit code 3"],
  [{ kind: 'not-placed', exit: 5, said: '' }, notPlaced('exit 5')],
  [{ kind: 'not-placed', exit: 5, said: 'mv: not permitted' }, notPlaced('mv: not permitted')],
  [
    { kind: 'placing-prevented', by: { kind: 'target-folder', path: '/srv' } },
    'The file was not put in place: /srv is a folder. End the path with / to put the file into it. What was there before is untouched',
  ],
  [
    { kind: 'failed-on-host', title: 'Install', outcome: 'failed', because: exit },
    'Install failed on it: Exit code 3',
  ],
  [
    { kind: 'failed-on-host', title: 'Install', outcome: 'unknown', because: null },
    'The outcome of Install on it is unknown',
  ],
  [{ kind: 'step-stops', title: 'Install', hosts: 2 }, 'Install: 2 failed hosts, and the step stops there'],
  [{ kind: 'step-stops', title: 'Install', hosts: null }, 'Install: it failed, and the step stops there'],
  [{ kind: 'excluded-by', ...who }, 'Excluded by Ada: as agreed'],
  [{ kind: 'stopped-by', by: 'Ada', note: null }, 'Stopped by Ada'],
  [{ kind: 'stopped-by', by: 'Ada', note: null, cause: 'to-back-out' }, 'Stopped by Ada: To be backed out'],
  [{ kind: 'stopped-by', ...who, cause: 'interrupted' }, 'Stopped by Ada: as agreed'],
  [{ kind: 'not-done-by', by: 'Ada', note: null }, 'Ada says it was not done'],
  [{ kind: 'not-done-by', ...who }, 'as agreed'],
  [{ kind: 'settled-by', as: 'not-run', ...who }, 'Settled as not run by Ada: as agreed'],
  [{ kind: 'verdict-by', verdict: 'back-out', ...who }, 'Back out, decided by Ada: as agreed'],
  [
    {
      kind: 'taken-over',
      host: 'web1',
      own: 'r-1',
      taker: { run: 'r-1', workstation: '', operator: '', at: '', over: false },
    },
    'web1: what this host noted of r-1 was removed there',
  ],
])('%j reads as it is meant', (reason, sentence) => {
  expect(describeReason(reason)).toBe(sentence);
});

function notPlaced(why: string): string {
  return `The file was not put in place (${why}). What was there before is untouched`;
}
