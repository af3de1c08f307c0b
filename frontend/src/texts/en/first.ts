import account from './account.json';
import common from './common.json';
import landing from './landing.json';
import problems from './problems.json';
import projects from './projects.json';
import settings from './settings.json';

/** The texts of the pages that people see first; the others come with their pages (`../rest.ts`). */
export const first = {
  account,
  common,
  landing,
  problems,
  projects,
  settings,
};
