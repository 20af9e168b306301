/** A host that refuses a command before it has begun it: at once and for good, or once, as dropbear does when another session ends in that moment. */
import type { Connection, Session } from 'ssh2';
import { expect, it } from 'vitest';
import { startScriptedServer } from '#support/scripted-ssh-server.ts';
import { openTransport } from '#support/ssh-fixture.ts';
import { hostOf } from '#support/sshd.ts';

type Refuse = (refused: { connection: Connection; session: Session; reject(): void }) => void;

/** Gives what became of one command, and how often the host was asked for it. */
async function execOn(refusals: number, refuse: Refuse): Promise<[seen: string, asked: number]> {
  let asked = 0;
  const server = await startScriptedServer({
    onReady: (connection) => {
      connection.on('session', (accept) => {
        const session = accept();
        session.on('exec', (begin, reject) => {
          asked += 1;
          if (asked <= refusals) return refuse({ connection, session, reject: () => reject() });
          const channel = begin();
          channel.write('done\n');
          channel.exit(0);
          channel.end();
        });
      });
    },
  });
  const transport = await openTransport();
  const host = hostOf(server);
  const link = await transport.connect(host, [host]);
  if (!link.ok) throw new Error(link.error.message);
  let printed = '';
  const opened = await link.value.exec('/bin/sh -s', (_stream, bytes) => {
    printed += Buffer.from(bytes).toString();
  });
  const end = opened.ok ? await opened.value.ended : null;
  await transport.close();
  await server.stop();
  return [end === null ? 'refused' : `${end.kind} ${printed.trim()}`, asked];
}

it('is asked again where it closed the session without an answer', async () => {
  /** Nothing that ssh2 offers closes a session that was not begun. */
  const close: Refuse = ({ connection, session }) => {
    const { _protocol: protocol } = connection as unknown as {
      _protocol: { channelClose(id: number): void };
    };
    const { _chanInfo: channel } = session as unknown as { _chanInfo: { outgoing: { id: number } } };
    protocol.channelClose(channel.outgoing.id);
  };
  expect(await execOn(1, close)).toEqual(['exit done', 2]);
});

it('is asked again where it refused the command once', async () => {
  expect(await execOn(1, ({ reject }) => reject())).toEqual(['exit done', 2]);
});

it('is believed where it goes on refusing', async () => {
  expect(await execOn(9, ({ reject }) => reject())).toEqual(['refused', 3]);
});
