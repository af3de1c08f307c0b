// Generated from common/models.py, chat_models.py and version_models.py by `make generate`. Do not edit.

export type ActionType = 'file_edit' | 'file_create' | 'file_delete' | 'command_run';
export type AssetKind = 'image' | 'video' | 'audio' | 'font';
/**
 * uploading → checked (what it says it is) → ready (in the project) ⇄ removed; or uploading → failed.
 */
export type AssetStatus = 'uploading' | 'checked' | 'ready' | 'failed' | 'removed';
export type MessageRole = 'user' | 'assistant' | 'system';
/**
 * User messages: queued → running → done | failed | stopped. The agent's: streaming → done | failed | stopped.
 */
export type MessageStatus = 'queued' | 'running' | 'streaming' | 'done' | 'failed' | 'stopped';
export type Plan = 'free' | 'pro' | 'team';
/**
 * claiming → restoring → starting → ready | broken | queued | failed | closed.
 */
export type SessionState = 'claiming' | 'restoring' | 'starting' | 'ready' | 'broken' | 'queued' | 'failed' | 'closed';
export type ProjectStatus = 'seeding' | 'ready' | 'failed';

export interface Wire {
  AccessRequest: AccessRequest;
  AccessToken: AccessToken;
  ActionType: ActionType;
  AgentAction: AgentAction;
  Asset: Asset;
  AssetKind: AssetKind;
  AssetStatus: AssetStatus;
  AssetUpload: AssetUpload;
  Branch: Branch;
  BudgetState: BudgetState;
  CardAnswer: CardAnswer;
  ChatMessage: ChatMessage;
  Checkpoint: Checkpoint;
  ChoiceCard: ChoiceCard;
  ChoiceOption: ChoiceOption;
  ClickedElement: ClickedElement;
  Clip: Clip;
  Config: Config;
  DiffHunk: DiffHunk;
  DiffLine: DiffLine;
  EmulatorAddresses: EmulatorAddresses;
  FieldError: FieldError;
  FileDiff: FileDiff;
  FileEntry: FileEntry;
  Finding: Finding;
  FirebaseWebConfig: FirebaseWebConfig;
  FixCard: FixCard;
  Invite: Invite;
  Limits: Limits;
  Me: Me;
  Member: Member;
  MessageContext: MessageContext;
  MessageRole: MessageRole;
  MessageStatus: MessageStatus;
  NewAccessToken: NewAccessToken;
  Pen: Pen;
  PictureState: PictureState;
  Plan: Plan;
  PlannedScene: PlannedScene;
  PlayerAbout: PlayerAbout;
  PlayerFile: PlayerFile;
  PoolSession: PoolSession;
  Preferences: Preferences;
  Problem: Problem;
  Project: Project;
  ProjectOrigin: ProjectOrigin;
  ProjectStatus: ProjectStatus;
  ProjectSummary: ProjectSummary;
  QueuePosition: QueuePosition;
  ReceivedInvite: ReceivedInvite;
  RepoSnapshot: RepoSnapshot;
  RescuedWork: RescuedWork;
  SeenAsset: SeenAsset;
  Session: Session;
  SessionState: SessionState;
  StoryboardCard: StoryboardCard;
  StripAbout: StripAbout;
  Template: Template;
  TurnLimit: TurnLimit;
  TurnUsage: TurnUsage;
  Usage: Usage;
  User: User;
  VersionDiff: VersionDiff;
  VideoSettings: VideoSettings;
  Wanted: Wanted;
  WatchLink: WatchLink;
  Watched: Watched;
  WatchedPlayer: WatchedPlayer;
}
/**
 * `projects/{id}/accessRequests/{uid}`: somebody who would like to be let in.
 */
export interface AccessRequest {
  uid: string;
  name: string;
  email: string;
  role: 'editor' | 'commenter' | 'viewer';
  note?: string | null;
  createdAt: string;
}
/**
 * A personal access token, for `git` over HTTPS; the token itself is told once, when it is made.
 */
