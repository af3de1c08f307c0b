import account from './account.json';
import assets from './assets.json';
import cards from './cards.json';
import chat from './chat.json';
import code from './code.json';
import common from './common.json';
import history from './history.json';
import landing from './landing.json';
import palette from './palette.json';
import preview from './preview.json';
import problems from './problems.json';
import projects from './projects.json';
import rescue from './rescue.json';
import settings from './settings.json';
import sharing from './sharing.json';
import storyboard from './storyboard.json';
import timeline from './timeline.json';
import tour from './tour.json';
import tray from './tray.json';
import version from './version.json';
import watch from './watch.json';
import workspace from './workspace.json';

/** Every English text, a file a feature. */
export const en = {
  common,
  landing,
  projects,
  account,
  settings,
  workspace,
  palette,
  preview,
  timeline,
  storyboard,
  code,
  history,
  version,
  chat,
  cards,
  sharing,
  watch,
  assets,
  tray,
  rescue,
  problems,
  tour,
};
