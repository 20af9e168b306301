import { expect, it } from 'vitest';
import { type AgentFacts, agentPlaces, pipesOf } from '#adapters/ssh/agent.ts';

const WINDOWS: AgentFacts = {
  platform: 'win32',
  socket: undefined,
  account: 'Ada',
  pipes: ['lsass', 'pageant.bob.0123', 'pageant.ada.4567', 'openssh-ssh-agent', 'pageant.adalbert.89'],
};

it('asks OpenSSH and then the Pageant of this user on Windows, and nobody else', () => {
  expect(agentPlaces(WINDOWS)).toEqual(['\\\\.\\pipe\\openssh-ssh-agent', '\\\\.\\pipe\\pageant.ada.4567']);
  expect(agentPlaces({ ...WINDOWS, account: 'Eve' })).toEqual(['\\\\.\\pipe\\openssh-ssh-agent']);
});

it('asks only the agent that SSH_AUTH_SOCK names', () => {
  expect(agentPlaces({ ...WINDOWS, socket: '/run/agent' })).toEqual(['/run/agent']);
  expect(agentPlaces({ ...WINDOWS, socket: '' })).toHaveLength(2);
});

it.each(['linux', 'darwin'] as const)('finds none without it under %s', (platform) => {
  expect(agentPlaces({ ...WINDOWS, platform })).toEqual([]);
});

it('asks OpenSSH where Windows does not list its pipes', () => {
  const refused = () => {
    throw Object.assign(new Error('EINVAL'), { code: 'EINVAL' });
  };
  expect(agentPlaces({ ...WINDOWS, pipes: pipesOf(refused) })).toEqual(['\\\\.\\pipe\\openssh-ssh-agent']);
  expect(pipesOf(() => WINDOWS.pipes)).toEqual(WINDOWS.pipes);
});