export interface AccessToken {
  id: string;
  name: string;
  createdAt: string;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
}
/**
 * One thing the agent did in a turn; `summary` is for a person.
 */
export interface AgentAction {
  type: ActionType;
  filePath?: string | null;
  summary: string;
  commitSha?: string | null;
}
/**
 * `projects/{projectId}/assets/{id}`: a file of the project's, `public/uploads/{name}` in it. `size` in bytes;
 * `counted` is what of it counts against the project's room, nothing once it is removed or has failed; `sent_sha256`
 * of what was sent, where something had to be taken out of it.
 */
export interface Asset {
  id: string;
  projectId: string;
  name: string;
  kind: AssetKind;
  contentType: string;
  size: number;
  sha256: string;
  status: AssetStatus;
  authorId: string;
  createdAt: string;
  counted?: number;
  md5?: string | null;
  sentSha256?: string | null;
  width?: number | null;
  height?: number | null;
  seconds?: number | null;
  error?: string | null;
}
/**
 * Where to put the bytes: one PUT with just these headers, until `expires_at`. No URL: they are there already.
 */
export interface AssetUpload {
  asset: Asset;
  url?: string | null;
  headers?: {
    [k: string]: string;
  };
  expiresAt?: string | null;
}
/**
 * A line of work that was kept: a name that points to a checkpoint for good.
 */
export interface Branch {
  name: string;
  sha: string;
}
/**
 * What may be spent on the model in a day or month, in millionths of a US dollar: what the user's plan gives, and
 * what any one user may use. It starts anew at `resets_at`.
 */
export interface BudgetState {
  scope: 'plan' | 'user';
  period: 'day' | 'month';
  unit?: 'micros';
  used: number;
  limit: number;
  resetsAt: string;
}
/**
 * What was chosen on a card, by whom.
 */
export interface CardAnswer {
  choice: string;
  at: string;
  userId: string;
}
/**
 * `projects/{projectId}/messages/{id}`. `card` to `suggestions` are on the agent's messages only.
 */
export interface ChatMessage {
  id: string;
  projectId: string;
  role: MessageRole;
  content: string;
  /**
   * @maxItems 200
   */
  actions?: AgentAction[];
  createdAt: string;
  tokenCount?: number | null;
  authorId?: string | null;
  turnId?: string | null;
  epoch?: number | null;
  status: MessageStatus;
  /**
   * @maxItems 10
   */
  attachments?: string[];
  checkpointSha?: string | null;
  context?: MessageContext | null;
  error?: string | null;
  card?: (ChoiceCard | StoryboardCard | FixCard) | null;
  answer?: CardAnswer | null;
  limit?: TurnLimit | null;
  usage?: TurnUsage | null;
  suggestions?: string[] | null;
}
/**
 * Where the user was when they wrote: the checkpoint and the frame they looked at, and what they clicked.
 */
export interface MessageContext {
  sha?: string | null;
  frame?: number | null;
  element?: ClickedElement | null;
}
/**
 * What the user clicked in the preview, and the place in the project's code that drew it.
 */
export interface ClickedElement {
  file: string;
  line: number;
  column?: number | null;
  name?: string | null;
  text?: string | null;
}
/**
 * A question that the user answers by a click; the choice is an option's label.
 */
export interface ChoiceCard {
  type: 'choice';
  question: string;
  /**
   * @minItems 2
   * @maxItems 6
   */
  options: ChoiceOption[];
}
/**
 * One answer to choose; the label is also what the user is then taken to have said.
 */
export interface ChoiceOption {
  label: string;
  description?: string | null;
}
/**
 * A plan for a video, made once the user says go; the choice is `go_ahead`.
 */
export interface StoryboardCard {
  type: 'storyboard';
  title: string;
  /**
   * @minItems 1
   * @maxItems 40
   */
  scenes: PlannedScene[];
  note?: string | null;
}
/**
 * A scene of a storyboard: what is seen, and the words that are read.
 */
