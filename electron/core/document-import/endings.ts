/** How the names of files that can be imported end, without the dot; apart, since dialogs need nothing else of an import. */

export const SCRIPT_ENDINGS: readonly string[] = ['sh', 'bash', 'ksh'];
/** Of names of files, without the dot. */
export const DOCUMENT_ENDINGS: readonly string[] = ['md', 'markdown', ...SCRIPT_ENDINGS];
