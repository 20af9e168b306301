import { expect, it } from 'vitest';
import { createHostsProgress } from '#cli/hosts-progress.ts';
import type { HostName } from '#core/release/model.ts';

function lab(isTTY: boolean) {
  const written: string[] = [];
  let due: (() => void) | null = null;
  const clock = {
    after(_: number, callback: () => void) {
      due = callback;
      return () => {
        due = null;
      };
    },
  };
  const screen = { isTTY, columns: 60, write: (chunk: Buffer) => written.push(chunk.toString()) };
  return { written, progress: createHostsProgress(screen, clock), pass: () => due?.() };
}

const seen = (...names: string[]) => ({
  during: 'preflight' as const,
  done: 3,
  of: 64,
  waitingFor: names as HostName[],
  leased: [],
});

it('rewrites one line on a terminal, no wider than it, and takes it away', () => {
  const { written, progress } = lab(true);
  progress.show(seen('web1', 'web\u001b[2J'));
  progress.show(seen('a', 'b', 'c', 'd', 'e', 'f', 'g'));
  progress.clear();
  progress.clear();
  expect(written).toEqual([
    '\r\u001b[Kpreflight: 3 of 64 hosts checked; waiting for web1, web<U+0',
    '\r\u001b[Kpreflight: 3 of 64 hosts checked; waiting for a, b, c, d, e',
    '\r\u001b[K',
  ]);
});

it('prints a line elsewhere only while preflight continues for long', () => {
  const { written, progress, pass } = lab(false);
  progress.show(seen('web1'));
  progress.show(seen('a', 'b', 'c', 'd', 'e', 'f', 'g'));
  expect(written).toEqual([]);
  pass();
  progress.clear();
  pass();
  expect(written).toEqual(['preflight: 3 of 64 hosts checked; waiting for a, b, c, d, e and 2 more\n']);
});

it('tells who is waited for once for each change, and takes the line of the preflight away for it', () => {
  const { written, progress } = lab(true);
  const by = (run: string, ...hosts: string[]) => ({
    hosts: hosts as HostName[],
    holder: { run, workstation: 'lee@bench:/lib', operator: 'Lee\u001b[2J', since: '', live: true },
  });
  const waits = (...leased: ReturnType<typeof by>[]) =>
    progress.show({ during: 'preflight', done: 0, of: 0, waitingFor: [], leased });
  progress.show(seen('web1'));
  waits(by('r-1', 'web1', 'web2'), by('r-2', 'web3'));
  waits(by('r-1', 'web1', 'web2'), by('r-2', 'web3'));
  waits(by('r-2', 'web3'));
  expect(written.slice(1)).toEqual([
    '\r\u001b[K',
    'waiting for 3 hosts: 2 leased to lee@bench:/lib (Lee<U+001B>[2J) for run r-1, 1 leased to lee@bench:/lib (Lee<U+001B>[2J) for run r-2. Ctrl-C ends the wait\n',
    'still waiting for 1 host: 1 leased to lee@bench:/lib (Lee<U+001B>[2J) for run r-2\n',
  ]);
});