export interface PlannedScene {
  name: string;
  seconds: number;
  picture: string;
  text?: string | null;
}
/**
 * What the agent could not mend: the choice is `differently`, `undo` or `ignore`. `undo_sha` is the version before
 * the turn, `diff` what the turn had tried last.
 */
export interface FixCard {
  type: 'fix';
  finding: Finding;
  fingerprint: string;
  diff?: string | null;
  undoSha?: string | null;
}
/**
 * What doesn't work, and where.
 */
export interface Finding {
  message: string;
  file?: string | null;
  line?: number | null;
  frame?: number | null;
}
/**
 * What ended a turn early: a limit of the turn's own, or a budget of the user, the plan or the project. Money is in
 * millionths of a US dollar (unit `micros`); `resets_at` where it comes back by itself.
 */
export interface TurnLimit {
  kind: 'steps' | 'seconds' | 'tokens' | 'money' | 'budget';
  used: number;
  of: number;
  unit: 'steps' | 'seconds' | 'tokens' | 'micros';
  resetsAt?: string | null;
}
/**
 * A turn's receipt: tokens as the model counts them (`input_tokens` without the cached ones), cost in millionths of
 * a US dollar.
 */
export interface TurnUsage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  costMicros: number;
}
/**
 * A durable git commit on `main`. `author_id` is a uid, absent for the template's own commits; `name` is what a
 * person called it last.
 */
export interface Checkpoint {
  sha: string;
  parent?: string | null;
  summary: string;
  name?: string | null;
  authorName: string;
  authorId?: string | null;
  turnId?: string | null;
  messageId?: string | null;
  createdAt: string;
}
/**
 * A video's size in pixels, frames a second, and length in frames, as its code calculates them.
 */
export interface Clip {
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}
/**
 * `GET /api/config`, public.
 */
export interface Config {
  firebase: FirebaseWebConfig;
  emulators?: EmulatorAddresses | null;
  limits?: Limits;
  demoModel: boolean;
  isolation?: 'full' | 'none' | 'unknown';
  version: string;
}
export interface FirebaseWebConfig {
  apiKey: string;
  authDomain: string;
  projectId: string;
  appId: string;
}
/**
 * `auth` is a URL, `firestore` a host:port.
 */
export interface EmulatorAddresses {
  auth: string;
  firestore: string;
}
/**
 * What the UI may tell before the server refuses.
 */
export interface Limits {
  nameMax?: number;
  descriptionMax?: number;
  promptMax?: number;
  attachmentsMax?: number;
  trashDays?: number;
  dimensionMax?: number;
  fpsMax?: number;
  durationMaxFrames?: number;
}
/**
 * Lines that changed, with three around them. Line numbers count from 1; `heading` is the enclosing code.
 */
export interface DiffHunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  heading?: string;
  lines: DiffLine[];
}
/**
 * One line of a hunk, without its line end.
 */
export interface DiffLine {
  kind: 'context' | 'added' | 'removed';
  text: string;
}
export interface FieldError {
  field: string;
  message: string;
}
/**
 * How one file differs. Without hunks where it is binary or too large to show; sizes in bytes, null where there is
 * no such file, or (`binary` and `tooLarge`) it lies where a diff doesn't look for it.
 */
export interface FileDiff {
  path: string;
  oldPath?: string | null;
  status: 'added' | 'removed' | 'changed' | 'renamed';
  binary?: boolean;
  tooLarge?: boolean;
  oldSize?: number | null;
  newSize?: number | null;
  additions?: number;
  deletions?: number;
  hunks?: DiffHunk[];
}
/**
 * A file at a checkpoint; `size` in bytes.
 */
export interface FileEntry {
  path: string;
  size: number;
  binary: boolean;
}
/**
 * `invites/{id}`: a role that waits for who proves to have this e-mail address.
 */
export interface Invite {
  id: string;
  projectId: string;
  email: string;
  role: 'editor' | 'commenter' | 'viewer';
  invitedBy: string;
  createdAt: string;
}
/**
 * The signed-in user, with what is left to spend.
 */
