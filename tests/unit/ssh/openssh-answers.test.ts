import { describe, expect, it } from 'vitest';
import type { OpenSshProof } from '#adapters/ssh/openssh/identity.ts';
import { LoginAnswers, type LoginFacts } from '#adapters/ssh/openssh/login-answers.ts';
import { PasswordGate } from '#adapters/ssh/password-gate.ts';
import type { LoginQuestion, Withdrawn } from '#core/run/login-question.ts';
import { describeLoginQuestion } from '#core/words/hosts/describe-login-question.ts';
import { hostOf } from '#support/sshd.ts';

const host = hostOf({ name: 'web1', address: '10.0.0.1', port: 22, user: 'deploy', fingerprint: 'SHA256:x' });
const KEY: OpenSshProof = { kind: 'key', path: '/home/ops/id', passphrase: null };
const nothing: LoginFacts = {
  hasPartly: false,
  accepts: ['publickey'],
  gaveUp: false,
  lines: [],
  refusals: 1,
};

function login(proof: OpenSshProof, facts: Partial<LoginFacts> = {}) {
  const asked: { question: LoginQuestion; withdrawn: Withdrawn }[] = [];
  const state = { facts: { ...nothing, ...facts } };
  const answers = new LoginAnswers({
    host,
    user: 'deploy',
    proof,
    ask: (question, withdrawn) => {
      asked.push({ question, withdrawn });
      return Promise.resolve(['typed']);
    },
    facts: () => state.facts,
  });
  return { answers, asked, state };
}

const prompt = (text: string, hint = '') => ({ hint, text, said: '' });

describe('what OpenSSH asks', () => {
  it('for a touch is shown until the key is touched, and answered by nobody', async () => {
    const { answers, asked } = login(KEY);
    const text = 'Confirm user presence for key ED25519-SK SHA256:abc';
    expect(await answers.answer(prompt(text, 'none'))).toEqual({ kind: 'none' });
    const [shown] = asked;
    expect(shown && describeLoginQuestion(shown.question)).toBe(
      `Touch the security key, so that web1 lets deploy in. OpenSSH says: "${text}"`,
    );
    expect(shown?.withdrawn.aborted).toBe(false);
    answers.withdraw();
    expect(shown?.withdrawn.aborted).toBe(true);
  });

  it('whether to go on with a key that is not known is never answered with yes', async () => {
    const { answers, asked } = login(KEY);
    for (const [text, hint] of [
      ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', ''],
      ['Allow use of key?', 'confirm'],
    ] as const)
      expect((await answers.answer(prompt(text, hint))).kind).toBe('give-up');
    expect(asked).toEqual([]);
  });

  it('in place of a key that the host refused is nobody asked, and what it wants besides is', async () => {
    const { answers, asked, state } = login(KEY);
    const password = prompt("deploy@10.0.0.1's password: ");
    expect(await answers.answer(password)).toMatchObject({ fault: { kind: 'key-refused' } });
    state.facts = { ...nothing, hasPartly: true };
    expect(await answers.answer(password)).toEqual({ kind: 'answer', text: 'typed' });
    expect(asked).toMatchObject([{ question: { kind: 'host', prompts: [{ text: 'Password' }] } }]);
  });

  it('gets a stored password once, where it asks for one', async () => {
    const proof = { kind: 'password', password: 'stored', gate: new PasswordGate() } as const;
    const { answers, state } = login(proof, { accepts: ['keyboard-interactive'] });
    expect(await answers.answer(prompt('(deploy@10.0.0.1) Verification code: '))).toEqual({
      kind: 'answer',
      text: 'typed',
    });
    const password = prompt('(deploy@10.0.0.1) Password: ');
    expect(await answers.answer(password)).toEqual({ kind: 'answer', text: 'stored' });
    state.facts = { ...state.facts, refusals: 2 };
    expect(await answers.answer(password)).toMatchObject({ kind: 'give-up' });
  });
});
