import assets from './assets.json';
import cards from './cards.json';
import chat from './chat.json';
import code from './code.json';
import history from './history.json';
import palette from './palette.json';
import preview from './preview.json';
import rescue from './rescue.json';
import sharing from './sharing.json';
import storyboard from './storyboard.json';
import timeline from './timeline.json';
import tour from './tour.json';
import tray from './tray.json';
import version from './version.json';
import watch from './watch.json';
import workspace from './workspace.json';

/** The texts of an open project, of a version and of a watch link. */
export const rest = {
  assets,
  cards,
  chat,
  code,
  history,
  palette,
  preview,
  rescue,
  sharing,
  storyboard,
  timeline,
  tour,
  tray,
  version,
  watch,
  workspace,
};