export interface Me {
  id: string;
  email: string;
  displayName?: string | null;
  plan?: Plan;
  preferences?: Preferences;
  createdAt: string;
  lastLoginAt: string;
  usage?: Usage;
  budgets: BudgetState[];
}
export interface Preferences {
  theme?: 'light' | 'dark' | 'system';
  defaultVideoSettings?: VideoSettings | null;
}
/**
 * Size in pixels (even, as H.264 wants), frames a second, and length in frames. Truth: `src/Root.tsx`.
 */
export interface VideoSettings {
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}
/**
 * What a user's turns used this month: the model's own count of tokens (`input_tokens` without the cached ones),
 * and millionths of a US dollar.
 */
export interface Usage {
  month?: string;
  turns?: number;
  inputTokens?: number;
  outputTokens?: number;
  cachedTokens?: number;
  cacheWriteTokens?: number;
  costMicros?: number;
}
/**
 * Who may open a project. `email` is told to its owner only.
 */
export interface Member {
  uid: string;
  name: string;
  email?: string | null;
  role: 'owner' | 'editor' | 'commenter' | 'viewer';
}
/**
 * … and its secret.
 */
export interface NewAccessToken {
  id: string;
  name: string;
  createdAt: string;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
  token: string;
}
/**
 * Who has the pen in an open project (`writer`), and who asks for it.
 */
export interface Pen {
  writer: string | null;
  asking: string[];
}
/**
 * Whether what was asked for is there; `url` is a player's, `problem` says why it can't be made.
 */
export interface PictureState {
  state: 'ready' | 'building' | 'failed';
  url?: string | null;
  problem?: string | null;
}
/**
 * A version built into a page: its files by name, `main.js` first of all; the style sheets among them in order.
 */
export interface PlayerAbout {
  sha: string;
  files: {
    [k: string]: PlayerFile;
  };
  /**
   * @maxItems 8
   */
  styles: string[];
}
/**
 * A file of a player: its SHA-256 in hex, and its size in bytes. Versions share what is the same.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^(main|chunk-[A-Za-z0-9_-]{1,40}|asset-[A-Za-z0-9_-]{1,40})\.[a-z0-9]{1,8}$".
 */
export interface PlayerFile {
  sha256: string;
  size: number;
}
/**
 * A session as the pool manager tells it (see docs/contracts.md); times in ms since 1970.
 */
export interface PoolSession {
  sessionId: string;
  projectId: string;
  epoch: number;
  state: SessionState;
  step: string;
  podName?: string | null;
  previewUrl?: string | null;
  eventsUrl?: string | null;
  agentUrl?: string | null;
  queue?: QueuePosition | null;
  createdAt: number;
  lastActivity: number;
  reason?: string | null;
}
/**
 * Place in the line for a pod, 1 = next.
 */
export interface QueuePosition {
  position: number;
  estimateSeconds: number;
}
/**
 * RFC 9457; `code` is stable and machine-readable.
 */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  traceId: string;
  errors?: FieldError[] | null;
  retryAfter?: number | null;
}
/**
 * `projects/{id}`. One with an `origin` begins as a copy, else as its template. `revoked` are users who lost their
 * access, newest last; `watchable` says that there is a watch link.
 */
export interface Project {
  id: string;
  userId: string;
  name: string;
  description?: string | null;
  gitRepoPath: string;
  currentCommitSha: string;
  thumbnailUrl?: string | null;
  createdAt: string;
  updatedAt: string;
  lastOpenedAt?: string | null;
  videoSettings?: VideoSettings | null;
  status: ProjectStatus;
  statusReason?: string | null;
  members: {
    [k: string]: 'owner' | 'editor' | 'commenter' | 'viewer';
  };
  memberIds: string[];
  revoked?: string[];
  watchable?: boolean;
  templateId?: string;
  origin?: ProjectOrigin | null;
  deletedAt?: string | null;
  wanted?: Wanted[];
  playerSha?: string | null;
  summary?: ProjectSummary | null;
  epoch?: number;
}
/**
 * The version of another project that a copy began as.
 */
