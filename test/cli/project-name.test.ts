import { describe, expect, it } from 'vitest';
import { projectNameProblem } from '../../src/cli/project-name.ts';

describe('the name of a new project', () => {
  it.each(['shop', 'on-time-flights', 'a', 'orders_2026', 'x'.repeat(60)])('may be %s', (name) => {
    expect(projectNameProblem(name)).toBeUndefined();
  });
  it.each([
    ['', 'is empty', undefined],
    ['Shop', 'must be lower case letters', 'shop'],
    ['my shop', 'must be lower case letters', 'my-shop'],
    ['OnTimeFlights', 'must be lower case letters', 'on-time-flights'],
    ['2026-orders', 'must be lower case letters', undefined],
    ['../shop', 'must be lower case letters', 'shop'],
    ['über', 'must be lower case letters', 'uber'],
    ['注文', 'must be lower case letters', undefined],
    ['x'.repeat(61), 'at most 60 are allowed', undefined],
    ['pyspark', 'a folder or package that the project itself uses', 'pyspark-lake'],
    ['data-validation', 'a folder or package that the project itself uses', 'data-validation-lake'],
    ['json', 'a Python module', 'json-lake'],
    ['class', 'a reserved word of Python', 'class-lake'],
  ])('may not be %j', (name, why, suggestion) => {
    const problem = projectNameProblem(name);
    expect(problem?.why).toContain(why);
    expect(problem?.suggestion).toBe(suggestion);
    if (suggestion !== undefined) expect(projectNameProblem(suggestion)).toBeUndefined();
  });
});
