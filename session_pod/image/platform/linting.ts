// The lints of a project: what its code shows, and what is seen when frames of it are drawn.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from './checks.ts';
import { NotSeen } from './eyes.ts';
import { findingsOf, type Remark } from './lints/lint.ts';
import { fontRemarks, pictureRemarks, soundRemarks } from './lints/media.ts';
import { sceneRemarks } from './lints/scenes.ts';
import { type Source, sourceRemarks } from './lints/sources.ts';
import { contrastRemarks, resting, spotsOf, textRemarks } from './lints/texts.ts';
import { place } from './locate.ts';
import { type Looking, uploadNames } from './looking.ts';
import { timelineOf, told } from './timeline.ts';

const SAMPLES = 24; // 20 to 40 ms of CPU each
const MAX_SOURCES = 300;

/** Never rejects: that nothing could be seen is a finding, too. */
export async function lint(looking: Looking, projectDir: string): Promise<Finding[]> {
  const code = await codeRemarks(projectDir);
  try {
    const observation = await looking.observe(SAMPLES);
    const { composition, samples, failure } = observation;
    const timeline = timelineOf(observation);
    const { spots, owners } = spotsOf(resting(timeline.texts));
    const seconds = await looking.seconds(timeline.sounds.map(({ src }) => src));
    const ratios = failure ? [] : await looking.contrast(spots);
    const remarks = [
      ...code,
      ...fontRemarks(samples),
      ...pictureRemarks(timeline, samples),
      ...sceneRemarks(timeline, samples),
      ...soundRemarks(timeline, seconds),
      ...textRemarks(timeline),
      ...contrastRemarks(timeline, spots, owners, ratios),
    ];
    return [...(failure ? [failure] : []), ...framed(findingsOf(remarks, composition.fps), projectDir)];
  } catch (error) {
    if (!(error instanceof NotSeen)) throw error;
    const unseen: Finding =
      error.code === 'browser_ended'
        ? { kind: 'lint', severity: 'warning', message: `Frames could not be looked at: ${error.message}` }
        : { kind: 'frames', severity: 'error', message: error.message, ...(error.stackInPage ? await looking.where(error.stackInPage) : {}), ...(error.frame === undefined ? {} : { frame: error.frame }) };
    return [unseen, ...framed(findingsOf(code, null), projectDir)];
  }
}

/** Scenes, texts and sounds as the agent is told; rejects with NotSeen. */
export async function timeline(looking: Looking): Promise<object> {
  const observation = await looking.observe(SAMPLES);
  const { failure } = observation;
  if (failure) throw new NotSeen('page_failed', `${failure.file ? `${failure.file}:${failure.line}: ` : ''}${failure.message}`, undefined, failure.frame);
  const found = timelineOf(observation);
  return told(found, await looking.seconds(found.sounds.map(({ src }) => src)));
}

function framed(findings: Finding[], projectDir: string): Finding[] {
  return findings.map((finding) => (finding.file && finding.line ? { ...finding, ...place(projectDir, finding.file, finding.line, finding.column ?? 1) } : finding));
}

async function codeRemarks(projectDir: string): Promise<Remark[]> {
  const uploads = await uploadNames(projectDir);
  const exists = (name: string) => existsSync(path.join(projectDir, 'public', name)) || uploads.has(name.replace(/^uploads\//, ''));
  return sourceRemarks(await sourcesOf(projectDir), exists);
}

async function sourcesOf(projectDir: string): Promise<Source[]> {
  const entries = await readdir(path.join(projectDir, 'src'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && /\.([cm]?[jt]sx?|css)$/i.test(entry.name)).slice(0, MAX_SOURCES);
  return Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { file: path.relative(projectDir, file), text: await readFile(file, 'utf8').catch(() => '') };
    }),
  );
}
