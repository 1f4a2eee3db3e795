import { SaxesParser } from 'saxes';

/** An element of a stranger's XML: its local name, what stands in it, and its text without that of the elements in it. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const MOST_DEPTH = 32;
const MOST_ELEMENTS = 100_000;

class NoXml extends Error {}

/**
 * The root element, or undefined where the text is no well-formed XML, is nested too deep, or holds too much. Document types are
 * refused, and with them entities of their own; attributes are left out.
 */
export function parseXml(text: string): XmlElement | undefined {
  const top: Open = { name: '', children: [], text: '' };
  const path: Open[] = [top];
  const parser = new SaxesParser();
  let elements = 0;
  parser.on('error', (error) => refuse(error.message));
  parser.on('doctype', () => refuse('a document type'));
  parser.on('opentag', ({ name }) => {
    elements += 1;
    if (path.length > MOST_DEPTH || elements > MOST_ELEMENTS) refuse('too deep or too much');
    const element: Open = { name: name.slice(name.indexOf(':') + 1), children: [], text: '' };
    path.at(-1)?.children.push(element);
    path.push(element);
  });
  parser.on('closetag', () => path.pop());
  const append = (part: string) => {
    const here = path.at(-1);
    if (here !== undefined) here.text += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof NoXml) return undefined;
    throw error;
  }
  return top.children[0];
}

function refuse(why: string): never {
  throw new NoXml(why);
}

/** The elements of a name that stand in another one. */
export function elementsOf(within: XmlElement | undefined, name: string): readonly XmlElement[] {
  return within?.children.filter((child) => child.name === name) ?? [];
}

/** The element at the end of a path of names, the first of each name. */
export function elementAt(within: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (here, name) => here?.children.find((child) => child.name === name),
    within,
  );
}

/** The text of the element at the end of a path; null where there is none. */
export function textAt(within: XmlElement | undefined, ...path: readonly string[]): string | null {
  return elementAt(within, ...path)?.text.trim() ?? null;
}
