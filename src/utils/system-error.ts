/** The system's code of an error, e.g. `ENOENT`; undefined if it is not an error of a system call. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
