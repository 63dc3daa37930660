/** What may be seen of a task's rows. */
import type { Rows } from '../agent.ts';
import type { Engine, Input, Runnable } from '../trial/trial.ts';
import { inputKey } from './definition.ts';
import type { PreparedTask } from './solver.ts';
import { dataFile, type Task } from './task.ts';

/** This many are shown to a model; a body is run on all. */
const SHOWN = 12;
const ALL = 10_000;

export const visibleInput = (task: Task): Input =>
  Object.fromEntries(task.inputs.map(({ name }) => [inputKey(name), { path: dataFile(task, 'a', name), format: 'parquet', limit: ALL }]));

/** A statement over the names of a task's inputs, all or those that it reads. */
export const sqlOver = ({ task, model }: PreparedTask, sql: string, read: readonly string[] = task.inputs.map(({ name }) => name)): Runnable => {
  const names = Object.fromEntries(read.map((name) => [name, inputKey(name)]));
  return { model, sql, reads: Object.values(names), names };
};

/** By name of input. Among other tables nothing is shown: only those that are meant have rows, which would tell them from the rest. */
export const visibleRows = async (prepared: PreparedTask, engine: Engine): Promise<Readonly<Record<string, Rows>>> => {
  const rows: Record<string, Rows> = {};
  const visible = visibleInput(prepared.task);
  if (prepared.task.around.length > 0) return rows;
  for (const { name } of prepared.task.inputs) {
    const key = inputKey(name);
    const found = await engine.run(sqlOver(prepared, `SELECT * FROM ${name} LIMIT ${SHOWN}`, [name]), { [key]: visible[key] ?? [] });
    if (found.ok) rows[name] = found.rows;
  }
  return rows;
};
