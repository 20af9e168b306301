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
  readonly label: string;
  /** What it is for, in the menu of kinds. */
  readonly purpose: string;
}

export const KIND_LOOKS: Readonly<Record<StepKind, KindLook>> = {
  run: { icon: IconTerminal2, label: 'Command', purpose: 'One command on the hosts' },
  script: { icon: IconFileCode, label: 'Script', purpose: 'A script, sent whole and checked' },
  check: { icon: IconListSearch, label: 'Check', purpose: 'A command that only reads' },
  upload: { icon: IconUpload, label: 'Upload', purpose: 'A file or folder to the hosts' },
  download: { icon: IconDownload, label: 'Download', purpose: 'A file or folder from the hosts' },
  probe: { icon: IconPlugConnected, label: 'Probe', purpose: 'Asks an HTTP address or a TCP port' },
  manual: { icon: IconChecklist, label: 'Manual', purpose: 'A person does it and confirms' },
  hold: { icon: IconHandStop, label: 'Hold point', purpose: 'Waits until named people release it' },
  wait: { icon: IconHourglass, label: 'Wait', purpose: 'A while, a time, or a condition' },
  notify: { icon: IconBell, label: 'Notify', purpose: 'A message to send' },
};
