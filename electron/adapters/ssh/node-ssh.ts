/**
 * Connections are opened through node-ssh; all that comes after goes to its `connection`, the client of ssh2.
 * Nothing else of it is used. `execCommand` resolves with `code: null` when the connection is lost, as if that were a
 * result, keeps all output in memory and takes it apart per packet; `putFile` never settles then. After `ready` no
 * listener for errors is left, and the next one would take the process down.
 */
import { type Config, NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';

/**
 * Begins a connection and gives its client at once, before anything can come of it: whoever calls listens to its events, which
 * tell all there is to know. `onNotBegun` is called when ssh2 does not take the settings, of which no event tells.
 */
export function beginConnection(config: Config, onNotBegun: (error: unknown) => void): Client {
  const ssh = new NodeSSH();
  const opened = ssh.connect(config);
  const client = ssh.connection;
  let hasBegun = false;
  const begun = (): void => {
    hasBegun = true;
  };
  client?.on('error', begun).on('close', begun);
  // An agent's error rejects as well, though the login continues with the next key.
  opened.catch((error: unknown) => {
    if (!hasBegun) onNotBegun(error);
  });
  if (client === null) throw new Error('node-ssh refused the settings');
  return client;
}
