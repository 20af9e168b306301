import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
} from '#support/cli-fixture.ts';
import { type Relay, startRelay } from '#support/relay.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const call = { id: 'call', title: 'Call', manual: 'Call the desk', nothing_to_undo: 'A call' };

let desk: Desk;
let web: Sshd;
let far: Sshd;

beforeAll(async () => {
  desk = openDesk();
  [web, far] = (await Promise.all(['web1', 'far'].map((name) => startSshd({ name })))) as [Sshd, Sshd];
});
afterAll(async () => {
  await Promise.all([web, far].map((host) => host.stop()));
  desk.close();
});

interface Waiting {
  readonly run: string;
  /** The ways to the hosts that died. */
  readonly ways: readonly Relay[];
}

/** A run that did its first step everywhere and waits at its second, when these hosts die. */
async function runWhoseHostsDie(names: readonly string[]): Promise<Waiting> {
  const ways = await Promise.all(names.map(() => startRelay(far)));
  const dying = names.map((name, index) => ({ ...far, name, port: ways[index]?.port ?? 0 }));
  const steps = [noted('first', 'all'), call, noted('last', 'all')];
  const left = await desk.run(desk.write('dying', releaseOf(inventory([web, ...dying]), steps)));
  expect(left.exit).toBe(3);
  await Promise.all(ways.map((way) => way.cut()));
  return { run: await desk.lastRun(), ways };
}

const called = (): string[] => ['--answers', desk.answers({ call: 'done' })];

/** The commands that a text shows on lines of their own, without the name of the program, as a person pastes them. */
const commandsIn = (text: string): string[][] =>
  [...text.matchAll(/^ {2}holdpoint (.+)$/gm)].map(([, words = '']) => words.split(' '));

describe('a waiting run of which hosts have died', () => {
  it.each([
    ['one host', ['web2'], 'it is back', 'it'],
    ['two hosts', ['web2', 'web3'], 'they are back', 'them'],
  ])('%s: resume names the ways out, and the commands that it names lead to the end', async (...given) => {
    const [, names, areBack, them] = given;
    const { run } = await runWhoseHostsDie(names);
    const refused = await desk.resume(run, called());
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(/^error: refused: web2 \(\S+\): the connection was refused\./m);
    const resume = `  holdpoint resume ${run}\n`;
    const ways = `To continue with ${names.join(', ')}: wait until ${areBack}, or fix what preflight found. Steps that are done are not run again. Then:
${resume}To continue without ${them} (holdpoint include includes an excluded host again):
${names.map((name) => `  holdpoint exclude ${run} ${name}\n`).join('')}${resume}To end it: holdpoint stop ${run}
`;
    expect(refused.stdout).toContain(ways);
    expect((await desk.cli(['show', run])).stdout).toContain(ways);

    const without = commandsIn(refused.stdout).slice(1);
    for (const words of without.slice(0, -1)) expect((await desk.cli(words)).exit).toBe(0);
    expect(without.at(-1)).toEqual(['resume', run]);
    expect((await desk.resume(run, called())).exit).toBe(0);
    const shown = await desk.show(run);
    expect(statesOf(shown).filter((each) => !each.startsWith('first@'))).toEqual([
      'call ok',
      'last@web1 ok',
      ...names.map((name) => `last@${name} excluded`),
    ]);
    expect(journalOf(web).slice(-2)).toEqual(['did first', 'did last']);
  });

  it('continues with the host once it is back, as the words say, and repeats nothing', async () => {
    const { run, ways } = await runWhoseHostsDie(['web2']);
    expect((await desk.resume(run, called())).exit).toBe(4);
    await Promise.all(ways.map((way) => way.mend()));
    expect((await desk.resume(run, called())).exit).toBe(0);
    expect(unitIn(await desk.show(run), 'first', 'web2').attempt).toBe(1);
    await Promise.all(ways.map((way) => way.cut()));
  });
});
