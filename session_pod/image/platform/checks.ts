// Finds what is wrong with the project without a browser. `transform` runs here (it only parses); `types` and `frames`
// run user code or unbounded work, so the runner does them in the sandbox.
import type { DevEnvironment } from 'vite';
import { inProject, place } from './locate.ts';
import { exec } from './runner-client.ts';
import { parseTypeErrors } from './type-errors.ts';

export interface Finding {
  kind: 'transform' | 'types' | 'frames' | 'metadata' | 'lint';
  severity: 'error' | 'warning';
  message: string;
  file?: string;
  line?: number;
  column?: number;
  frame?: number;
  /** The scene that it is about. */
  scene?: string;
  /** What to do about it. */
  hint?: string;
  codeFrame?: string;
}

export interface Metadata {
  id: string;
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}

export const CHECK_KINDS = ['transform', 'types', 'frames', 'lint'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

const MAX_FINDINGS = 50;
const TYPES_SECONDS = 60;
const RENDER_SECONDS = { frames: 45, metadata: 15 };

export interface Checks {
  /** What keeps the project from loading, without running it. */
  transform(): Promise<Finding[]>;
  run(kinds: readonly CheckKind[]): Promise<{ ok: boolean; ms: number; findings: Finding[] }>;
  /** The registered composition, or the findings that say why there is none. */
  metadata(): Promise<{ metadata: Metadata } | { findings: Finding[] }>;
}

interface TransformFailure {
  message: string;
  id?: string;
  loc?: { file?: string; line: number; column: number };
}

/** `lint` finds what a film editor would remark; it never rejects. */
export function createChecks(
  environment: DevEnvironment,
  projectDir: string,
  entry: string,
  runnerSocket: string,
  lint: () => Promise<Finding[]>,
): Checks {
  const checkers: Record<CheckKind, () => Promise<Finding[]>> = {
    transform: () => transform(environment, projectDir, entry),
    types: () => types(projectDir, runnerSocket),
    frames: async () => (await render(projectDir, runnerSocket, 'frames')).findings,
    lint,
  };
  return {
    transform: checkers.transform,
    async run(kinds) {
      const from = performance.now();
      // What doesn't compile can't be drawn: then only the types have more to say.
      const broken = kinds.some((kind) => kind !== 'types') ? await checkers.transform() : [];
      const rest = kinds.filter((kind) => kind === 'types' || (kind !== 'transform' && broken.length === 0));
      const found = await Promise.all(rest.map((kind) => checkers[kind]()));
      const shown = distinct([...broken, ...found.flat()]).slice(0, MAX_FINDINGS);
      return { ok: !shown.some((f) => f.severity === 'error'), ms: Math.round(performance.now() - from), findings: shown };
    },
    async metadata() {
      const broken = await checkers.transform();
      if (broken.length > 0) return { findings: broken };
      const { metadata, findings } = await render(projectDir, runnerSocket, 'metadata');
      return metadata ? { metadata } : { findings };
    },
  };
}

/** Two checks may find the same fault: it is told once. */
function distinct(findings: Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ message, file, line }) => {
    const key = `${file}:${line}:${message.split('\n', 1)[0]}`;
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

/** Lets go of what is known of the project's files: whoever asks right after a write must not see the old text. */
export function invalidate({ moduleGraph: graph }: DevEnvironment, projectDir: string): void {
  for (const [file, modules] of graph.fileToModulesMap) {
    if (inProject(projectDir, file)) for (const module of modules) graph.invalidateModule(module);
  }
}

/** Walks the imports from the entry, anew. */
async function transform(environment: DevEnvironment, projectDir: string, entry: string): Promise<Finding[]> {
  const graph = environment.moduleGraph;
  invalidate(environment, projectDir);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const visit = async (url: string): Promise<void> => {
    if (seen.has(url)) return;
    seen.add(url);
    try {
      await environment.transformRequest(url);
    } catch (error) {
      findings.push(fromFailure(projectDir, error as TransformFailure));
      return;
    }
    const module = await graph.getModuleByUrl(url);
    const next = [...(module?.importedModules ?? [])].filter((dep) => dep.file && inProject(projectDir, dep.file));
    for (const dep of next) await visit(dep.url);
  };
  await visit(entry);
  return findings;
}

/** A failure of Vite's as a finding: the message's first part only, places relative to the project. */
export function fromFailure(projectDir: string, failure: TransformFailure): Finding {
  const named = placeInMessage(failure.message);
  const loc = failure.loc ? { file: failure.loc.file, line: failure.loc.line, column: failure.loc.column + 1 } : named;
  const file = inProject(projectDir, loc?.file ?? failure.id ?? '') ?? inProject(projectDir, failure.id ?? '');
  return {
    kind: 'transform',
    severity: 'error',
    message: cleanMessage(failure.message, projectDir),
    ...(file && loc ? place(projectDir, file, loc.line, loc.column) : file ? { file } : {}),
  };
}

/** The parser (oxc) tells the place in its message only: `╭─[ src/MyVideo.tsx:6:22 ]`, its path relative to anything. */
export function placeInMessage(message: string): { file: undefined; line: number; column: number } | undefined {
  const match = /╭─\[ .*?:(\d+):(\d+) \]/.exec(withoutColours(message));
  return match ? { file: undefined, line: Number(match[1]), column: Number(match[2]) } : undefined;
}

function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

/** Without Vite's code frame (ours is added apart), colours and this machine's paths. */
export function cleanMessage(message: string, projectDir: string): string {
  const plain = withoutColours(message).replaceAll(`/@fs${projectDir}/`, '').replaceAll(`${projectDir}/`, '');
  const told = plain
    .split('\n')
    .map((line) => line.replace(/^\[(PARSE_ERROR|plugin [^\]]*)\] /, '').trimEnd())
    .filter((line) => line && !/^\s*(\d+\s*[|│]|[╭╰│|─]|at |Transform failed with )/.test(line));
  return (told.slice(0, 3).join('\n') || plain).slice(0, 2000);
}

