import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { practiceRelease, withFreshWindow } from '#adapters/practice/practice-release.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { Link } from '#engine/ports.ts';
import { openJob } from '#engine/remote/job.ts';
import { scriptText } from '#engine/remote/wrapper.ts';
import { startPractice as startSample } from '#operations/practice.ts';
import { createReader } from '#operations/release-reader.ts';
import { type Practice, SAMPLES, SEED, snapshot, startPractice } from '#support/practice-fixture.ts';
import { unwrap } from '#support/ssh-fixture.ts';

const template = readFileSync(join(SAMPLES, 'practice.release.yaml'), 'utf8');
const release = parse(template) as SampleRelease;
const SHELLS = process.platform === 'win32' ? (['emulated'] as const) : (['real', 'emulated'] as const);
const NAMES = ['gate', 'web1', 'web2', 'web3', 'db1'];

interface Body {
  run?: string;
  check?: string;
  script?: { text: string };
  upload?: { from: string; to: string };
}
type SampleStep = Body & { id: string; on?: string; undo?: string | Body; expect?: { stdout: string } };
interface SamplePhase {
  id: string;
  on?: string;
  steps: SampleStep[];
}
interface SampleRelease {
  release: { version: string };
  package: { components: { file: string; sha256: string }[] };
  environments: { practice: { vars: Record<string, string>; hosts: Record<string, { tags: string[] }> } };
  deployment: { phases: SamplePhase[] };
  verification: { phases: SamplePhase[] };
}

describe.each(SHELLS)('the practice release with the %s shell', (shell) => {
  it('goes through with one retry, and its undos bring everything back', async () => {
    const practice = await startPractice({ names: NAMES, shell, seed: SEED });
    const links = new Map<string, Link>();
    for (const host of practice.hosts)
      links.set(host.name, unwrap(await practice.transport.connect(host, practice.hosts)));
    const before = visible(practice);
    const failed: string[] = [];
    const done: { step: SampleStep; host: string }[] = [];

    for (const { step, host } of unitsOf(release.deployment.phases)) {
      let result = await carryOut(links.get(host)!, host, step);
      if (result.code !== 0) {
        failed.push(`${step.id}@${host}: ${result.output}`);
        result = await carryOut(links.get(host)!, host, step);
      }
      expect([step.id, host, result.code, result.output]).toEqual([step.id, host, 0, result.output]);
      if (step.expect !== undefined) expect(result.output).toMatch(new RegExp(step.expect.stdout));
      done.push({ step, host });
    }
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatch(/^switch@web3: .*address already in use.*still finishing orders/s);
    for (const { step, host } of unitsOf(release.verification.phases))
      expect((await carryOut(links.get(host)!, host, step)).code).toBe(0);
    expect(visible(practice)).not.toEqual(before);

    for (const { step, host } of done.reverse()) {
      if (step.undo === undefined) continue;
      const undo: Body = typeof step.undo === 'string' ? { run: step.undo } : step.undo;
      expect((await carryOut(links.get(host)!, host, undo)).code).toBe(0);
    }
    expect(visible(practice)).toEqual(before);
    await practice.stop();
  });
});

