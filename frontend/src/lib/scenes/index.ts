// Reading and changing a video's code by its syntax tree. The parser is large: import this with `import()`.
export * from './brief';
export {
  BEHIND,
  deleteScene,
  duplicateScene,
  type Edited,
  moveScene,
  NAME_MAX,
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
export { asHex, isColour, TEXT_MAX } from './values';