async function types(projectDir: string, runnerSocket: string): Promise<Finding[]> {
  const outcome = await exec(runnerSocket, { check: 'types', timeoutSeconds: TYPES_SECONDS, maxOutputBytes: 65_536 });
  if (outcome.timedOut) return [{ kind: 'types', severity: 'warning', message: `The type check took over ${TYPES_SECONDS} s.` }];
  return parseTypeErrors(outcome.output).map((error) => ({
    kind: 'types',
    severity: 'error',
    message: error.message,
    ...(error.file ? place(projectDir, error.file, error.line, error.column) : {}),
  }));
}

interface Rendered {
  metadata?: Metadata;
  findings: Finding[];
}

async function render(projectDir: string, runnerSocket: string, check: 'frames' | 'metadata'): Promise<Rendered> {
  const seconds = RENDER_SECONDS[check];
  const outcome = await exec(runnerSocket, { check, timeoutSeconds: seconds, maxOutputBytes: 65_536 });
  const kind = check;
  if (outcome.timedOut) {
    const message = `Rendering took over ${seconds} s: is there an endless loop?`;
    return { findings: [{ kind, severity: 'error', message }] };
  }
  const line = outcome.output.split('\n').findLast((text) => text.startsWith('{"storydream":'));
  if (!line) {
    return { findings: [{ kind, severity: 'error', message: `Rendering ended without a result. ${outcome.output.slice(-500)}` }] };
  }
  const { storydream } = JSON.parse(line) as { storydream: Rendered };
  const findings = storydream.findings.map((finding) => ({
    ...finding,
    kind,
    ...(finding.file && finding.line ? place(projectDir, finding.file, finding.line, finding.column ?? 1) : {}),
  }));
  return { ...storydream, findings };
}
