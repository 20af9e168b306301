/** Has a command run on the named host, says so, and goes on until it is killed. */
import type { Host } from '#core/release/model.ts';
import { openTransport, startOn, unwrap } from '#support/ssh-fixture.ts';

const host = JSON.parse(process.argv[2] ?? '') as Host;
const transport = await openTransport();
const link = unwrap(await transport.connect(host, [host]));
const { firstLine } = await startOn(link, 'echo started; exec cat >/dev/null');
process.stdout.write(`${firstLine}\n`);
