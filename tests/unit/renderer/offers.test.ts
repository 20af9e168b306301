import { describe, expect, it } from 'vitest';
import { helpAt, offersAt } from '#features/release/source/offers.ts';
import { readText } from '#features/release/text/read-text.ts';

const DATA = readText(`holdpoint: 1
release:
  id: shop
  name: Shop
  version: "1"
  people:
    - { id: ann, name: Ann, roles: [deployment-manager] }
environments:
  lab:
    vars: { app_dir: /srv/app }
    hosts:
      web1: { address: 192.0.2.1, tags: [web], vars: { role: primary } }
deployment:
  phases:
    - id: one
      title: One
      steps:
        - { id: size, title: Size, on: web, check: df, capture: { free: '(\\d+)' } }
communications:
  - { id: shops, audience: Shops, channel: email, body: Hello }
`).data;

/** The labels that are offered at `|`. */
function offered(text: string): readonly string[] {
  const offset = text.lastIndexOf('|');
  return (
    offersAt(text.slice(0, offset) + text.slice(offset + 1), offset, DATA)?.list.map(({ label }) => label) ??
    []
  );
}

const STEP = `deployment:
  phases:
    - id: one
      title: One
      steps:
        - id: a
          title: A
          run: |-
            if true; then
              id: no key
            fi
`;

describe('offered are', () => {
  it('the keys of the file, of the release, of a phase, of a step, without those that stand there', () => {
    expect(offered('ho|')).toEqual(['holdpoint']);
    expect(offered('holdpoint: 1\n|\nrelease:\n  id: x\n')).not.toContain('release');
    expect(offered('release:\n  id: shop\n  |')).toEqual(expect.arrayContaining(['window', 'risks']));
    expect(offered('release:\n  id: shop\n  |')).not.toContain('id');
    expect(offered(`${STEP}          ti|`)).toEqual(['timeout', 'notify']);
    expect(offered(`${STEP}          on_f|`)).toEqual(['on_failure']);
    expect(offered(`${STEP}        - |`)).toEqual(expect.arrayContaining(['id', 'title', 'run']));
    expect(offered(`${STEP}          expect:\n            std|`)).toEqual([
      'stdout',
      'stdout_not',
      'stderr_not',
    ]);
    expect(offered(`${STEP}      ro|`)).toEqual(['rollout']);
    expect(offered(`${STEP}    - ti|`)).toEqual(['title', 'timeout']);
  });

  it('also where a list stands right below its key, and in braces', () => {
    expect(offered('controls:\n- id: a\n  st|')).toEqual(['state']);
    expect(offered('controls:\n  - { id: a, st|')).toEqual(['state']);
    expect(offered('controls:\n  - { id: a, state: |')).toEqual([
      'met',
      'not-met',
      'waived',
      'not-applicable',
    ]);
    expect(offered('environments:\n  lab:\n    hosts:\n      web2: { address: a, vi|')).toEqual(['via']);
  });

  it('the words of a key, hosts and tags, people and roles, messages', () => {
    expect(offered(`${STEP}          on_failure: |`)).toEqual(['ask', 'stop', 'continue', 'ignore']);
    expect(offered(`${STEP}          strict: |`)).toEqual(['true', 'false']);
    expect(offered(`${STEP}          on: |`)).toEqual(['web', 'web1']);
    expect(offered(`${STEP}          owner: |`)).toEqual(['ann', 'deployment-manager']);
    expect(offered(`${STEP}          hold: { approvers: [a|`)).toEqual(['ann', 'deployment-manager']);
    expect(offered(`${STEP}          notify: |`)).toEqual(['shops']);
    expect(offered(`${STEP}          delegate_to: |`)).toEqual(['web', 'web1']);
    expect(offered(`${STEP}          undo: { owner: |`)).toEqual(['ann', 'deployment-manager']);
    expect(offered(`${STEP}          upload: { owner: |`)).toEqual([]);
    expect(offered('environments:\n  lab:\n    hosts:\n      web2: { address: a, via: |')).toEqual(['web1']);
  });

  it('values between two braces, with what was captured', () => {
    expect(offered(`${STEP}          check: ls {{ |`)).toEqual(
      expect.arrayContaining(['vars.app_dir', 'host.vars.role', 'step.size.free', 'release.version']),
    );
    expect(offered(`${STEP}          check: ls {{ step|`)).toEqual(['step.size.free']);
  });

  it('nothing in a comment, in a command, or once the word is whole', () => {
    expect(offered('release:\n  # ti|')).toEqual([]);
    expect(offered(`${STEP.replace('fi\n', 'ti|\n')}`)).toEqual([]);
    expect(offered(`${STEP}          on_failure: ask|`)).toEqual([]);
    expect(offered(`${STEP}          title: on|`)).toEqual([]);
  });
});

it('a key says what it means, what holds without it, and which words may stand there', () => {
  const text = `${STEP}          on_failure: ask\n`;
  expect(helpAt(text, text.indexOf('on_failure') + 3)).toMatchObject({
    key: 'on_failure',
    says: 'what follows when it fails; without it: ask; one of ask, stop, continue, ignore',
  });
  expect(helpAt(text, text.indexOf('title: A'))?.says).toMatch(/required/);
  expect(helpAt(text, text.indexOf('id: no key'))).toBeNull();
  expect(helpAt(text, text.length)).toBeNull();
});

it('no text makes it fail', () => {
  const text = `${STEP}          upload: { from: "a{b", to: [}, mode: '\n  - - - x: {{ \n"`;
  for (let offset = 0; offset <= text.length; offset += 1) {
    offersAt(text, offset, null);
    helpAt(text, offset);
  }
});