export interface ProjectOrigin {
  projectId: string;
  sha: string;
}
/**
 * Something of a checkpoint that a pod is to make; with a `problem` it could not be made.
 */
export interface Wanted {
  sha: string;
  kind: 'strip' | 'player';
  at: string;
  problem?: string | null;
}
/**
 * The rolling summary of the conversation up to and with message `until_message_id`, which was sent `until_at`.
 */
export interface ProjectSummary {
  text: string;
  untilMessageId: string;
  untilAt?: string | null;
}
/**
 * An invite as who it is for sees it, before they are let in.
 */
export interface ReceivedInvite {
  id: string;
  projectId: string;
  projectName: string;
  invitedBy: string;
  role: 'editor' | 'commenter' | 'viewer';
  createdAt: string;
}
/**
 * A project's repository as `/activate` and `GET /pod/v1/repo` carry it.
 */
export interface RepoSnapshot {
  line: string;
  tail: string;
  generation?: number | null;
}
/**
 * Work that could not become a checkpoint and was put aside: on `base`, in `files` (at most 100 paths).
 */
export interface RescuedWork {
  name: string;
  sha: string;
  base: string;
  epoch: number;
  summary: string;
  files: string[];
  createdAt: string;
}
/**
 * An asset with an address that shows it for an hour; none where nothing is stored (yet).
 */
export interface SeenAsset {
  id: string;
  projectId: string;
  name: string;
  kind: AssetKind;
  contentType: string;
  size: number;
  sha256: string;
  status: AssetStatus;
  authorId: string;
  createdAt: string;
  counted?: number;
  md5?: string | null;
  sentSha256?: string | null;
  width?: number | null;
  height?: number | null;
  seconds?: number | null;
  error?: string | null;
  url?: string | null;
}
/**
 * What the browser gets of a session; URLs and ticket are there once a pod is.
 */
export interface Session {
  sessionId?: string | null;
  epoch?: number;
  state: SessionState;
  step: string;
  previewUrl?: string | null;
  eventsUrl?: string | null;
  ticket?: string | null;
  queue?: QueuePosition | null;
  reason?: string | null;
}
/**
 * A checkpoint's strip, one JPEG: its tiles, row by row, are these frames in order.
 */
export interface StripAbout {
  sha: string;
  clip: Clip;
  /**
   * @minItems 1
   * @maxItems 24
   */
  frames: number[];
  columns: number;
  tileWidth: number;
  tileHeight: number;
}
/**
 * What a project can begin as. Its scenes are named in their order; its still is the app's file
 * `templates/{id}.jpg`.
 */
export interface Template {
  id: string;
  name: string;
  description: string;
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
  scenes: string[];
  tags: string[];
}
/**
 * `users/{uid}`.
 */
export interface User {
  id: string;
  email: string;
  displayName?: string | null;
  plan?: Plan;
  preferences?: Preferences;
  createdAt: string;
  lastLoginAt: string;
  usage?: Usage;
}
/**
 * What has to be done to `against` to make it `sha`. `truncated`: there is more than is told.
 */
export interface VersionDiff {
  sha: string;
  against: string;
  files: FileDiff[];
  additions: number;
  deletions: number;
  truncated?: boolean;
}
/**
 * `watchLinks/{token}`: who has the token may watch the project's newest version, without an account.
 */
export interface WatchLink {
  token: string;
  projectId: string;
  createdAt: string;
}
/**
 * What a watch link shows: the newest version that has a player. `poster_url` leads to a frame of it, if one was
 * drawn.
 */
export interface Watched {
  name: string;
  ownerName: string;
  sha: string;
  clip?: VideoSettings | null;
  player: WatchedPlayer;
  posterUrl?: string | null;
}
/**
 * `url` is there once the player is `ready`; it is good for a few minutes.
 */
export interface WatchedPlayer {
  state: 'ready' | 'building';
  url?: string | null;
}
