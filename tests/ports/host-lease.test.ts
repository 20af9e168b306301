/** The lease of a host, by every shell that a host may have: taken, kept, taken over, given back, and what stands in front of a job. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LeaseNote, leaseReply, readNote, writeMark } from '#engine/lease/note.ts';
import {
  dropText,
  guardOf,
  type LeaseRequest,
  listOverText,
  type NotePlace,
  releaseText,
  renewText,
  seeText,
  takeText,
} from '#engine/lease/texts.ts';
import { readFacts } from '#engine/remote/facts.ts';
import { NOT_STARTED_EXIT } from '#engine/remote/not-started.ts';
import { cleanText } from '#engine/remote/record/left-texts.ts';
import { asOneLine } from '#engine/remote/wrapper.ts';
import { type LocalShell, openShell, SHELLS } from '#support/local-shell.ts';

const markAt = (seq: number): string => writeMark({ seq, hash: 'c'.repeat(64) });
const WORKSTATION = `o'neil@desk:/srv/it's "$HOME" \\`;

describe.each(SHELLS)('a lease kept by %s', (path) => {
  let shell: LocalShell;
  /** Each test has a home of its own. */
  let home: string;
  beforeAll(() => {
    shell = openShell(path);
  });
  beforeEach(() => {
    home = mkdtempSync(join(shell.home, 'home-'));
  });
  afterAll(() => shell.close());

  const say = (text: string) => shell.say(asOneLine(text), { HOME: home });
  const requestOf = (more: Partial<LeaseRequest> = {}): LeaseRequest => {
    const run = more.run ?? 'r-1';
    return {
      ...{ run, word: `w-${run}`, workstation: WORKSTATION, operator: 'Ann', at: '2026-11-29T10:00:00Z' },
      ...{ basis: null, mark: markAt(1), seq: 1, runs: [run], seen: null },
      ...more,
    };
  };
  interface Told {
    readonly word: string;
    readonly note: LeaseNote;
    readonly place: NotePlace;
  }
  const read = (stdout: string, runs = 1): Told => {
    const said = readFacts(stdout);
    const place = { base: said.get('base') ?? '', machine: said.get('machine') ?? '', boot: '' };
    return { word: leaseReply(said) ?? '', note: readNote(said, runs), place };
  };
  const take = async (more: Partial<LeaseRequest> = {}): Promise<Told> => {
    const request = requestOf(more);
    return read((await say(takeText(request))).stdout, request.runs.length);
  };
  const see = async (run = 'r-1', runs = [run]): Promise<Told> =>
    read((await say(seeText(run, runs))).stdout, runs.length);
  const guard = async (more: { word?: string; mark?: string; tidy?: boolean } = {}) => {
    const { word = 'w-r-1', mark = markAt(2), tidy = false } = more;
    return guardOf({ word }, { place: (await see()).place, mark, tidy });
  };
  const give = async (more: Partial<LeaseRequest> = {}) =>
    say(`${releaseText({ ...requestOf(more), place: (await see()).place })}\necho "mine $hp_mine"`);
  const folderOf = ({ base, machine }: NotePlace): string => join(base, 'leases', machine);

  it('is taken where nobody has it, once of many who want it, and says who has it word for word', async () => {
    expect((await see()).note.holder).toBeNull();
    const words = ['a', 'b', 'c', 'd', 'e', 'f'];
    const all = await Promise.all(words.map((word) => take({ word })));
    expect(all.filter((each) => each.word === 'taken')).toHaveLength(1);
    const winner = words[all.findIndex((each) => each.word === 'taken')];
    const { note, word, place } = await see();
    expect(word).toBe('seen');
    expect(note.holder).toEqual({
      ...{ run: 'r-1', word: winner, workstation: WORKSTATION, operator: 'Ann' },
      ...{ since: '2026-11-29T10:00:00Z', live: false, basis: null },
      mark: { seq: 1, hash: 'c'.repeat(64) },
    });
    const kept = readdirSync(folderOf(place)).toSorted();
    expect(kept).toEqual([`gate-${winner}`, expect.stringMatching(/^holder-\d+$/)]);
    expect(readFileSync(join(place.base, 'runs/r-1/since'), 'utf8')).toMatch(
      /^1 end\n\d+ \d+ [\da-f-]{36}\n$/,
    );
  });

  it('is not taken from another without its note, nor with one that is no longer true', async () => {
    const basis = { how: 'repairs', run: 'r-0' } as const;
    await take({ basis });
    const second = await take({ run: 'r-2' });
    expect(second.word).toBe('seen');
    expect(second.note.holder).toMatchObject({ run: 'r-1', basis });
    await say(`${(await guard()).login}; :`);
    expect((await take({ run: 'r-2', seen: second.note.seen })).word).toBe('changed');
    expect((await take({ run: 'r-2', seen: '' })).word).toBe('changed');
  });

  it('is taken over with its note as it is; the former holder begins nothing more, and how far it came is kept', async () => {
    await take();
    const before = await guard();
    await say(`${before.login}; :`);
    const { seen } = (await see()).note;
    expect((await take({ run: 'r-2', runs: ['r-2', 'r-1'], operator: 'Bob', seen })).word).toBe('taken');
    for (const text of [before.login, before.outer.replace(/; $/, ''), before.other, before.last]) {
      const { exit, stdout, stderr } = await say(`${text}; echo ran`);
      expect({ exit, stdout }).toEqual({ exit: NOT_STARTED_EXIT, stdout: '' });
      expect(stderr).toBe('holdpoint: lease-gone\n');
    }
    const after = await see('r-2', ['r-2', 'r-1']);
    expect(after.note.holder).toMatchObject({ run: 'r-2', operator: 'Bob' });
    expect(after.note.past).toEqual([
      null,
      expect.objectContaining({ why: 'replaced', mark: { seq: 2, hash: 'c'.repeat(64) }, operator: 'Bob' }),
    ]);
  });

  it('is seen to be open as long as the process behind its connection lives', async () => {
    const { place } = await take();
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const live = async (connection: string) => {
      writeFileSync(join(folderOf(place), 'conn-w-r-1'), `${connection}\n`);
      const { holder } = (await see()).note;
      return [holder?.live, holder?.untold];
    };
    expect(await live(`${process.pid} ${started}`)).toEqual([true, undefined]);
    expect(await live(`${process.pid} 1`)).toEqual([false, undefined]);
    expect(await live('- -')).toEqual([true, true]);
  });

  it('is renewed by who has it, and by nobody else', async () => {
    const { place } = await take();
    writeFileSync(join(folderOf(place), 'conn-w-r-1'), '7 7\n');
    const renew = async (word: string) =>
      read((await say(renewText({ ...requestOf(), word }, { place, runs: ['r-1'] }))).stdout).word;
    expect(await renew('another')).toBe('seen');
    expect(readFileSync(join(folderOf(place), 'conn-w-r-1'), 'utf8')).toBe('7 7\n');
    expect(await renew('w-r-1')).toBe('taken');
    expect(readFileSync(join(folderOf(place), 'conn-w-r-1'), 'utf8')).toBe('0 0\n');
  });

  it('leaves a mark of each job, of which a few stay', async () => {
    await take();
    const { place } = await see();
    for (let seq = 2; seq < 14; seq += 1) {
      const { login } = await guard({ mark: markAt(seq), tidy: seq === 13 });
      expect((await say(`${login}; echo "ran$hp_mark"`)).stdout).toBe('ran\n');
    }
    const gate = join(folderOf(place), 'gate-w-r-1');
    expect(readdirSync(gate).toSorted()).toEqual([6, 7, 8, 9, 10, 11, 12, 13].map(markAt));
    expect((await say(`${(await guard({ mark: markAt(14) })).last}; echo ran`)).stdout).toBe('ran\n');
    expect(readdirSync(gate)).toHaveLength(8);
    const { stderr, exit } = await say(`${(await guard({ mark: 'x'.repeat(300) })).login}; echo ran`);
    expect(exit).toBe(NOT_STARTED_EXIT);
    expect(stderr).toBe('holdpoint: home-unwritable\n');
  });

  it('is given back by who has it; how far the run came is kept, and keeps it from being taken as if it were new', async () => {
    await take();
    expect((await give({ word: 'another' })).stdout).toBe('mine no\n');
    expect((await give({ mark: markAt(9) })).stdout).toBe('mine yes\n');
    const { note, place } = await see();
    expect(note.holder).toBeNull();
    expect(note.past[0]).toMatchObject({ why: 'over', mark: { seq: 9 }, workstation: WORKSTATION });
    expect((await take()).word).toBe('seen');
    expect((await take({ seen: note.seen })).word).toBe('taken');
    expect(readdirSync(folderOf(place)).filter((name) => name.startsWith('holder-'))).toEqual(['holder-3']);
    const whole = cleanText('r-1', releaseText({ ...requestOf({ mark: markAt(9) }), place }));
    expect((await say(whole)).stdout).toBe('clean\n');
    expect(readdirSync(folderOf(place)).toSorted()).toEqual(['holder-4', 'over']);
    expect(readdirSync(join(place.base, 'runs'))).toEqual([]);
    expect((await say(whole)).stdout).toBe('taken\n');
  });

  it('names a later run that builds on the one that is asked about', async () => {
    const basis = { how: 'undoes', run: 'r-1' } as const;
    await take({ run: 'r-2', basis });
    await give({ run: 'r-2', basis });
    const [later] = (await see('r-1')).note.later;
    expect(later).toMatchObject({ run: 'r-2', basis, why: 'over' });
    expect((await take({ run: 'r-1' })).word).toBe('seen');
  });

  it('remembers fifty runs, the newest', async () => {
    const { place } = await take();
    const over = join(folderOf(place), 'over');
    mkdirSync(over);
    for (let at = 0; at < 60; at += 1) {
      const file = join(over, `old-${at}`);
      writeFileSync(file, `${markAt(at)} over\na\nb\nc\n\n1\n`);
      utimesSync(file, 1000 + at, 1000 + at);
    }
    await give();
    const left = readdirSync(over);
    expect(left).toHaveLength(50);
    expect(left).toEqual(expect.arrayContaining(['r-1', 'old-59', 'old-11']));
  });

  it('is taken away from who does not use it, and what is kept is listed', async () => {
    const { place } = await take();
    const by = { workstation: 'desk', operator: 'Eve', at: '2026-11-29T11:00:00Z' };
    await say(dropText(['r-7'], by));
    writeFileSync(join(folderOf(place), 'conn-w-r-1'), '- -\n');
    await say(dropText(['r-7', 'r-1'], by));
    expect((await see()).note.holder?.run).toBe('r-1');
    writeFileSync(join(folderOf(place), 'conn-w-r-1'), '0 0\n');
    await say(dropText(['r-7', 'r-1'], by));
    expect((await see()).note.holder).toBeNull();
    expect((await say(listOverText())).stdout).toBe('over r-1 cleaned 2026-11-29T11:00:00Z desk\n');
  });

  it('is told to have no note where none can be kept', async () => {
    writeFileSync(join(home, '.local'), 'no folder');
    expect((await take()).word).toBe('none');
  });
});
