/** Closes a channel of the named host while its command runs, waits for the host's answer to that, and ends by itself. */
import type { Host } from '#core/release/model.ts';
import { openTransport, runOn, startOn, unwrap } from '#support/ssh-fixture.ts';

const host = JSON.parse(process.argv[2] ?? '') as Host;
const transport = await openTransport({ limits: { drainMs: 3_600_000 } });
const link = unwrap(await transport.connect(host, [host]));
const running = await startOn(link, 'echo started; exec cat >/dev/null');
running.close();
await running.ended;
// The host answers in order: it has closed its side of the first channel by now.
await runOn(link, 'exit 0');
await transport.close();
