import { describe, expect, it } from 'vitest';
import type { Step } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { HEAD, problems } from './release-text.ts';

const HOSTS = 'environments: { test: { hosts: { web1: { address: 10.0.0.1 } } } }\n';

/** A release with one phase: what it says of itself, and its steps; the phase begins on line 6. */
function withPhase(phase: string, ...steps: readonly string[]): string {
  const entries = steps.map((lines, i) => `- id: step-${i}\n  title: Step\n${indent(lines, 2)}`);
  return `${HEAD}${HOSTS}deployment:
  phases:
    - id: main
      title: Main
${indent(phase, 6)}
      steps:
${indent(entries.join('\n'), 8)}
`;
}

function indent(lines: string, by: number): string {
  return lines.replace(/^(?=.)/gm, ' '.repeat(by));
}

function stepsOf(text: string): readonly Step[] {
  const parsed = parseRelease(text);
  if (!parsed.release) throw new Error(JSON.stringify(parsed.issues));
  expect(parsed.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parsed.release.deployment[0]!.steps;
}

const ROOT = { user: 'root', passwordSecret: null };
const PLAIN = 'on: all\nrun: a\nundo: b';

describe('what a phase says for its steps', () => {
  it('holds where they say nothing, and what they say comes before it', () => {
    const [quiet, own] = stepsOf(
      withPhase(
        'sudo: true\ntimeout: 5m\non_failure: stop',
        PLAIN,
        `${PLAIN}\nsudo: app\ntimeout: 1m\non_failure: continue`,
      ),
    );
    expect(quiet).toMatchObject({ sudo: ROOT, timeoutMs: 300_000, onFailure: 'stop' });
    expect(own).toMatchObject({ sudo: { user: 'app' }, timeoutMs: 60_000, onFailure: 'continue' });
  });

  it('is taken back by a step with sudo: false', () => {
    const [step] = stepsOf(withPhase('sudo: true', `${PLAIN}\nsudo: false`));
    expect(step?.sudo).toBeNull();
  });

  it('holds for undos: of a command through its step, of a body by itself', () => {
    const [command, body, login] = stepsOf(
      withPhase(
        'sudo: true\ntimeout: 5m',
        PLAIN,
        'on: all\nrun: a\nundo: { run: b, timeout: 1m }',
        'on: all\nrun: a\nundo: { run: b, sudo: false }',
      ),
    );
    expect(command?.undo).toMatchObject({ options: { sudo: ROOT, timeoutMs: 300_000 } });
    expect(body?.undo).toMatchObject({ options: { sudo: ROOT, timeoutMs: 60_000 } });
    expect(login?.undo).toMatchObject({ options: { sudo: null, timeoutMs: 300_000 } });
  });

  it('may stand behind the steps, and reaches neither other phases nor the backout', () => {
    const text = `${HEAD}${HOSTS}deployment:
  phases:
    - id: first
      title: First
      steps: [{ id: a, title: A, on: all, run: a, undo: b }]
      sudo: true
    - { id: second, title: Second, steps: [{ id: b, title: B, on: all, run: a, undo: b }] }
backout: { before: [{ id: c, title: C, on: all, run: a }] }
`;
    const { release } = parseRelease(text);
    const [first, second] = release!.deployment;
    expect([first?.steps[0]?.sudo, second?.steps[0]?.sudo]).toEqual([ROOT, null]);
    expect(release!.backout.before[0]?.sudo).toBeNull();
  });

  it('that is wrong is said once, where it stands', () => {
    expect(problems(withPhase('sudo: "yes"\ntimeout: 5', PLAIN, PLAIN))).toEqual([
      '8:13 error sudo-word',
      '9:16 error bad-duration',
    ]);
  });

  it('of a condition that cannot be read, or names what is not set, is said at it', () => {
    expect(problems(withPhase('when: vars.none == ""\ntimeout: 5m', PLAIN))).toEqual([
      '8:13 warning unset-value',
    ]);
    expect(problems(withPhase('when: vars.none ==', PLAIN))).toEqual(['8:25 error bad-condition']);
  });
});
