import { useState } from 'react';
import { useRun } from '../live/run-context.ts';
import type { Dialog } from '../live/run-store.ts';
import { CloseDefectDialog, DefectDialog } from './DefectDialogs.tsx';
import { ExcludeDialog, IncludeDialog } from './HostDialogs.tsx';
import { TakeOverDialog, WaitForHostsDialog } from './LeasedHosts.tsx';
import { MessageDialog, ReceiptDialog } from './MessageDialogs.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { PaperDialog } from './PaperDialog.tsx';
import { ContinueDialog, PauseDialog, RetryAllDialog, StopDialog } from './RunDialogs.tsx';
import type { DialogProps } from './WishDialog.tsx';

/** Whatever is asked in front of the page; a dialog that is opened again begins afresh. */
export function Dialogs() {
  const dialog = useRun((store) => store.dialog);
  const onClose = useRun((store) => store.show.closeDialog);
  const [last, setLast] = useState<{ readonly dialog: Dialog; readonly turn: number } | null>(null);
  if (dialog !== null && dialog !== last?.dialog) setLast({ dialog, turn: (last?.turn ?? 0) + 1 });
  if (!last) return null;
  return <OneDialog key={last.turn} dialog={last.dialog} opened={dialog !== null} onClose={onClose} />;
}

function OneDialog({ dialog, ...props }: DialogProps & { readonly dialog: Dialog }) {
  switch (dialog.kind) {
    case 'stop':
      return <StopDialog {...props} andBackOut={dialog.andBackOut} />;
    case 'note':
      return <NoteDialog {...props} />;
    case 'defect':
      return <DefectDialog {...props} unit={dialog.unit} />;
    case 'close-defect':
      return <CloseDefectDialog {...props} defect={dialog.defect} />;
    case 'message':
      return <MessageDialog {...props} message={dialog.message} />;
    case 'receipt':
      return <ReceiptDialog {...props} message={dialog.message} />;
    case 'pause':
      return <PauseDialog {...props} />;
    case 'continue':
      return <ContinueDialog {...props} />;
    case 'retry-all':
      return <RetryAllDialog {...props} />;
    case 'take-over':
      return <TakeOverDialog {...props} />;
    case 'wait-for-hosts':
      return <WaitForHostsDialog {...props} />;
    case 'exclude':
      return <ExcludeDialog {...props} hosts={dialog.hosts} />;
    case 'include':
      return <IncludeDialog {...props} host={dialog.host} />;
    case 'record':
      return <PaperDialog {...props} unit={dialog.unit} />;
  }
}
