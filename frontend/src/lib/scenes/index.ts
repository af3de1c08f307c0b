// Reading and changing a video's code by its syntax tree. The parser is large: import this with `import()`.
export * from './brief';
export {
  deleteScene,
  duplicateScene,
  type Edited,
  moveScene,
  renameScene,
  setDuration,
  setProp,
  trimScene,
} from './editing';
export type { Kind } from './layout';
export type { PropKind, SceneProp } from './literals';
export { neededFiles, readVideo, type Scene, type Video } from './reading';
export type { Outcome, Reason, ReasonCode } from './reasons';
export type { Files } from './source';
export { asHex, BEHIND, isColour, NAME_MAX, TEXT_MAX } from './values';
