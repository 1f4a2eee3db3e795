import { describe, expect, test } from 'vitest';
import { elementsOf, parseXml, textAt } from '../../../src/wire/xml.ts';

describe('XML of a stranger', () => {
  test('elements, their texts, and namespaces left out', () => {
    const root = parseXml(
      '<?xml version="1.0"?><s:List xmlns:s="urn:a" a="1"><s:Key>a &amp; b</s:Key><Key><![CDATA[<c>]]></Key><In><Deep> d </Deep></In></s:List>',
    );
    expect(root?.name).toBe('List');
    expect(elementsOf(root, 'Key').map(({ text }) => text)).toEqual(['a & b', '<c>']);
    expect(textAt(root, 'In', 'Deep')).toBe('d');
    expect(textAt(root, 'In', 'Else')).toBeNull();
  });

  test.for([
    '',
    'no XML',
    '{"json":true}',
    '<a><b></a>',
    '<a>',
    '<a>&unknown;</a>',
    '<!DOCTYPE a [<!ENTITY e "eeee">]><a>&e;</a>',
    '<html><br></html>',
    '<a>'.repeat(100_000),
    `<a>${'<b/>'.repeat(200_000)}</a>`,
  ])('%# is none, or too much', (text) => {
    expect(parseXml(text)).toBeUndefined();
  });
});
