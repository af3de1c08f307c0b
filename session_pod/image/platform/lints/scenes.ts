// Scenes that leave gaps, overlap, or play past the end.
import type { Observation } from '../looking.ts';
import { CROSS_FADE, type Scene, type Timeline } from '../timeline.ts';
import { quoted, type Remark } from './lint.ts';

export function sceneRemarks({ composition, scenes: all }: Timeline, samples: Observation['samples']): Remark[] {
  const whole = composition.durationInFrames;
  const end = ({ from, length }: Scene) => (length === null ? whole : from + length);
  const scenes = all.filter((scene) => !scene.layer);
  const remarks: Remark[] = [];
  for (const scene of all) {
    const about = { place: scene.place, scene: scene.name };
    if (scene.from >= whole) {
      remarks.push({ rule: 'past-the-end', severity: 'error', ...about, message: `it begins at frame ${scene.from}, but the video ends at ${whole}: it is never shown.`, hint: `Make the video longer with set_video_settings (durationInFrames ${end(scene)}), or let the scene begin earlier.` });
    } else if (scene.length !== null && end(scene) > whole) {
      remarks.push({ rule: 'past-the-end', severity: 'warning', ...about, frame: whole - 1, message: `its last ${end(scene) - whole} frames lie past the end of the video (${whole}) and are not shown.`, hint: `Shorten the scene, or set durationInFrames to ${end(scene)} with set_video_settings.` });
    }
  }

  /** Something else may fill the time: a layer, or content outside of every sequence. */
  const filled = (from: number, to: number) =>
    all.some((scene) => scene.layer && scene.from <= from && end(scene) >= to) ||
    samples.some(({ frame, texts, pictures }) => frame >= from && frame < to && (texts.some(({ opacity }) => opacity > 0.4) || pictures.length > 0));
  const gap = (from: number, to: number, message: string, scene: Scene) => {
    if (to - from < 1 || filled(from, to)) return;
    remarks.push({ rule: 'gap', severity: 'warning', place: scene.place, frame: from, message, hint: 'Move or lengthen a scene so that each begins where the one before it ends.' });
  };
  let [last] = scenes;
  if (!last) return remarks;
  gap(0, last.from, `nothing is shown for the first ${last.from} frames, until ${quoted(last.name)}.`, last);
  for (const scene of scenes.slice(1)) {
    const until = end(last);
    if (scene.from > until) gap(until, scene.from, `nothing is shown for ${scene.from - until} frames between ${quoted(last.name)} and ${quoted(scene.name)}.`, scene);
    const together = Math.min(until, end(scene)) - scene.from;
    // Scenes of one transition series overlap by their transition, however long.
    const series = scene.place && last.place && scene.place.file === last.place.file && scene.place.line === last.place.line;
    if (together > CROSS_FADE && last.length !== null && !series) {
      remarks.push({ rule: 'overlap', severity: 'warning', place: scene.place, scene: scene.name, frame: scene.from, message: `it is shown together with ${quoted(last.name)} for ${together} frames.`, hint: `Let it begin at frame ${until}, or overlap by at most ${CROSS_FADE} frames for a cross-fade.` });
    }
    if (end(scene) > until) last = scene;
  }
  gap(end(last), whole, `the video goes on for ${whole - end(last)} frames after the last scene, ${quoted(last.name)}.`, last);
  return remarks;
}
