import { html as tagged } from 'htm/preact';
import type { VNode } from 'preact';

export type View = VNode | VNode[] | string | number | null;

/** Preact's elements as tagged templates: text is escaped, whoever wrote it. */
export const html = tagged as (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** What a person cannot see, or what would turn the line around, is shown as it is written in code. */
export function shown(text: string, most = 2_000): string {
  const cut = text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
  return cut.toWellFormed().replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
