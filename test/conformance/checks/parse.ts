import { type Comment, parseSync, Visitor } from 'oxc-parser';
import type { SourceFile } from './tree.ts';

/** One module that a file names, by import, export-from or `import()`. */
export interface ModuleUse {
  readonly from: string;
  readonly module: string;
  /** Imported names; empty for a side effect, `import()` and `export *`; `*` for a namespace and for the default. */
  readonly names: readonly string[];
}

type Parsed = ReturnType<typeof parseSync>;

function parsed(file: SourceFile): Parsed {
  const result = parseSync(file.path, file.text, { lang: 'ts', sourceType: 'module' });
  const [first] = result.errors;
  if (first !== undefined) throw new Error(`${file.path} does not parse: ${first.message}`);
  return result;
}

/** Every module that the file uses, types included. `import()` of something that is no plain string is reported as `?`. */
export function modulesOf(file: SourceFile): ModuleUse[] {
  const { module } = parsed(file);
  const use = (name: string, names: readonly string[]): ModuleUse => ({ from: file.path, module: name, names });
  const imports = module.staticImports.map((one) =>
    use(
      one.moduleRequest.value,
      one.entries.map(({ importName }) => importName.name ?? '*'),
    ),
  );
  const exports = module.staticExports.flatMap((one) =>
    one.entries.flatMap(({ moduleRequest, importName }) =>
      moduleRequest === null ? [] : [use(moduleRequest.value, importName.name === null ? [] : [importName.name])],
    ),
  );
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => {
    const literal = /^(['"])([^'"]+)\1$/.exec(file.text.slice(start, end));
    return use(literal?.[2] ?? '?', []);
  });
  return [...imports, ...exports, ...dynamic];
}

/** A top-level export and the comment that stands right before it, for an interface that has none the first inside it. */
export interface ExportedName {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'const';
  readonly comment: string | null;
}

/** Declarations that the file exports itself (`export function …`), in the file's order. Overloads count once. */
export function exportsOf(file: SourceFile): ExportedName[] {
  const { program, comments } = parsed(file);
  const within = (start: number, end: number): string | null =>
    comments.find((comment) => comment.start >= start && comment.end <= end)?.value ?? null;
  const before = (start: number): string | null => {
    const near = comments.findLast((comment: Comment) => comment.end <= start);
    return near !== undefined && file.text.slice(near.end, start).trim() === '' ? near.value : null;
  };
  const found: ExportedName[] = [];
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const { declaration } = statement;
    const inside = declaration.type === 'TSInterfaceDeclaration' ? within(declaration.start, declaration.end) : null;
    const comment = before(statement.start) ?? inside;
    const add = (name: string, kind: ExportedName['kind']): void => {
      if (!found.some((one) => one.name === name && one.kind === kind)) found.push({ name, kind, comment });
    };
    if (declaration.type === 'FunctionDeclaration' || declaration.type === 'TSDeclareFunction') {
      add(declaration.id?.name ?? 'default', 'function');
    } else if (declaration.type === 'ClassDeclaration') add(declaration.id?.name ?? 'default', 'class');
    else if (declaration.type === 'TSInterfaceDeclaration') add(declaration.id.name, 'interface');
    else if (declaration.type === 'TSTypeAliasDeclaration') add(declaration.id.name, 'type');
    else if (declaration.type === 'VariableDeclaration') {
      for (const one of declaration.declarations) {
        if (one.id.type !== 'Identifier') continue;
        const callable = one.init?.type === 'ArrowFunctionExpression' || one.init?.type === 'FunctionExpression';
        add(one.id.name, callable ? 'function' : 'const');
      }
    }
  }
  return found;
}

/** Something that the code refers to: `name`, `object.property` or `.property`, whichever object it is of. */
export interface Reference {
  readonly name: string;
  /** Where in the text it begins. */
  readonly start: number;
  /** How many arguments it is called with; null where it is not called. */
  readonly arguments: number | null;
}

/** Calls, `new` and member accesses, in the file's order, each member as `.property` too. Comments and strings are no code. */
export function referencesOf(file: SourceFile): Reference[] {
  const found: Reference[] = [];
  const calls = new Map<unknown, number>();
  const see = (name: string, start: number, count: number | null): void => {
    found.push({ name, start, arguments: count });
  };
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier') see(callee.name, callee.start, given.length);
      else calls.set(callee, given.length);
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier') see(`new ${callee.name}`, callee.start, given.length);
    },
    MemberExpression: (node) => {
      if (node.computed || node.property.type !== 'Identifier') return;
      const { name, start } = node.property;
      const count = calls.get(node) ?? null;
      see(`.${name}`, start, count);
      if (node.object.type === 'Identifier') see(`${node.object.name}.${name}`, start, count);
    },
  }).visit(parsed(file).program);
  return found;
}
