import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './modules.ts';

const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'API.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file).replaceAll('\\', '/')),
];
const LINK = /(?<!`)\[(?:[^\]`]|`[^`]*`)*\]\((?<target>[^)\s]+)\)/g;
const withoutCode = (markdown: string): string => markdown.replaceAll(/^```[\s\S]*?^```/gm, '');

/** Anchors as GitHub makes them of headings, and those that a page sets itself. */
const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutCode(markdown).matchAll(/^#{1,6} (.*)$/gm)) {
    const slug = title
      .toLowerCase()
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  for (const [, id = ''] of markdown.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
  return anchors;
};

describe('the documentation', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const targets = [...new Set([...withoutCode(text).matchAll(LINK)].map((match) => match.groups?.['target'] ?? ''))].filter(
      (target) => !/^[a-z]+:/.test(target),
    );
    const broken = targets.filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      if (!existsSync(file) || relative(ROOT, file).startsWith('..')) return true;
      return anchor !== undefined && !(statSync(file).isFile() && anchorsOf(readFileSync(file, 'utf8')).has(anchor));
    });
    expect(broken).toEqual([]);
  });
  it('lists every page of the guide in its table of contents and in the README', () => {
    const guide = readdirSync(join(ROOT, 'docs/guide'));
    for (const [page, folder] of [
      ['docs/README.md', 'guide'],
      ['README.md', 'docs/guide'],
    ] as const) {
      const text = readFileSync(join(ROOT, page), 'utf8');
      expect(guide.filter((file) => !text.includes(`(${folder}/${file})`))).toEqual([]);
    }
  });
});
