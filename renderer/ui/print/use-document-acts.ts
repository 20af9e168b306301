import { useState } from 'react';
import { noticeDone, noticeFailure } from '../notices.ts';

interface Acts<Format extends string> {
  /** Answers with null when the person chose no place. */
  onSave(format: Format): Promise<{ readonly path: string } | null>;
  onPrint(): Promise<{ readonly printed: boolean }>;
}

export interface DocumentActs<Format extends string> {
  readonly busy: boolean;
  save(format: Format): void;
  print(): void;
}

/** A document to a file or the printer, one at a time, with word of how it went. */
export function useDocumentActs<Format extends string>({
  onSave,
  onPrint,
}: Acts<Format>): DocumentActs<Format> {
  const [busy, setBusy] = useState(false);
  const run = async (failed: string, act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await act().catch((cause: unknown) => noticeFailure(failed, cause));
    setBusy(false);
  };
  const save = async (format: Format): Promise<void> => {
    const saved = await onSave(format);
    if (saved) noticeDone('Document saved', saved.path);
  };
  const print = async (): Promise<void> => {
    const { printed } = await onPrint();
    if (printed) noticeDone('Sent to the printer');
  };
  return {
    busy,
    save: (format) => void run('Not saved', () => save(format)),
    print: () => void run('Not printed', print),
  };
}
