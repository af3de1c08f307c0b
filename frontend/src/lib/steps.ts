import type { ChatMessage } from '@/api/types.generated';
import type { Activity, LiveSession } from './live-session';

export interface Step {
  id: string;
  /** What kind of thing was done, for the icon. */
  kind: 'read' | 'search' | 'edit' | 'create' | 'delete' | 'command' | 'check' | 'look' | 'sound' | 'ask' | 'other';
  label: string;
  path: string | null;
  state: 'running' | 'done' | 'failed';
  ms: number | null;
  at: number | null;
  /** The tool's id under which the pod keeps a picture of what was looked at. */
  picture: string | null;
}

/** A step, and how often it was taken in a row. */
export interface StepRow extends Step {
  times: number;
}

/** One row for what was done several times in a row to the same file: three edits are one line. */
export function joinSteps(steps: readonly Step[]): StepRow[] {
  const rows: StepRow[] = [];
  for (const step of steps) {
    const last = rows.at(-1);
    const again =
      last?.path &&
      last.path === step.path &&
      last.label === step.label &&
      last.state === 'done' &&
      step.state === 'done';
    if (again) rows[rows.length - 1] = { ...last, times: last.times + 1, ms: sum(last.ms, step.ms) };
    else rows.push({ ...step, times: 1 });
  }
  return rows;
}

function sum(one: number | null, other: number | null): number | null {
  return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}

/** The live steps where this page saw them (they have times), else the actions stored with the message. */
export function stepsOf(turnId: string | null, message: ChatMessage, live: LiveSession | null): Step[] {
  const seen = turnId ? live?.activities[turnId] : undefined;
  if (seen?.length) return seen.map(liveStep);
  return (message.actions ?? []).map((action, index) => ({
    id: `${message.id}-${index}`,
    kind: ACTION_KINDS[action.type],
    // The path stands beside the label, in its own type.
    label: action.filePath ? action.summary.replace(` ${action.filePath}`, '') : action.summary,
    path: action.filePath ?? null,
    state: 'done',
    ms: null,
    at: null,
    picture: null,
  }));
}

const ACTION_KINDS = {
  file_edit: 'edit',
  file_create: 'create',
  file_delete: 'delete',
  command_run: 'command',
} as const;

const TOOL_KINDS: Readonly<Record<string, Step['kind']>> = {
  view: 'read',
  glob: 'search',
  grep: 'search',
  edit: 'edit',
  create: 'create',
  delete: 'delete',
  bash: 'command',
  check: 'check',
  render_frames: 'look',
  inspect_asset: 'look',
  timeline: 'read',
  read_skill: 'read',
  list_assets: 'search',
  list_sounds: 'search',
  search_history: 'search',
  add_sound: 'sound',
  set_video_settings: 'edit',
  ask_user: 'ask',
  plan: 'ask',
};

export function liveStep({ toolId, name, label, path, state, ms, at, picture }: Activity): Step {
  const kind = TOOL_KINDS[name] ?? 'other';
  return { id: toolId, kind, label: spoken(label, state), path, state, ms, at, picture: picture ? toolId : null };
}

/** What the pod's labels begin with: as it is over, and as what could not be done. */
const VERBS: Readonly<Record<string, readonly [past: string, plain: string]>> = {
  Reading: ['Read', 'read'],
  Editing: ['Edited', 'edit'],
  Creating: ['Created', 'create'],
  Deleting: ['Deleted', 'delete'],
  Looking: ['Looked', 'look'],
  Searching: ['Searched', 'search'],
  Checking: ['Checked', 'check'],
  Running: ['Ran', 'run'],
  Trying: ['Tried', 'try'],
  Asking: ['Asked', 'ask'],
  Drawing: ['Drew', 'draw'],
  Setting: ['Set', 'set'],
  Adding: ['Added', 'add'],
  Changing: ['Changed', 'change'],
  Choosing: ['Chose', 'choose'],
  Listening: ['Listened', 'listen'],
};

/** Labels come in the present; what is over is told in the past, also when it failed. */
function spoken(label: string, state: Step['state']): string {
  const [verb = '', ...rest] = label.split(' ');
  const known = VERBS[verb];
  if (state === 'running' || !known) return label;
  const [past, plain] = known;
  return [state === 'done' ? past : `Couldn’t ${plain}`, ...rest].join(' ');
}
