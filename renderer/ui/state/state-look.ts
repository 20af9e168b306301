import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClockExclamation,
  IconClockPause,
  IconEqualNot,
  IconEyeSearch,
  IconHelp,
  IconLoader2,
  IconPlayerPause,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconPlugConnectedX,
  IconProgress,
  IconUnlink,
  IconX,
} from '@tabler/icons-react';

/** `quiet` has nothing to say, `live` is running, `care` wants a person, `unknown` is not known and never green. */
export type Tone = 'quiet' | 'live' | 'good' | 'bad' | 'care' | 'unknown';

export interface StateLook {
  readonly tone: Tone;
  readonly icon: Icon;
}

const LOOKS = {
  waiting: { tone: 'quiet', icon: IconCircleDashed },
  intent: { tone: 'live', icon: IconProgress },
  running: { tone: 'live', icon: IconLoader2 },
  ok: { tone: 'good', icon: IconCheck },
  succeeded: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconX },
  unreachable: { tone: 'care', icon: IconPlugConnectedX },
  unknown: { tone: 'unknown', icon: IconHelp },
  interrupted: { tone: 'unknown', icon: IconAlertTriangle },
  stopped: { tone: 'care', icon: IconPlayerStop },
  skipped: { tone: 'quiet', icon: IconPlayerSkipForward },
  excluded: { tone: 'quiet', icon: IconBan },
  'needs you': { tone: 'care', icon: IconClockPause },
  paused: { tone: 'care', icon: IconPlayerPause },
  'backed out': { tone: 'quiet', icon: IconArrowBackUp },
  'partly backed out': { tone: 'care', icon: IconArrowBackUp },
  'backout failed': { tone: 'bad', icon: IconX },
  'backout not finished': { tone: 'unknown', icon: IconArrowBackUp },
  'does not verify': { tone: 'bad', icon: IconAlertTriangle },
  differs: { tone: 'care', icon: IconEqualNot },
  late: { tone: 'bad', icon: IconClockExclamation },
  'connection lost': { tone: 'unknown', icon: IconUnlink },
  reconnecting: { tone: 'unknown', icon: IconEyeSearch },
} as const satisfies Readonly<Record<string, StateLook>>;

/** A state that has a look of its own. */
export type LookName = keyof typeof LOOKS;

export const LOOK_NAMES = Object.keys(LOOKS) as readonly LookName[];

export function lookOf(state: LookName): StateLook {
  return LOOKS[state];
}
