import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CODING_ANSWER, SECOND_ANSWER } from '../../../src/agents/coding/answer.ts';
import { STARTING_ANSWER } from '../../../src/agents/starting/answer.ts';

/** Objects of a schema that can hold nothing. */
const emptyObjects = (schema: unknown, path = ''): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties } = schema as { readonly type?: unknown; readonly properties?: object };
  const own = type === 'object' && Object.keys(properties ?? {}).length === 0 ? [path || 'the whole'] : [];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => emptyObjects(value, `${path}/${key}`))];
};
const sent = (form: z.ZodType): unknown => transformJSONSchema(z.toJSONSchema(form) as never);

describe('the form of an answer', () => {
  it.each(Object.entries({ CODING_ANSWER, SECOND_ANSWER, STARTING_ANSWER }))('%s has no object in which a model can say nothing', (_, form) => {
    expect(emptyObjects(sent(form))).toEqual([]);
  });
  it('would have one where a map were asked for', () => {
    expect(emptyObjects(sent(z.object({ types: z.record(z.string(), z.string()) })))).toEqual(['/properties/types']);
  });
});
