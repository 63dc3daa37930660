export type { OutputFile } from '../utils/output-file.ts';
export type { Disk, EntryKind, EntryState } from './disk.ts';
export { writeOnce, type OnceResult } from './once.ts';
export { planWrite, type WriteOptions, type WritePlan } from './plan.ts';
export { isError, type PathFault, type WriteProblem, type WriteProblemKind } from './problems.ts';
export { applyWrite, checkFiles, writeFiles, type WriteResult } from './write.ts';
