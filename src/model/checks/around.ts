/** Checks on what stands around tables: rules, dashboards, monitors. */
import { isNumeric, isText, isTime, typeText } from '../../query/datatype.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import type { Definition, Finding } from '../definition.ts';
import { exprProblems } from './tables.ts';

const pathOf = (d: Definition, key: string): string => `${d.project.name}/${key.replace('.', '/')}`;

/** Functions that handle NULL themselves. */
const NULL_SAFE = new Set(['isNull', 'isNotNull', 'eqNullSafe', 'coalesce', 'ifNull', 'nvl']);
/** Nullable columns that can make a condition NULL. */
const nullableColumns = (check: ExprNode): readonly string[] => {
  const names = new Set<string>();
  walk([check], (node) => {
    if (node.kind === 'call' && NULL_SAFE.has(node.fn)) return false;
    if (node.kind === 'column' && node.nullable) names.add(node.name);
    return true;
  });
  return [...names];
};

/** A reference needs a column of the row to say what has no match, and SQL text cannot name columns of an outer row. */
const referenceFindings = (rule: Extract<Definition['rules'][number], { kind: 'reference' }>, where: Omit<Finding, 'problem'>): readonly Finding[] => {
  let [row, other, text] = [false, false, false];
  walk([rule.on], (node) => {
    if (node.kind === 'column') [row, other] = [row || node.input === 0, other || node.input === 1];
    if (node.kind === 'sqlText') text = true;
  });
  const expected = text ? 'made of columns and functions: F.expr`…` cannot compare two tables' : 'a comparison of a column of the row with one of `to`';
  return row && other && !text
    ? []
    : [{ ...where, problem: { kind: 'option-value', option: 'on', expected, actual: text ? 'SQL text' : 'a condition on one side' } }];
};

export const ruleFindings = (d: Definition): readonly Finding[] => {
  const columns = new Map(d.tables.map((t) => [t.key, t.columns]));
  return d.rules.flatMap((rule): readonly Finding[] => {
    const where = { path: pathOf(d, rule.table), key: ['rules', rule.name], trace: rule.trace };
    if (rule.kind === 'reference') {
      const problems = exprProblems([rule.on]);
      return problems.length > 0 ? problems.map((problem) => ({ ...where, problem })) : referenceFindings(rule, where);
    }
    if (rule.kind === 'metric') return exprProblems([rule.value]).map((problem) => ({ ...where, problem }));
    if (rule.kind === 'freshness') {
      const available = columns.get(rule.table) ?? [];
      const found = available.find((c) => c.name === rule.column);
      if (found && isTime(found.type)) return [];
      const problem: Finding['problem'] = found
        ? { kind: 'option-value', option: 'column', expected: 'a date or timestamp', actual: `${rule.column}, ${typeText(found.type)}` }
        : { kind: 'unknown-key', option: 'column', column: rule.column, available: available.map((c) => c.name) };
      return [{ ...where, problem }];
    }
    if (rule.kind === 'unique') {
      const available = (columns.get(rule.table) ?? []).map((c) => c.name);
      const unknown = rule.columns.filter((name) => !available.includes(name));
      return [
        ...unknown.map((column): Finding => ({ ...where, problem: { kind: 'unknown-key', option: 'columns', column, available } })),
        ...(rule.where ? exprProblems([rule.where]).map((problem) => ({ ...where, problem })) : []),
      ];
    }
    const problems = exprProblems([rule.check]);
    if (problems.length > 0) return problems.map((problem) => ({ ...where, problem }));
    const nullable = rule.check.nullable && !rule.nullsSaid ? nullableColumns(rule.check) : [];
    return nullable.length > 0 ? [{ ...where, problem: { kind: 'unsaid-null', rule: rule.name, columns: nullable } }] : [];
  });
};

export const dashboardFindings = (d: Definition): readonly Finding[] => {
  const tables = new Map(d.tables.map((t) => [t.key, new Map(t.columns.map((c) => [c.name, c]))]));
  return d.dashboards.flatMap((dashboard) =>
    dashboard.widgets.flatMap((widget, i): readonly Finding[] => {
      const where = { path: dashboard.path, key: ['widgets', String(i)], trace: dashboard.trace };
      const columns = tables.get(widget.table);
      if (!columns) return [{ ...where, problem: { kind: 'unknown-table', table: widget.table, known: [...tables.keys()] } }];
      const available = [...columns.keys()];
      const name = `widget ${i + 1} (${widget.kind})`;
      const missing = (names: readonly string[]): readonly Finding[] =>
        names
          .filter((c) => !columns.has(c))
          .map((column) => ({ ...where, problem: { kind: 'widget-column', widget: name, column: String(column), table: widget.table, available } }));
      switch (widget.kind) {
        case 'counter':
          return exprProblems([widget.value]).map((problem) => ({ ...where, problem }));
        case 'grid':
          return missing(widget.columns);
        default: {
          const wrong = widget.y.flatMap((column): readonly Finding[] => {
            const type = columns.get(column)?.type;
            return type && !isNumeric(type)
              ? [{ ...where, problem: { kind: 'widget-column-type', widget: name, column, expected: 'numbers on y', actual: typeText(type) } }]
              : [];
          });
          const x = columns.get(widget.x)?.type;
          const axis: readonly Finding[] =
            widget.kind === 'line' && x && !isNumeric(x) && !isTime(x)
              ? [{ ...where, problem: { kind: 'widget-column-type', widget: name, column: widget.x, expected: 'a time or number on x', actual: typeText(x) } }]
              : [];
          return [...missing([widget.x, ...widget.y, ...(widget.color === undefined ? [] : [widget.color])]), ...wrong, ...axis];
        }
      }
    }),
  );
};

export const monitorFindings = (d: Definition): readonly Finding[] => {
  const tables = new Map(d.tables.map((t) => [t.key, new Map(t.columns.map((c) => [c.name, c]))]));
  return d.monitors.flatMap((monitor): readonly Finding[] => {
    const where = { path: pathOf(d, monitor.table), key: ['monitors', monitor.name], trace: monitor.trace };
    const columns = tables.get(monitor.table) ?? new Map();
    const available = [...columns.keys()];
    const names = [monitor.column, monitor.segmentBy].filter((n) => n !== undefined);
    const missing = names
      .filter((n) => !columns.has(n))
      .map((column): Finding => ({ ...where, problem: { kind: 'monitor-column', column, table: monitor.table, available } }));
    const type = monitor.column === undefined ? undefined : columns.get(monitor.column)?.type;
    const expected = !type
      ? undefined
      : monitor.metric.startsWith('NUMERIC_') && !isNumeric(type)
        ? 'a number'
        : monitor.metric === 'TEXT_MAX_LENGTH' && !isText(type)
          ? 'text'
          : monitor.metric === 'FUTURE_TIMESTAMP_COUNT' && !isTime(type)
            ? 'a date or timestamp'
            : undefined;
    return [
      ...missing,
      ...(type && expected !== undefined
        ? [
            {
              ...where,
              problem: { kind: 'monitor-column-type', metric: monitor.metric, column: monitor.column ?? '', expected, actual: typeText(type) },
            } as const,
          ]
        : []),
      ...(monitor.where ? exprProblems([monitor.where]).map((problem) => ({ ...where, problem })) : []),
    ];
  });
};
