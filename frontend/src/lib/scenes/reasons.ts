/** Why code can't be read or edited without the agent; the words for each are in the catalogue. */
export type ReasonCode =
  /** It doesn't parse; `file` and `line` tell where. */
  | 'broken_code'
  /** `file` isn't there, or isn't text. */
  | 'no_file'
  | 'no_composition'
  /** The composition's size, rate or length isn't a plain number in src/Root.tsx. */
  | 'settings_computed'
  /** What the composition shows can't be followed to a component. */
  | 'no_component'
  /** Scenes are made by a loop or a condition. */
  | 'scenes_computed'
  /** When `scene` begins or how long it is can't be told from the code. */
  | 'times_computed'
  /** `scene` lies over others for longer than a cross-fade. */
  | 'layers'
  /** Scenes stand in different elements, so they can't change places. */
  | 'nested'
  /** Something else stands between the scenes of a <TransitionSeries>. */
  | 'transitions_mixed'
  /** The whole video is one scene. */
  | 'one_scene'
  | 'only_scene'
  | 'no_such_scene'
  | 'no_such_value'
  /** `scene` would be shorter than its cross-fades: at least `frames`. */
  | 'too_short'
  /** The video would be longer than `frames`. */
  | 'too_long'
  | 'not_a_colour'
  | 'not_a_number'
  | 'not_a_choice'
  | 'bad_name'
  | 'bad_text'
  | 'locked';

export interface Reason {
  code: ReasonCode;
  file?: string;
  line?: number;
  scene?: string;
  frames?: number;
}

/** Ends the work on code that can't be edited so; `attempt` turns it into a result. */
export class CannotEdit extends Error {
  override readonly name = 'CannotEdit';

  constructor(readonly reason: Reason) {
    super(reason.code);
  }
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: Reason };

export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof CannotEdit) return { ok: false, reason: error.reason };
    throw error;
  }
}