describe('the practice release', () => {
  it('states the hash of the package that is shipped', () => {
    const [component] = release.package.components;
    const bytes = readFileSync(join(SAMPLES, component!.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(component!.sha256);
  });

  it('takes the running hosts in and keeps its comments', async () => {
    const practice = await startPractice({ names: NAMES });
    const fresh = withFreshWindow(template, new Date('2030-01-01T10:00:00Z'));
    const text = practiceRelease(fresh, practice.running.hosts) ?? '';
    const { environments, release: info } = parse(text);
    for (const host of practice.running.hosts) {
      expect(environments.practice.hosts[host.name]).toMatchObject({
        port: host.port,
        host_keys: host.hostKeys,
        credential: 'practice',
      });
    }
    expect(environments.practice.hosts.web1).toMatchObject({ via: 'gate', tags: ['web', 'canary'] });
    expect(info.window).toEqual({
      opens: '2030-01-01T10:00:00.000Z',
      closes: '2030-01-01T12:00:00.000Z',
      margin: '10m',
    });
    expect(text.match(/#/g)?.length).toBe(template.match(/#/g)?.length);
    expect(parseDocument(text).errors).toEqual([]);
    await practice.stop();
  });
});

describe('practice hosts that are started again', () => {
  it('keep what a person made of the sample release and of its files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-practice-'));
    const first = await startSample({ samples: SAMPLES, folder }, createReader(sha256));
    await first.hosts.stop();
    const edited = readFileSync(first.releaseFile, 'utf8').replace('name: Order desk', 'name: My own');
    writeFileSync(first.releaseFile, edited);
    const packaged = join(folder, 'release', 'package', readdirSync(join(folder, 'release', 'package'))[0]!);
    writeFileSync(packaged, 'mine');

    const second = await startSample({ samples: SAMPLES, folder }, createReader(sha256));
    const text = readFileSync(second.releaseFile, 'utf8');
    expect(text).toContain('name: My own');
    expect(readFileSync(packaged, 'utf8')).toBe('mine');
    const [host] = second.hosts.hosts;
    expect(parse(text).environments.practice.hosts[host!.name]).toMatchObject({ host_keys: host!.hostKeys });
    await second.hosts.stop();

    writeFileSync(second.releaseFile, 'holdpoint: [1');
    const third = await startSample({ samples: SAMPLES, folder }, createReader(sha256));
    expect(readFileSync(third.releaseFile, 'utf8')).toBe('holdpoint: [1');
    await third.hosts.stop();
    rmSync(folder, { recursive: true });
  });
});

/** What a step leaves behind, without logs, backups and what only the first failure changes. */
function visible(practice: Practice): Record<string, Record<string, string>> {
  const passing = /^(lb\/log|backups\/|run\/finishing)/;
  const of = (name: string) =>
    Object.fromEntries(
      Object.entries(snapshot(join(practice.dir, name))).filter(([path]) => !passing.test(path)),
    );
  return Object.fromEntries(NAMES.map((name) => [name, of(name)]));
}

function* unitsOf(phases: readonly SamplePhase[]): Generator<{ step: SampleStep; host: string }> {
  for (const phase of phases) {
    const rolling = phase.on === undefined ? [null] : hostsOf(phase.on);
    for (const only of rolling) {
      for (const step of phase.steps) {
        const on = step.on ?? phase.on;
        if (on === undefined) continue;
        for (const host of only === null ? hostsOf(on) : [only]) yield { step, host };
      }
    }
  }
}

function hostsOf(tag: string): string[] {
  return Object.entries(release.environments.practice.hosts)
    .filter(([, host]) => host.tags.includes(tag))
    .map(([name]) => name);
}

async function carryOut(link: Link, host: string, body: Body): Promise<{ code: number; output: string }> {
  if (body.upload !== undefined)
    return job(link, `cat >${fill(body.upload.to, host)}`, readFileSync(join(SAMPLES, body.upload.from)));
  if (body.script !== undefined) {
    const text = fill(body.script.text, host);
    return job(link, scriptText('sh', text, createHash('sha256').update(text).digest('hex')));
  }
  const text = body.run ?? body.check;
  return text === undefined ? { code: 0, output: '' } : job(link, fill(text, host));
}

let serial = 0;

async function job(link: Link, text: string, data?: Buffer): Promise<{ code: number; output: string }> {
  let output = '';
  const open = await openJob(link, {
    job: { text, env: {}, cwd: null, sudo: null, takesInput: data !== undefined },
    nonce: `sample${++serial}`,
    clock: createClock(),
    listener: {
      onStarted: () => {
        if (data !== undefined) void open.write(data).then(() => open.endInput());
      },
      onOutput: (_stream, bytes) => {
        output += Buffer.from(bytes).toString();
      },
    },
  });
  const end = await open.ended;
  return {
    code: end.kind === 'exit' ? end.code : -1,
    output: end.kind === 'exit' ? output : `${output}${JSON.stringify(end)}`,
  };
}

function fill(text: string, host: string): string {
  const { vars } = release.environments.practice;
  return text
    .replace(/\{\{ vars\.(\w+) \}\}/g, (_match, name: string) => `'${vars[name]}'`)
    .replaceAll('{{ release.version }}', `'${release.release.version}'`)
    .replaceAll('{{ host.name }}', `'${host}'`);
}
