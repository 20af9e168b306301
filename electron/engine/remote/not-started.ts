/** Exit code of a wrapper that has started nothing; the texts for hosts say it too (`exit 97`). */
export const NOT_STARTED_EXIT = 97;
