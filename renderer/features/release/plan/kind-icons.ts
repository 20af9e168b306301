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

export const KIND_ICONS: Readonly<Record<StepKind, Icon>> = {
  run: IconTerminal2,
  script: IconFileCode,
  check: IconListSearch,
  upload: IconUpload,
  download: IconDownload,
  probe: IconPlugConnected,
  manual: IconChecklist,
  hold: IconHandStop,
  wait: IconHourglass,
  notify: IconBell,
};
