/**
 * Two networks joined by one link that can be made as bad as links get. The kernel does it, so what becomes of a packet
 * there is what becomes of packets. Nothing of it is seen from outside, and it ends with the test.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Side {
  readonly address: string;
  /** Words before a command that is to run on this side. */
  readonly enter: readonly string[];
}

export interface FarNetwork {
  /** Where the workstation is. */
  readonly near: Side;
  /** Where the hosts are. */
  readonly far: Side;
  /** Cuts the link: packets are lost both ways, and nobody is told. */
  cut(): void;
  mend(): void;
  /** Packets of 1024 bytes and more vanish both ways, without the message that would say so. */
  swallowLarge(): void;
  /** Loses 5 of 16 packets to the hosts. */
  loseThird(): void;
  /** Both ways, such as `64kbit`. */
  limitTo(rate: string): void;
  close(): Promise<void>;
}

const DEVICE = 'hp0';
/** Takes packets and passes none on, since it is down. */
const SINK = 'sink0';

export async function openFarNetwork(): Promise<FarNetwork> {
  const [nearHolder, farHolder] = [await holdNetwork(), await holdNetwork()];
  const near: Side = { address: '10.9.8.1', enter: enter(nearHolder) };
  const far: Side = { address: '10.9.8.2', enter: enter(farHolder) };
  on(near, `ip link add ${DEVICE} type veth peer name ${DEVICE} netns ${farHolder.pid}`);
  for (const side of [near, far]) {
    on(side, `ip link set lo up`);
    on(side, `ip link add ${SINK} type veth peer name sink1`);
    on(side, `ip addr add ${side.address}/24 dev ${DEVICE}`);
    on(side, `ip link set ${DEVICE} up gso_max_segs 1`);
    on(side, `tc qdisc add dev ${DEVICE} ingress`);
  }
  const both = (words: string): void => {
    for (const side of [near, far]) on(side, words);
  };
  const swallow = (side: Side, match: string): void => {
    on(
      side,
      `tc filter add dev ${DEVICE} parent ffff: protocol ip u32 ${match} action mirred egress redirect dev ${SINK}`,
    );
  };
  return {
    near,
    far,
    cut: () => on(far, `ip link set ${DEVICE} down`),
    mend: () => on(far, `ip link set ${DEVICE} up`),
    // Taken for the length of a packet, as IP says it: no packet here is longer than 1500 bytes.
    swallowLarge() {
      for (const side of [near, far]) swallow(side, 'match u16 0x0400 0x0400 at 2');
    },
    loseThird() {
      // By the last bits of a packet's number, which is another when the packet is sent again.
      swallow(far, 'match u16 1 0x3 at 4');
      swallow(far, 'match u16 3 0xf at 4');
    },
    limitTo: (rate) => both(`tc qdisc add dev ${DEVICE} root tbf rate ${rate} burst 2kb latency 2s`),
    async close() {
      for (const holder of [nearHolder, farHolder]) {
        holder.stdin?.end();
        if (holder.exitCode === null) await once(holder, 'exit');
      }
    },
  };
}

/** A process that keeps a network alive until its input ends, which it does when the test's own process ends. */
async function holdNetwork(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'echo ready; read -r line'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

function enter(holder: ChildProcess): readonly string[] {
  return ['nsenter', `--net=/proc/${holder.pid}/ns/net`, '--'];
}

function on(side: Side, words: string): void {
  const [command = '', ...rest] = [...side.enter, ...words.split(' ')];
  execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
}
