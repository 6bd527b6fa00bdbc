import type { Plugin } from 'vite';
import { contracts } from '../../shared/features/contracts.ts';

/** What a page needs of an operation: where it is called. Its schemas stay with the hub. */
interface PageOperation {
  http: string;
  socket?: true;
  stream?: 'upload' | 'download';
}

function pageContract(name: string): string {
  const contract = contracts.find((one) => one.name === name);
  if (!contract) throw new Error(`the contract ${name} is not in shared/features/contracts.ts`);
  const operations = Object.fromEntries(
    Object.entries(contract.operations).map(([operation, { http, socket, stream }]): [string, PageOperation] => [
      operation,
      { http, ...(socket && { socket }), ...(stream && { stream }) },
    ]),
  );
  const events = Object.fromEntries(Object.keys(contract.events).map((event) => [event, true]));
  return JSON.stringify({ name, operations, events, errors: {} });
}

/** The parts of a syntax tree that are looked at here. */
interface Node {
  type: string;
  start: number;
  end: number;
  declaration?: Node | null;
  declarations?: Node[];
  id?: { name?: string };
  init?: Node | null;
  callee?: { name?: string };
  specifiers?: { local?: { name?: string } }[];
}
type Parse = (code: string) => readonly Node[];

interface Constant {
  name: string;
  /** The whole declaration, with `export`. */
  statement: Node;
  init: Node;
}

/** Constants at the top of a module, in their order. */
function constantsOf(body: readonly Node[]): Constant[] {
  return body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    const [first, ...more] = declaration?.type === 'VariableDeclaration' ? (declaration.declarations ?? []) : [];
    return first?.init && first.id?.name !== undefined && more.length === 0 ? [{ name: first.id.name, statement, init: first.init }] : [];
  });
}

/** Names that a module has from others. */
function importsOf(body: readonly Node[]): { statement: Node; names: string[] }[] {
  return body
    .filter(({ type }) => type === 'ImportDeclaration')
    .map((statement) => ({ statement, names: statement.specifiers?.flatMap(({ local }) => local?.name ?? []) ?? [] }));
}

const textOf = (code: string, { start, end }: Node): string => code.slice(start, end);
const without = (code: string, { start, end }: Node, instead = ''): string => code.slice(0, start) + instead + code.slice(end);
/** Names that a piece of syntax uses; those of its properties are none. */
function namesIn(piece: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(piece)) piece.forEach((part) => namesIn(part, found));
  if (piece === null || typeof piece !== 'object' || Array.isArray(piece)) return found;
  const { type, name, computed, ...parts } = piece as Record<string, unknown>;
  if (type === 'Identifier' && typeof name === 'string') return found.add(name);
  const isNamed = (part: string) => (part === 'key' || part === 'property') && computed !== true;
  for (const [part, value] of Object.entries(parts)) if (!isNamed(part)) namesIn(value, found);
  return found;
}

/** A contract as the page has it: addresses, and what is no schema, such as the greatest length of a message. */
function slimContract(code: string, parse: Parse): string {
  const body = parse(code);
  const known = importsOf(body).flatMap(({ names }) => names);
  const constants = constantsOf(body);
  const schemas = new Set<string>();
  for (const { name, init } of constants) {
    const used = namesIn(init);
    if (init.callee?.name !== 'defineContract' && [...known, ...schemas].some((other) => used.has(other))) schemas.add(name);
  }
  let slim = code;
  // From the last to the first, so that earlier positions stay true.
  for (const { name, statement, init } of constants.reverse()) {
    if (schemas.has(name)) slim = without(slim, statement);
    else if (init.callee?.name === 'defineContract') slim = without(slim, init, pageContract(name));
  }
  const left = parse(slim);
  const used = namesIn(left.filter(({ type }) => type !== 'ImportDeclaration'));
  for (const { statement, names } of importsOf(left).reverse()) if (!names.some((name) => used.has(name))) slim = without(slim, statement);
  return slim;
}

const isPlain = /^(?:Literal|ArrowFunctionExpression|FunctionExpression|TemplateLiteral)$/;

/** Schemas that nobody on the page asks for fall out, with their library. */
function pureSchemas(code: string, parse: Parse): string {
  let pure = code;
  for (const { init } of constantsOf(parse(code)).reverse())
    if (!isPlain.test(init.type)) pure = without(pure, init, `/*#__PURE__*/(() => (${textOf(code, init)}))()`);
  return pure;
}

const contractModule = /\/shared\/features\/[\w-]+\/contract\.ts$/;
const schemaModule = /\/shared\/(?:kernel\/fields|features\/[\w-]+\/[\w-]+)\.ts$/;

/**
 * Takes the schemas out of what a browser downloads, some twenty kilobytes packed: the hub has filtered its answers by the
 * same contracts, and tells a page that was built from older ones to reload. In development and in tests pages check.
 */
export function slimContracts(): Plugin {
  return {
    name: 'slim-contracts',
    apply: 'build',
    enforce: 'post',
    transform(code, id) {
      if (!schemaModule.test(id) || !code.includes('zod/mini')) return null;
      const parse: Parse = (text) => this.parse(text).body as unknown as readonly Node[];
      const slim = contractModule.test(id) ? slimContract(code, parse) : pureSchemas(code, parse);
      return { code: slim, map: null, moduleSideEffects: false };
    },
  };
}
