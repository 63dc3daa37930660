/** Wording of what keeps files from being written. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../model/diagnostics/diagnostic.ts';
import type { OnceResult, PathFault, WriteProblem, WriteProblemKind } from '../write/index.ts';

type Records = { readonly [K in WriteProblemKind]: DiagnosticRecord<Extract<WriteProblem, { kind: K }>> };
const FAULTS: Readonly<Record<PathFault, string>> = {
  empty: 'is empty',
  absolute: 'is absolute',
  'leaves-root': 'leads out of the project',
  character: 'holds a character that file systems refuse',
  'reserved-name': 'is a reserved name',
  'too-long': 'is too long',
};

export const WRITE_DIAGNOSTICS: Records = {
  'foreign-file': {
    code: 'LW4001',
    severity: 'error',
    title: 'File that is not ours',
    message: (p) => `${p.path} was not written by lakewright and is not overwritten`,
    hint: (p) => `move it away, or let it be replaced: lakewright synth --adopt ${p.path}`,
    cause: 'A file of yours is where a generated file belongs.',
    cure: 'Move the file, or name it with --adopt to have it replaced.',
  },
  'edited-file': {
    code: 'LW4002',
    severity: 'error',
    title: 'Generated file edited by hand',
    message: (p) => `${p.path} was edited by hand and is not overwritten`,
    hint: (p) => `move the change into the definition, then: lakewright synth --adopt ${p.path}`,
    cause: 'The file differs from what the last synthesis wrote.',
    cure: 'Change the definition instead, then name the file with --adopt.',
  },
  'edited-orphan': {
    code: 'LW4003',
    severity: 'warning',
    title: 'Edited file that is no longer generated',
    message: (p) => `${p.path} is no longer generated, but was edited by hand: it stays and is yours now`,
    cause: 'Its table is gone, and its content is no longer ours.',
    cure: 'Delete it if you do not need it.',
  },
  'invalid-path': {
    code: 'LW4004',
    severity: 'error',
    title: 'Path that cannot be written',
    message: (p) => `the path ${JSON.stringify(p.path)} ${FAULTS[p.fault]}`,
    cause: 'A name in the definition leads to a path outside the project or one that a file system refuses.',
    cure: 'Change the name.',
  },
  'duplicate-path': {
    code: 'LW4005',
    severity: 'error',
    title: 'One path for two files',
    message: (p) => `two files would be ${p.path}`,
    cause: 'Two names in the definition become the same file.',
    cure: 'Rename one of them.',
  },
  'case-collision': {
    code: 'LW4006',
    severity: 'error',
    title: 'Paths that differ by case only',
    message: (p) => `${p.path} and ${p.other} are one file on macOS and Windows`,
    cause: 'Two names differ by case only.',
    cure: 'Rename one of them.',
  },
  'file-and-folder': {
    code: 'LW4007',
    severity: 'error',
    title: 'File in place of a folder',
    message: (p) => `${p.path} is both a file and a folder`,
    cause: 'A file is where a folder belongs, or the other way round.',
    cure: 'Move the file away or rename.',
  },
  'linked-folder': {
    code: 'LW4008',
    severity: 'error',
    title: 'Folder that is a link',
    message: (p) => `${p.path} is a symbolic link, and nothing is written through links`,
    cause: 'The link could lead out of the project.',
    cure: 'Replace the link with a folder.',
  },
  'not-writable': {
    code: 'LW4009',
    severity: 'error',
    title: 'Cannot write',
    message: (p) => `cannot write ${p.path} (${p.code})`,
    hint: () => 'check permissions, and whether the disk is mounted read-only',
    cause: 'The file system refused.',
    cure: 'Make the project folder writable.',
  },
  'not-readable': {
    code: 'LW4010',
    severity: 'error',
    title: 'Cannot read',
    message: (p) => `cannot read ${p.path} (${p.code})`,
    cause: 'The file system refused.',
    cure: 'Make the file readable.',
  },
  'no-space': {
    code: 'LW4011',
    severity: 'error',
    title: 'No space left',
    message: (p) => `no space left on the disk while writing ${p.path}; nothing was changed`,
    cause: 'The disk or the quota is full.',
    cure: 'Free some space and run again.',
  },
  locked: {
    code: 'LW4012',
    severity: 'error',
    title: 'Another synthesis is running',
    message: (p) => `another synthesis of this project is running (process ${p.pid} on ${p.host})`,
    hint: () => 'wait for it, then run again',
    cause: 'Two syntheses at once would mix their files.',
    cure: 'Wait, or end the other process.',
  },
  'unreadable-index': {
    code: 'LW4013',
    severity: 'warning',
    title: 'Damaged file index',
    message: (p) => `${p.path} is damaged: generated files that differ count as yours`,
    hint: () => 'delete it, and name the files with --adopt',
    cause: 'The index was edited or holds a merge conflict.',
    cure: 'Delete it and synthesize again.',
  },
};

type Sample = OnceResult['failed'][number];
/** A file that would have been the user's is missed only by the user. */
export const SAMPLE_DIAGNOSTICS: { readonly sample: DiagnosticRecord<Sample> } = {
  sample: {
    code: 'LW4014',
    severity: 'warning',
    title: 'Sample file not written',
    message: (p) => `${p.path} could not be made (${p.code}); everything else was written`,
    hint: () => 'check permissions; `assistantFiles: []` on the project leaves such files out',
    cause: 'The file system refused a file that is only written if it is missing.',
    cure: 'Make the folder writable, or leave such files out.',
  },
};
export const sampleDiagnostic = (sample: Sample, project: string): Diagnostic =>
  worded(SAMPLE_DIAGNOSTICS.sample, sample, { path: project, key: [sample.path] });

/** Words a problem of writing. */
export const writeDiagnostic = (problem: WriteProblem, project: string): Diagnostic =>
  worded(WRITE_DIAGNOSTICS[problem.kind] as DiagnosticRecord<WriteProblem>, problem, { path: project, key: [problem.path], severity: problem.severity });
