import {
  type Icon,
  IconBell,
  IconChecklist,
  IconDownload,
  IconFileCode,
  IconHandStop,
  IconHourglass,
  IconListSearch,
  IconPlugConnected,
  IconTerminal2,
  IconUpload,
} from '@tabler/icons-react';
import type { StepKind } from '#core/release/model.ts';

export interface KindLook {
  readonly icon: Icon;
  /** What it is for, in the menu of kinds. */
  readonly purpose: string;
}

export const KIND_LOOKS: Readonly<Record<StepKind, KindLook>> = {
  run: { icon: IconTerminal2, purpose: 'One command on the hosts' },
  script: { icon: IconFileCode, purpose: 'A script, sent whole and checked' },
  check: { icon: IconListSearch, purpose: 'A command that only reads' },
  upload: { icon: IconUpload, purpose: 'A file or folder to the hosts' },
  download: { icon: IconDownload, purpose: 'A file or folder from the hosts' },
  probe: { icon: IconPlugConnected, purpose: 'Asks an HTTP address or a TCP port' },
  manual: { icon: IconChecklist, purpose: 'A person does it and confirms' },
  hold: { icon: IconHandStop, purpose: 'Waits until named people release it' },
  wait: { icon: IconHourglass, purpose: 'A while, a time, or a condition' },
  notify: { icon: IconBell, purpose: 'A message to send' },
};
